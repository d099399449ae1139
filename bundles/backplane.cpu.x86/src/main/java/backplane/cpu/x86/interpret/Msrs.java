package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.ECX;
import static backplane.cpu.x86.interpret.Core.EDX;

/**
 * CPUID, the time stamp counter and the model-specific registers that a P6 has whatever its features (SDM vol. 4 table
 * 2-53). Any other number raises #GP. The event counters keep what is written to them and count nothing, no last branch is
 * recorded, and there is no microcode to update: its revision is 0.
 */
final class Msrs {
    static final int TSC = 0x10;

    private static final int APIC_BASE = 0x1b;
    private static final int APIC_ENABLED = 1 << 11;
    private static final int EBL_CR_POWERON = 0x2a;
    private static final int BIOS_UPDT_TRIG = 0x79;
    private static final int BIOS_SIGN_ID = 0x8b;
    private static final int PERFCTR0 = 0xc1;
    private static final int PERFEVTSEL0 = 0x186;
    private static final int DEBUGCTL = 0x1d9;
    private static final int LAST_BRANCH_FROM_IP = 0x1db;
    private static final int LAST_INT_TO_IP = 0x1de;

    private final Core c;

    /** What WRMSR has added to the machine's counter. */
    long tscOffset;

    /** PERFCTR0 and 1 (32 bits, whose sign extends to 40), PERFEVTSEL0 and 1, DEBUGCTL. */
    final int[] kept = new int[5];

    Msrs(Core core) {
        c = core;
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
        java.util.Arrays.fill(kept, 0);
    }

    /** DEBUGCTL.BTF: single steps are those of jumps only. */
    boolean branchSteps() {
        return (kept[4] & 2) != 0;
    }

    /** #DB clears LBR and BTF. */
    void debugException() {
        kept[4] &= ~3;
    }

    /** At CPL 0, elsewhere with CR4.PCE. */
    void rdpmc() {
        int counter = c.r[ECX];
        if ((c.cr4 & 0x100) == 0 && c.cpl != 0 || counter != 0 && counter != 1) {
            throw c.gp(0);
        }
        pair(kept[counter] & 0xff_ffff_ffffL);
    }

    void read() {
        int number = c.r[ECX];
        int at = index(number);
        if (at >= 0) {
            pair(at < 2 ? kept[at] & 0xff_ffff_ffffL : kept[at] & 0xffff_ffffL);
        } else if (number == TSC) {
            pair(c.wires.tsc() + tscOffset);
        } else if (number == APIC_BASE && c.wires.apicBase() != 0) {
            pair(c.wires.apicBase());
        } else if (number == BIOS_SIGN_ID
                || number == EBL_CR_POWERON
                || number >= LAST_BRANCH_FROM_IP && number <= LAST_INT_TO_IP) {
            pair(0);
        } else {
            throw c.gp(0);
        }
    }

    void write() {
        int number = c.r[ECX];
        int at = index(number);
        long value = (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        if (at >= 0) {
            kept[at] = at < 4 ? (int) value : (int) value & 0x7f;
        } else if (number == TSC) {
            tscOffset = value - c.wires.tsc();
        } else if (number == APIC_BASE && c.wires.apicBase() != 0) {
            if ((value & ~0xf_ffff_f900L) != 0) {
                throw c.gp(0);
            }
            c.wires.apicBase(value);
        } else if (number != BIOS_SIGN_ID && number != BIOS_UPDT_TRIG) {
            throw c.gp(0);
        }
    }

    private static int index(int number) {
        switch (number) {
            case PERFCTR0:
            case PERFCTR0 + 1:
                return number - PERFCTR0;
            case PERFEVTSEL0:
            case PERFEVTSEL0 + 1:
                return 2 + number - PERFEVTSEL0;
            case DEBUGCTL:
                return 4;
            default:
                return -1;
        }
    }

    private void pair(long v) {
        c.r[EAX] = (int) v;
        c.r[EDX] = (int) (v >>> 32);
    }
}
