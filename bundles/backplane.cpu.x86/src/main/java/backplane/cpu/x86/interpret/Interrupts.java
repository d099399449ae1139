package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.CS;
import static backplane.cpu.x86.interpret.Core.ESP;
import static backplane.cpu.x86.interpret.Core.SS;
import static backplane.cpu.x86.interpret.Core.TR;

import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Delivery of interrupts and exceptions (SDM vol. 3A chapter 6). */
final class Interrupts {
    /** What an interrupt pushes first and makes null when it leaves V86 mode. */
    private static final int[] LEFT_BEHIND = {Core.GS, Core.FS, Core.DS, Core.ES};

    private static final int TASK_GATE = 5;

    private final Core c;
    final FaultChain chain = new FaultChain();

    /** RF as it gets pushed: set by faults, so that their instruction does not meet its breakpoint twice. */
    private int resume;

    Interrupts(Core core) {
        c = core;
    }

    /** An exception, with the escalation to #DF and shutdown. EIP is what gets pushed. */
    void exception(int vector, int code) {
        resume = vector == Fault.DF ? 0 : Flags.RF;
        raise(vector, code);
    }

    /** #DB behind an instruction, or on a breakpoint. */
    void debug() {
        resume = 0;
        c.msrs.debugException();
        raise(Fault.DB, Fault.NONE);
    }

    private void raise(int vector, int code) {
        int current = vector;
        int error = code;
        chain.begin(c.selector[CS], c.eip);
        chain.add(vector, code, c.mmu.cr2());
        while (true) {
            c.interpreter.record(Recorder.FAULT, current, error);
            try {
                deliver(current, false, error, 1);
                return;
            } catch (Fault f) {
                boolean serious = Fault.contributory(f.vector);
                chain.add(f.vector, f.code, c.mmu.cr2());
                if (current == Fault.DF) {
                    c.interpreter.shutDown();
                    return;
                } else if (Fault.contributory(current) && serious
                        || current == Fault.PF && (serious || f.vector == Fault.PF)) {
                    current = Fault.DF;
                    error = 0;
                    chain.add(current, error, 0);
                } else {
                    current = f.vector;
                    error = f.code;
                }
            }
        }
    }

    /** An interrupt from outside. */
    void external(int vector) {
        c.interpreter.record(Recorder.INTERRUPT, vector, 0);
        resume = c.interpreter.watched() ? c.eflags & Flags.RF : 0;
        try {
            deliver(vector, false, Fault.NONE, 1);
        } catch (Fault f) {
            exception(f.vector, f.code);
        }
    }

    /** INT n, INT3, INTO; EIP is behind it. */
    void software(int vector) {
        resume = 0;
        deliver(vector, true, Fault.NONE, 0);
        c.interpreter.noTrap();
    }

    /** The flags that virtual-8086 code sees under VME: IOPL reads 3, and IF is VIF. */
    int virtualFlags() {
        int flags = c.eflags() & ~(Flags.IF | Flags.RF | Flags.VM) | Flags.IOPL;
        return (c.eflags & Flags.VIF) != 0 ? flags | Flags.IF : flags;
    }

    /** Raises #GP when the monitor must see this POPF or IRET. */
    void checkVirtualFlags(int word) {
        boolean pending = (word & Flags.IF) != 0 && (c.eflags & Flags.VIP) != 0;
        if (pending || (word & Flags.TF) != 0) {
            throw c.gp(0);
        }
    }

    /** POPF and IRET of virtual-8086 code under VME. */
    void virtualFlags(int word) {
        checkVirtualFlags(word);
        int vif = (word & Flags.IF) != 0 ? Flags.VIF : 0;
        c.eflags(word & ~Flags.VIF | vif, Flags.ARITHMETIC | Flags.TF | Flags.DF | Flags.NT | Flags.VIF);
    }

    /** INT n in virtual-8086 mode under VME: through the 8086's table if the task's bitmap has a 0 there. */
    boolean redirected(int vector) {
        if (!c.virtual8086() || (c.cr4 & Core.CR4_VME) == 0) {
            return false;
        }
        int at = c.mmu.system(c.base[TR] + 102, 2) - 32 + (vector >>> 3);
        if (at < 0 || at > c.limit[TR] || (c.mmu.system(c.base[TR] + at, 1) >>> (vector & 7) & 1) != 0) {
            return false;
        }
        int sp = c.r[ESP];
        boolean real = c.iopl() == 3;
        int flags = real ? c.eflags() & ~(Flags.RF | Flags.VM) : virtualFlags();
        try {
            int target = c.mmu.read32(vector * 4);
            c.push(flags, 2);
            c.push(c.selector[CS], 2);
            c.push(c.eip, 2);
            c.segments.real(CS, target >>> 16);
            c.eip = target & 0xffff;
        } catch (Fault f) {
            c.r[ESP] = sp;
            throw f;
        }
        c.eflags(0, Flags.TF | (real ? Flags.IF : Flags.VIF));
        c.updateMode();
        return true;
    }

    private void deliver(int vector, boolean software, int error, int external) {
        int sp = c.r[ESP];
        c.tasks.switched = false;
        try {
            if ((c.cr0 & Core.CR0_PE) != 0) {
                throughGate(vector, software, error, external);
            } else {
                throughTable(vector);
            }
        } catch (Fault f) {
            if (!c.tasks.switched) {
                c.r[ESP] = sp;
            }
            if (f.vector >= Fault.TS && f.vector <= Fault.GP) {
                f.code |= external;
            }
            throw f;
        }
    }

    private void throughTable(int vector) {
        if (vector * 4 + 3 > c.idtLimit) {
            throw c.gp(vector * 8 + 2);
        }
        int target = c.mmu.system32(c.idtBase + vector * 4);
        c.push(c.eflags(), 2);
        c.push(c.selector[CS], 2);
        c.push(c.eip, 2);
        c.segments.real(CS, target >>> 16);
        c.eip = target & 0xffff;
        c.eflags(0, Flags.IF | Flags.TF | Flags.AC | Flags.RF);
        c.updateMode();
    }

    private void throughGate(int vector, boolean software, int error, int external) {
        int at = vector * 8;
        if (Integer.compareUnsigned(at + 7, c.idtLimit) > 0) {
            throw c.gp(at + 2);
        }
        int low = c.mmu.system32(c.idtBase + at);
        int high = c.mmu.system32(c.idtBase + at + 4);
        int type = high >>> 8 & 0x1f;
        boolean task = type == TASK_GATE;
        if ((type & 0x16) != 6 && !task || software && (high >>> 13 & 3) < c.cpl) {
            throw c.gp(at + 2);
        }
        if ((high & 0x8000) == 0) {
            throw c.raise(Fault.NP, at + 2);
        }
        int selector = low >>> 16;
        if (task) {
            c.tasks.interrupt(selector, error, resume);
            return;
        }
        int offset = (type & 8) != 0 ? high & 0xffff0000 | low & 0xffff : low & 0xffff;
        int size = (type & 8) != 0 ? 4 : 2;
        Segments s = c.segments;
        s.gateTarget(selector);
        int level = s.is(Segments.CONFORMING) ? c.cpl : s.dpl();
        if (c.virtual8086() && level != 0) {
            throw c.gp(selector & 0xfffc);
        }
        if (Integer.compareUnsigned(offset, s.limit()) > 0) {
            throw c.gp(0);
        }
        s.keep();
        enter(level, size, error);
        s.recall();
        s.take(CS, selector & 0xfffc | level);
        c.eip = offset;
        if (c.virtual8086()) {
            for (int segment : LEFT_BEHIND) {
                c.cache(segment, 0, 0, 0, 0);
            }
        }
        int clear = Flags.TF | Flags.NT | Flags.RF | Flags.VM | ((type & 1) == 0 ? Flags.IF : 0);
        c.eflags(0, clear);
        c.updateMode();
    }

    /** Pushes the frame, on the inner stack where the level changes. */
    private void enter(int level, int size, int error) {
        if (level == c.cpl) {
            frame(size, error);
            return;
        }
        int oldSelector = c.selector[SS];
        int oldPointer = c.r[ESP];
        innerStack(level);
        try {
            if (c.virtual8086()) {
                for (int segment : LEFT_BEHIND) {
                    c.push(c.selector[segment], size);
                }
            }
            c.push(oldSelector, size);
            c.push(oldPointer, size);
            frame(size, error);
        } catch (Fault f) {
            undoInnerStack(f);
            throw f;
        }
    }

    private void frame(int size, int error) {
        c.push(c.eflags() & ~Flags.RF | resume, size);
        c.push(c.selector[CS], size);
        c.push(c.eip, size);
        if (error != Fault.NONE) {
            c.push(error, size);
        }
    }

    private int savedSelector;
    private int savedBase;
    private int savedLimit;
    private int savedAccess;
    private int savedPointer;
    private int savedLevel;

    /** Switches to the stack that the task state holds for an inner level. */
    void innerStack(int level) {
        boolean wide = (c.access[TR] & 8) != 0;
        int at = wide ? 4 + 8 * level : 2 + 4 * level;
        if ((c.access[TR] & 0x80) == 0 || at + (wide ? 5 : 3) > c.limit[TR]) {
            throw c.raise(Fault.TS, c.selector[TR] & 0xfffc);
        }
        int pointer = wide ? c.mmu.system32(c.base[TR] + at) : c.mmu.system(c.base[TR] + at, 2);
        int selector = c.mmu.system(c.base[TR] + at + (wide ? 4 : 2), 2);
        c.segments.checkStack(selector, level, Fault.TS);
        savedSelector = c.selector[SS];
        savedBase = c.base[SS];
        savedLimit = c.limit[SS];
        savedAccess = c.access[SS];
        savedPointer = c.r[ESP];
        savedLevel = c.cpl;
        c.segments.take(SS, selector);
        c.cpl(level);
        c.updateMode();
        int mask = c.stackMask();
        c.r[ESP] = c.r[ESP] & ~mask | pointer & mask;
    }

    /** After a fault while filling the inner stack: everything is as before the switch. */
    void undoInnerStack(Fault f) {
        if (f.vector == Fault.SS) {
            f.code = c.selector[SS] & 0xfffc;
        }
        c.cache(SS, savedSelector, savedBase, savedLimit, savedAccess);
        c.r[ESP] = savedPointer;
        c.cpl(savedLevel);
        c.updateMode();
    }
}
