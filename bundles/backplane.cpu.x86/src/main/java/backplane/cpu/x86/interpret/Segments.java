package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.CS;
import static backplane.cpu.x86.interpret.Core.LDT;
import static backplane.cpu.x86.interpret.Core.SS;

import backplane.cpu.x86.semantics.Fault;

/** Descriptors and segment registers (SDM vol. 3A chapters 3 and 5). */
final class Segments {
    static final int PRESENT = 0x80;
    static final int CODE_OR_DATA = 0x10;
    static final int CODE = 8;
    static final int CONFORMING = 4;
    static final int READ_OR_WRITE = 2;
    static final int ACCESSED = 1;

    private final Core c;

    /** The descriptor that {@link #fetch} read: linear address, low and high dword. */
    int address;

    int low;
    int high;

    Segments(Core core) {
        c = core;
    }

    /** A check that failed at first sight: expand-down segments pass here, all others raise #SS or #GP. */
    int closerLook(int segment, int offset, int size, boolean write) {
        int access = c.access[segment];
        boolean down = (access & (PRESENT | CODE | 4)) == (PRESENT | 4);
        if (down && (!write || (access & READ_OR_WRITE) != 0)) {
            long top = (access & 0x4000) != 0 ? 0xffffffffL : 0xffffL;
            long from = offset & 0xffffffffL;
            if (from > (c.limit[segment] & 0xffffffffL) && from + size - 1 <= top) {
                return c.base[segment] + offset;
            }
        }
        throw c.raise(segment == SS ? Fault.SS : Fault.GP, 0);
    }

    /** Reads the descriptor of a selector that is not null; raises {@code vector} with the selector beyond the table. */
    void fetch(int selector, int vector) {
        if (!find(selector)) {
            throw c.raise(vector, selector & 0xfffc);
        }
    }

    /** As {@link #fetch}, but false instead of a fault. */
    boolean find(int selector) {
        boolean local = (selector & 4) != 0;
        int index = selector & 0xfff8;
        if (local && (c.access[LDT] & PRESENT) == 0) {
            return false;
        }
        int limit = local ? c.limit[LDT] : c.gdtLimit;
        if (Integer.compareUnsigned(index + 7, limit) > 0) {
            return false;
        }
        address = (local ? c.base[LDT] : c.gdtBase) + index;
        low = c.mmu.system32(address);
        high = c.mmu.system32(address + 4);
        return true;
    }

    private int keptAddress;
    private int keptLow;
    private int keptHigh;

    /** Sets the fetched descriptor aside. */
    void keep() {
        keptAddress = address;
        keptLow = low;
        keptHigh = high;
    }

    void recall() {
        address = keptAddress;
        low = keptLow;
        high = keptHigh;
    }

    /** Fetches and checks the code segment that an interrupt or call gate leads to. */
    void gateTarget(int selector) {
        if ((selector & 0xfffc) == 0) {
            throw c.gp(0);
        }
        fetch(selector, Fault.GP);
        if (!is(CODE_OR_DATA | CODE) || dpl() > c.cpl) {
            throw c.gp(selector & 0xfffc);
        }
        if (!is(PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
    }

    int access() {
        return high >>> 8 & 0xf0ff;
    }

    int base() {
        return low >>> 16 | high << 16 & 0xff0000 | high & 0xff000000;
    }

    int limit() {
        int l = low & 0xffff | high & 0xf0000;
        return (high & 0x800000) != 0 ? l << 12 | 0xfff : l;
    }

    int dpl() {
        return high >>> 13 & 3;
    }

    boolean is(int bits) {
        return (high >>> 8 & bits) == bits;
    }

    /** Takes the fetched descriptor into a segment register and marks it accessed. */
    void take(int segment, int selector) {
        if ((high & 0x100) == 0) {
            high |= 0x100;
            c.mmu.system(address + 5, high >>> 8 & 0xff, 1);
        }
        c.cache(segment, selector, base(), limit(), access());
    }

    /** Loads ES, SS, DS, FS or GS as MOV, POP and LDS do. */
    void load(int segment, int selector) {
        if (!c.protectedMode()) {
            real(segment, selector);
        } else if (segment == SS) {
            stack(selector, c.cpl, Fault.GP);
        } else {
            data(segment, selector, Fault.GP);
        }
        c.updateMode();
    }

    /** Real mode: the base alone changes; limit and size stay, which makes unreal mode. V86 mode has fixed ones. */
    void real(int segment, int selector) {
        if (c.virtual8086()) {
            c.cache(segment, selector, selector << 4, 0xffff, 0xf3);
            return;
        }
        int access = c.access[segment] & 0xf000 | 0x93;
        c.cache(segment, selector, selector << 4, c.limit[segment], access);
    }

    /** {@code vector} is #GP, or #TS from a task state. */
    void data(int segment, int selector, int vector) {
        if ((selector & 0xfffc) == 0) {
            c.cache(segment, selector, 0, 0, 0);
            return;
        }
        fetch(selector, vector);
        boolean code = is(CODE);
        boolean usable = is(CODE_OR_DATA) && (!code || is(READ_OR_WRITE));
        boolean conforming = code && is(CONFORMING);
        if (!usable || !conforming && (dpl() < c.cpl || dpl() < (selector & 3))) {
            throw c.raise(vector, selector & 0xfffc);
        }
        if (!is(PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        take(segment, selector);
    }

    /** Checks and loads SS for a privilege level; {@code vector} is #GP, or #TS from a task state. */
    void stack(int selector, int level, int vector) {
        checkStack(selector, level, vector);
        take(SS, selector);
    }

    /** Leaves the descriptor fetched. */
    void checkStack(int selector, int level, int vector) {
        if ((selector & 0xfffc) == 0) {
            throw c.raise(vector, 0);
        }
        fetch(selector, vector);
        boolean writable = is(CODE_OR_DATA | READ_OR_WRITE) && !is(CODE);
        if ((selector & 3) != level || !writable || dpl() != level) {
            throw c.raise(vector, selector & 0xfffc);
        }
        if (!is(PRESENT)) {
            throw c.raise(Fault.SS, selector & 0xfffc);
        }
    }

    /** After a return to an outer level: data segments it may not have become null. */
    void dropPrivileged() {
        for (int s = 0; s < 6; s++) {
            if (s == CS || s == SS) {
                continue;
            }
            int access = c.access[s];
            boolean conforming = (access & (CODE | CONFORMING)) == (CODE | CONFORMING);
            if (!conforming && (access >>> 5 & 3) < c.cpl) {
                c.cache(s, 0, 0, 0, 0);
            }
        }
    }

    /** LLDT. */
    void loadLdt(int selector) {
        if ((selector & 0xfffc) == 0) {
            c.cache(LDT, selector, 0, 0, 0);
            return;
        }
        if ((selector & 4) != 0) {
            throw c.gp(selector & 0xfffc);
        }
        fetch(selector, Fault.GP);
        if ((high >>> 8 & 0x1f) != 2) {
            throw c.gp(selector & 0xfffc);
        }
        if (!is(PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        c.cache(LDT, selector, base(), limit(), access());
    }

    /** LTR. */
    void loadTask(int selector) {
        if ((selector & 0xfffc) == 0 || (selector & 4) != 0) {
            throw c.gp(selector & 0xfffc);
        }
        fetch(selector, Fault.GP);
        int type = high >>> 8 & 0x1f;
        if (type != 1 && type != 9) {
            throw c.gp(selector & 0xfffc);
        }
        if (!is(PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        high |= 0x200;
        c.mmu.system(address + 5, high >>> 8 & 0xff, 1);
        c.cache(Core.TR, selector, base(), limit(), access());
    }

    /** Whether LAR, LSL, VERR and VERW may look at a selector; leaves the descriptor fetched. */
    boolean visible(int selector) {
        if ((selector & 0xfffc) == 0 || !find(selector)) {
            return false;
        }
        boolean conforming = is(CODE_OR_DATA | CODE | CONFORMING);
        return conforming || dpl() >= c.cpl && dpl() >= (selector & 3);
    }
}
