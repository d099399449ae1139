package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.CS;
import static backplane.cpu.x86.interpret.Core.LDT;
import static backplane.cpu.x86.interpret.Core.SS;
import static backplane.cpu.x86.interpret.Core.TR;

import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/**
 * Task switches between states of the 386 and of the 286 (SDM vol. 3A chapter 7). What is wrong with the new state's
 * descriptor or memory faults in the old task, what is wrong with its contents in the new one.
 */
final class Tasks {
    private static final int GATE = 5;
    private static final int BUSY = 2;
    private static final int WIDE = 8;

    private static final int EVERY_FLAG = 0x3f7fd5;
    private static final int TASK_SWITCHED = 0x8000;

    /** How a task is entered: by JMP, by CALL or an interrupt, which nest, by IRET from a nested one. */
    private static final int JUMP = 0;

    private static final int NEST = 1;
    private static final int RETURN = 2;

    private final Core c;

    /** The present fault, if there is one, belongs to the task that has just been entered. */
    boolean switched;

    private final int[] registers = new int[8];
    private final int[] selectors = new int[6];
    private int newEip;
    private int newFlags;
    private int newDirectory;
    private int newLdt;
    private boolean trap;

    Tasks(Core core) {
        c = core;
    }

    /** Whether the fetched descriptor is a task gate or a task state. */
    boolean found() {
        int type = c.segments.high >>> 8 & 0x1f;
        return type == GATE || (type & ~(BUSY | WIDE)) == 1;
    }

    /** JMP or CALL to the fetched descriptor. */
    void transfer(int selector, boolean call) {
        Segments s = c.segments;
        if (s.dpl() < c.cpl || s.dpl() < (selector & 3)) {
            throw c.gp(selector & 0xfffc);
        }
        int to = selector;
        if ((s.high >>> 8 & 0x1f) == GATE) {
            if (!s.is(Segments.PRESENT)) {
                throw c.raise(Fault.NP, selector & 0xfffc);
            }
            to = s.low >>> 16;
        }
        find(to, Fault.GP, 0);
        enter(to, call ? NEST : JUMP, 0);
        if (trap) {
            stop();
        }
    }

    /** An interrupt or exception through a task gate. */
    void interrupt(int selector, int error, int resume) {
        find(selector, Fault.GP, 0);
        boolean wide = (c.segments.high >>> 8 & WIDE) != 0;
        enter(selector, NEST, resume);
        if (error != Fault.NONE) {
            switched = true;
            c.push(error, wide ? 4 : 2);
            switched = false;
        }
        if (trap) {
            stop();
        }
    }

    /** IRET from a nested task. */
    void back() {
        int link = c.mmu.system(c.base[TR], 2);
        find(link, Fault.TS, BUSY);
        enter(link, RETURN, 0);
        if (trap) {
            stop();
        }
    }

    /** #DB for the task's T bit, before its first instruction. */
    private void stop() {
        trap = false;
        c.debug.dr6 |= TASK_SWITCHED;
        c.interrupts.debug();
    }

    private void find(int selector, int vector, int busy) {
        Segments s = c.segments;
        if ((selector & 0xfffc) == 0 || (selector & 4) != 0) {
            throw c.raise(vector, selector & 0xfffc);
        }
        s.fetch(selector, vector);
        if ((s.high >>> 8 & 0x1f & ~WIDE) != (1 | busy)) {
            throw c.raise(vector, selector & 0xfffc);
        }
        if (!s.is(Segments.PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
    }

    /** To the task state whose descriptor is fetched. */
    private void enter(int selector, int how, int resume) {
        Segments s = c.segments;
        boolean wide = s.is(WIDE);
        int from = s.base();
        if (Integer.compareUnsigned(s.limit(), wide ? 0x67 : 0x2b) < 0) {
            throw c.raise(Fault.TS, selector & 0xfffc);
        }
        int old = c.selector[TR];
        boolean oldWide = (c.access[TR] & WIDE) != 0;
        touch(c.base[TR] + (oldWide ? 0x20 : 0x0e), oldWide ? 0x40 : 0x1c);
        touch(from, 2);
        read(from, wide);
        s.keep();
        int flags = c.eflags() & ~Flags.RF | resume;
        if (how != NEST && (old & 0xfffc) != 0 && s.find(old & 0xfffb)) {
            c.mmu.system(s.address + 5, s.high >>> 8 & 0xff & ~BUSY, 1);
        }
        save(c.base[TR], oldWide, how == RETURN ? flags & ~Flags.NT : flags);
        s.recall();
        if (how == NEST) {
            c.mmu.system(from, old, 2);
            newFlags |= Flags.NT;
        }
        if (how != RETURN) {
            s.high |= BUSY << 8;
            c.mmu.system(s.address + 5, s.high >>> 8 & 0xff, 1);
        }
        c.cache(TR, selector, from, s.limit(), s.access());
        c.cr0 |= Core.CR0_TS;
        c.debug.leaveTask();
        switched = true;
        load(wide);
        switched = false;
    }

    /** Faults now if these bytes cannot be written. */
    private void touch(int from, int size) {
        c.mmu.system(from, c.mmu.system(from, 1), 1);
        int last = from + size - 1;
        c.mmu.system(last, c.mmu.system(last, 1), 1);
    }

    private void save(int to, boolean wide, int flags) {
        int size = wide ? 4 : 2;
        int at = to + (wide ? 0x20 : 0x0e);
        c.mmu.system(at, c.eip, size);
        c.mmu.system(at + size, flags, size);
        at += 2 * size;
        for (int i = 0; i < 8; i++) {
            c.mmu.system(at + i * size, c.r[i], size);
        }
        at += 8 * size;
        for (int i = 0; i < (wide ? 6 : 4); i++) {
            c.mmu.system(at + i * size, c.selector[i], 2);
        }
    }

    private void read(int from, boolean wide) {
        int size = wide ? 4 : 2;
        int at = from + (wide ? 0x20 : 0x0e);
        newDirectory = wide ? c.mmu.system(from + 0x1c, 4) : c.cr3;
        newEip = c.mmu.system(at, size);
        newFlags = c.mmu.system(at + size, size);
        at += 2 * size;
        for (int i = 0; i < 8; i++) {
            registers[i] = c.mmu.system(at + i * size, size) | (wide ? 0 : 0xffff0000);
        }
        at += 8 * size;
        int held = wide ? 6 : 4;
        for (int i = 0; i < 6; i++) {
            selectors[i] = i < held ? c.mmu.system(at + i * size, 2) : 0;
        }
        newLdt = c.mmu.system(at + held * size, 2);
        trap = wide && (c.mmu.system(from + 0x64, 2) & 1) != 0;
    }

    private void load(boolean wide) {
        if (wide && c.cr0 < 0) {
            c.directory(newDirectory);
        }
        c.eip = newEip;
        c.eflags(newFlags, EVERY_FLAG);
        System.arraycopy(registers, 0, c.r, 0, 8);
        for (int i = 0; i < 6; i++) {
            c.cache(i, selectors[i], 0, 0, 0);
        }
        c.cache(LDT, newLdt, 0, 0, 0);
        c.cpl(c.virtual8086() ? 3 : selectors[CS] & 3);
        c.updateMode();
        localTable();
        if (c.virtual8086()) {
            for (int i = 0; i < 6; i++) {
                c.segments.real(i, selectors[i]);
            }
        } else {
            code();
            c.segments.stack(selectors[SS], c.cpl, Fault.TS);
            c.updateMode();
            for (int i = 0; i < 6; i++) {
                if (i != CS && i != SS) {
                    c.segments.data(i, selectors[i], Fault.TS);
                }
            }
        }
        c.updateMode();
        if (Integer.compareUnsigned(newEip, c.limit[CS]) > 0) {
            throw c.gp(0);
        }
    }

    private void localTable() {
        Segments s = c.segments;
        if ((newLdt & 0xfffc) == 0) {
            return;
        }
        boolean there = (newLdt & 4) == 0 && s.find(newLdt);
        if (!there || (s.high >>> 8 & 0x9f) != 0x82) {
            throw c.raise(Fault.TS, newLdt & 0xfffc);
        }
        c.cache(LDT, newLdt, s.base(), s.limit(), s.access());
    }

    private void code() {
        Segments s = c.segments;
        int selector = selectors[CS];
        if ((selector & 0xfffc) == 0) {
            throw c.raise(Fault.TS, 0);
        }
        s.fetch(selector, Fault.TS);
        boolean level = s.is(Segments.CONFORMING) ? s.dpl() <= c.cpl : s.dpl() == c.cpl;
        if (!s.is(Segments.CODE_OR_DATA | Segments.CODE) || !level) {
            throw c.raise(Fault.TS, selector & 0xfffc);
        }
        if (!s.is(Segments.PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        s.take(CS, selector);
    }
}
