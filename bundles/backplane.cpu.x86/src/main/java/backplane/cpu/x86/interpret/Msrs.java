package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.ECX;
import static backplane.cpu.x86.interpret.Core.EDX;

import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.model.Model;

/**
 * CPUID, the time stamp counter and the model-specific registers (SDM vol. 4 table 2-53). Any number that the model lacks
 * raises #GP. The event counters keep what is written to them and count nothing, memory types change nothing, no machine
 * check happens, no last branch is recorded, and there is no microcode to update: its revision is 0.
 */
final class Msrs {
    static final int TSC = 0x10;

    private static final int APIC_BASE = 0x1b;
    private static final int APIC_ENABLED = 1 << 11;
    private static final int P5_MC_ADDR = 0;
    private static final int P5_MC_TYPE = 1;
    private static final int PLATFORM_ID = 0x17;
    private static final int EBL_CR_POWERON = 0x2a;
    private static final int BIOS_UPDT_TRIG = 0x79;
    private static final int BIOS_SIGN_ID = 0x8b;
    private static final int MTRR_CAP = 0xfe;
    private static final int MCG_CAP = 0x179;
    private static final int LAST_BRANCH_FROM_IP = 0x1db;
    private static final int LAST_INT_TO_IP = 0x1de;
    private static final int MC0_CTL = 0x400;
    private static final int NO_EXECUTE = 0x800;

    private final Core c;

    /** What WRMSR has added to the machine's counter. */
    long tscOffset;

    /** By {@link MsrRules#slot}. */
    final long[] kept = new long[MsrRules.SIZE];

    Msrs(Core core) {
        c = core;
        reset();
    }

    void cpuid() {
        c.model.cpuid(c.r, (c.wires.apicBase() & APIC_ENABLED) != 0);
    }

    void rdtsc() {
        if ((c.cr4 & 4) != 0 && c.cpl != 0) {
            throw c.gp(0);
        }
        pair(c.wires.tsc() + tscOffset);
    }

    void reset() {
        MsrRules.reset(kept);
    }

    /** EFER.NXE: page tables may forbid to execute. */
    boolean noExecute() {
        return (kept[MsrRules.EFER] & NO_EXECUTE) != 0;
    }

    /** SYSENTER's CS, ESP and EIP: 0 to 2. */
    int sysenter(int n) {
        return (int) kept[MsrRules.SYSENTER_CS + n];
    }

    /** DEBUGCTL.BTF: single steps are those of jumps only. */
    boolean branchSteps() {
        return (kept[MsrRules.DEBUGCTL] & 2) != 0;
    }

    /** #DB clears LBR and BTF. */
    void debugException() {
        kept[MsrRules.DEBUGCTL] &= ~3;
    }

    /** At CPL 0, elsewhere with CR4.PCE. */
    void rdpmc() {
        int counter = c.r[ECX];
        if ((c.cr4 & 0x100) == 0 && c.cpl != 0 || counter != 0 && counter != 1) {
            throw c.gp(0);
        }
        pair(kept[MsrRules.PERFCTR + counter] & 0xff_ffff_ffffL);
    }

    void read() {
        int number = c.r[ECX];
        int slot = MsrRules.slot(number, c.model);
        if (slot >= 0) {
            // A counter has 40 bits, its select 32.
            long mask = slot < 2 ? 0xff_ffff_ffffL : slot < MsrRules.DEBUGCTL ? 0xffff_ffffL : -1;
            pair(kept[slot] & mask);
        } else if (number == TSC && c.model.has(Feature.TSC)) {
            pair(c.wires.tsc() + tscOffset);
        } else if (number == APIC_BASE && apic()) {
            pair(c.wires.apicBase());
        } else {
            pair(fixed(number));
        }
    }

    private boolean apic() {
        return c.model.has(Feature.APIC) && c.wires.apicBase() != 0;
    }

    /** Registers that always read the same. */
    private long fixed(int number) {
        Model m = c.model;
        if (number == MTRR_CAP && m.has(Feature.MTRR)) {
            return MsrRules.MTRR_CAPABILITY;
        }
        if (number == MCG_CAP && m.has(Feature.MCA)) {
            return MsrRules.BANKS;
        }
        boolean there = switch (number) {
            case P5_MC_ADDR, P5_MC_TYPE -> m.has(Feature.MCE);
            case PLATFORM_ID, BIOS_SIGN_ID, EBL_CR_POWERON -> m.has(Feature.P6);
            default ->
                number >= LAST_BRANCH_FROM_IP && number <= LAST_INT_TO_IP && m.has(Feature.P6) || bankReport(number);
        };
        if (!there) {
            throw c.gp(0);
        }
        return 0;
    }

    /** Status, address and the like of a machine check bank: none has ever happened. */
    private boolean bankReport(int number) {
        return number >= MC0_CTL && number < MC0_CTL + 4 * MsrRules.BANKS && c.model.has(Feature.MCA);
    }

    void write() {
        int number = c.r[ECX];
        int slot = MsrRules.slot(number, c.model);
        long value = (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        if (slot >= 0) {
            keep(slot, value);
        } else if (number == TSC && c.model.has(Feature.TSC)) {
            tscOffset = value - c.wires.tsc();
        } else if (number == APIC_BASE && apic()) {
            if ((value & ~0xf_ffff_f900L) != 0) {
                throw c.gp(0);
            }
            c.wires.apicBase(value);
        } else if (!ignored(number, value)) {
            throw c.gp(0);
        }
    }

    private void keep(int slot, long value) {
        if (!MsrRules.legal(slot, value)) {
            throw c.gp(0);
        }
        kept[slot] = MsrRules.held(slot, value);
        if (slot == MsrRules.EFER) {
            c.control();
        }
    }

    private boolean ignored(int number, long value) {
        if (number == BIOS_SIGN_ID || number == BIOS_UPDT_TRIG || number == EBL_CR_POWERON) {
            return c.model.has(Feature.P6) && (number != EBL_CR_POWERON || value == 0);
        }
        if (number == P5_MC_ADDR || number == P5_MC_TYPE) {
            return c.model.has(Feature.MCE);
        }
        return bankReport(number) && value == 0;
    }

    private void pair(long v) {
        c.r[EAX] = (int) v;
        c.r[EDX] = (int) (v >>> 32);
    }
}
