package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.ECX;
import static backplane.cpu.x86.interpret.Core.EDX;

/** CPUID, the time stamp counter and model-specific registers. Any other register number raises #GP. */
final class Msrs {
    static final int TSC = 0x10;

    /** Family 6, model 1, stepping 9: a Pentium Pro. */
    static final int SIGNATURE = 0x619;

    private static final int FPU = 1;
    private static final int PSE = 1 << 3;
    private static final int TSC_BIT = 1 << 4;
    private static final int MSR = 1 << 5;
    private static final int CX8 = 1 << 8;
    private static final int CMOV = 1 << 15;

    private final Core c;

    /** What WRMSR has added to the machine's counter. */
    long tscOffset;

    Msrs(Core core) {
        c = core;
    }

    void cpuid() {
        int[] r = c.r;
        if (r[EAX] == 0) {
            r[EAX] = 1;
            r[Core.EBX] = 0x756e6547;
            r[EDX] = 0x49656e69;
            r[ECX] = 0x6c65746e;
        } else {
            r[EAX] = SIGNATURE;
            r[Core.EBX] = 0;
            r[ECX] = 0;
            r[EDX] = FPU | PSE | TSC_BIT | MSR | CX8 | CMOV;
        }
    }

    void rdtsc() {
        if ((c.cr4 & 4) != 0 && c.cpl != 0) {
            throw c.gp(0);
        }
        pair(c.wires.tsc() + tscOffset);
    }

    void read() {
        if (c.r[ECX] != TSC) {
            throw c.gp(0);
        }
        pair(c.wires.tsc() + tscOffset);
    }

    void write() {
        if (c.r[ECX] != TSC) {
            throw c.gp(0);
        }
        long value = (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        tscOffset = value - c.wires.tsc();
    }

    private void pair(long v) {
        c.r[EAX] = (int) v;
        c.r[EDX] = (int) (v >>> 32);
    }
}
