package backplane.cpu.x86.interpret;

import backplane.cpu.x86.paging.Mmu;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/**
 * The debug registers (SDM vol. 3B chapter 17). While DR7 enables nothing, nothing looks here; otherwise the interpreter
 * runs single instructions, and all memory accesses take the slow path while one of them watches data.
 */
final class Debug implements Mmu.Watch {
    private static final int CR4_DE = 8;
    private static final int GENERAL_DETECT = 0x2000;
    private static final int STEPPED = 0x4000;

    private static final int EXECUTE = 0;
    private static final int WRITE = 1;
    private static final int PORT = 2;

    private final Core c;
    /** DR0 to DR3. */
    final int[] address = new int[4];

    int dr6;
    int dr7;

    /** Bits 0 to 3: the data and port breakpoints that the running instruction has met. */
    private int met;

    Debug(Core core) {
        c = core;
    }

    void reset() {
        java.util.Arrays.fill(address, 0);
        dr6 = 0xffff0ff0;
        dr7 = 0x400;
        changed();
    }

    int read(int number) {
        allowed(number);
        return number < 4 ? address[number] : (number & 1) == 0 ? dr6 : dr7;
    }

    void write(int number, int value) {
        allowed(number);
        if (number < 4) {
            address[number] = value;
        } else if ((number & 1) == 0) {
            dr6 = value & 0xe00f | 0xffff0ff0;
        } else {
            dr7 = value & 0xffff23ff | 0x400;
            changed();
        }
    }

    /** DR4 and DR5 are DR6 and DR7 while CR4 has no DE. */
    private void allowed(int number) {
        if ((number & 6) == 4 && (c.cr4 & CR4_DE) != 0) {
            throw c.undefined();
        }
        if ((dr7 & GENERAL_DETECT) != 0) {
            dr7 &= ~GENERAL_DETECT;
            dr6 |= GENERAL_DETECT;
            throw c.raise(Fault.DB);
        }
    }

    /** DR7 has a new value: looks what there is to watch for. */
    void changed() {
        boolean data = false;
        for (int n = 0; n < 4; n++) {
            data |= enabled(n) && kind(n) != EXECUTE && kind(n) != PORT;
        }
        c.interpreter.watched((dr7 & 0xff) != 0);
        c.mmu.watch(data ? this : null);
    }

    /** A switch to another task turns the local breakpoints off. */
    void leaveTask() {
        if ((dr7 & 0x55) != 0) {
            dr7 &= ~0x55;
            changed();
        }
    }

    private boolean enabled(int n) {
        return (dr7 >>> 2 * n & 3) != 0;
    }

    private int kind(int n) {
        return dr7 >>> 16 + 4 * n & 3;
    }

    /** Whether a breakpoint stands on the next instruction, which DR6 then tells. */
    boolean stops() {
        int hit = 0;
        if ((c.eflags & Flags.RF) == 0) {
            int linear = c.base[Core.CS] + c.eip;
            for (int n = 0; n < 4; n++) {
                if (enabled(n) && kind(n) == EXECUTE && address[n] == linear) {
                    hit |= 1 << n;
                }
            }
        }
        dr6 |= hit;
        return hit != 0;
    }

    void begin() {
        met = 0;
    }

    /** Behind an instruction: whether a trap is due. */
    boolean traps(boolean stepped) {
        dr6 |= met | (stepped ? STEPPED : 0);
        return stepped || met != 0;
    }

    @Override
    public void access(int linear, int size, boolean write) {
        for (int n = 0; n < 4; n++) {
            int kind = kind(n);
            if (enabled(n) && kind != EXECUTE && kind != PORT && (write || kind != WRITE)) {
                meet(n, linear, size);
            }
        }
    }

    /** An access to an I/O port; breakpoints on these exist while CR4 has DE. */
    void port(int port, int size) {
        for (int n = 0; n < 4; n++) {
            if (enabled(n) && kind(n) == PORT && (c.cr4 & CR4_DE) != 0) {
                meet(n, port, size);
            }
        }
    }

    /** The breakpoint covers one, two or four aligned bytes. */
    private void meet(int n, int first, int size) {
        int length = dr7 >>> 18 + 4 * n & 3;
        int start = address[n] & ~length;
        boolean before = Integer.compareUnsigned(first + size - 1, start) < 0;
        boolean behind = Integer.compareUnsigned(first, start + length) > 0;
        if (!before && !behind) {
            met |= 1 << n;
        }
    }
}
