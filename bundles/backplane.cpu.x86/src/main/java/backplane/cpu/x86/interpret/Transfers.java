package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.CS;
import static backplane.cpu.x86.interpret.Core.ESP;
import static backplane.cpu.x86.interpret.Core.SS;

import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Far jumps, calls and returns, and IRET (SDM vol. 3A chapter 5.8). */
final class Transfers {
    private static final int CALL_GATE_16 = 4;
    private static final int CALL_GATE_32 = 12;

    private final Core c;

    Transfers(Core core) {
        c = core;
    }

    void jump(int selector, int offset) {
        if (!c.protectedMode()) {
            realJump(selector, offset);
            return;
        }
        Segments s = c.segments;
        target(selector);
        int target = offset;
        int to = selector;
        if (c.tasks.found()) {
            c.tasks.transfer(selector, false);
            return;
        } else if (!s.is(Segments.CODE_OR_DATA)) {
            to = throughGate(selector);
            target = gateOffset;
            s.gateTarget(to);
            if (!s.is(Segments.CONFORMING) && s.dpl() != c.cpl) {
                throw c.gp(to & 0xfffc);
            }
        } else {
            checkDirect(selector);
        }
        enterCode(to, target);
    }

    void call(int selector, int offset, int size) {
        int back = c.eip;
        int sp = c.r[ESP];
        try {
            if (!c.protectedMode()) {
                c.push(c.selector[CS], size);
                c.push(back, size);
                realJump(selector, offset);
                return;
            }
            target(selector);
            if (c.segments.is(Segments.CODE_OR_DATA)) {
                checkDirect(selector);
                c.segments.keep();
                c.push(c.selector[CS], size);
                c.push(back, size);
                c.segments.recall();
                enterCode(selector, offset);
            } else if (c.tasks.found()) {
                c.tasks.transfer(selector, true);
            } else {
                callGate(selector, back);
            }
        } catch (Fault f) {
            if (!c.tasks.switched) {
                c.r[ESP] = sp;
            }
            throw f;
        }
    }

    void ret(int size, int extra) {
        int offset = c.peek(0, size);
        int selector = c.peek(size, size) & 0xffff;
        if (!c.protectedMode()) {
            realJump(selector, offset);
            c.drop(2 * size + extra);
            return;
        }
        leave(selector, offset, 2 * size, size, extra);
    }

    void iret(int size) {
        if (size == 2 && c.virtualInterrupts()) {
            virtualReturn();
            return;
        }
        c.sensitive();
        if (c.protectedMode() && (c.eflags & Flags.NT) != 0) {
            c.tasks.back();
            return;
        }
        int offset = c.peek(0, size);
        int selector = c.peek(size, size) & 0xffff;
        int flags = c.peek(2 * size, size);
        int mask = Flags.ARITHMETIC | Flags.TF | Flags.DF | Flags.NT;
        if (size == 4) {
            mask |= Flags.RF | Flags.AC | Flags.ID;
        }
        if (!c.protectedMode()) {
            realJump(selector, offset);
            c.drop(3 * size);
            c.eflags(flags, mask | Flags.IF | (c.virtual8086() ? 0 : Flags.IOPL));
            return;
        }
        if (size == 4 && (flags & Flags.VM) != 0 && c.cpl == 0) {
            enterVirtual8086(selector, offset, flags);
            return;
        }
        if (c.cpl <= c.iopl()) {
            mask |= Flags.IF;
        }
        if (c.cpl == 0) {
            mask |= Flags.IOPL | (size == 4 && c.model.has(Feature.VME) ? Flags.VIF | Flags.VIP : 0);
        }
        leave(selector, offset, 3 * size, size, 0);
        c.eflags(flags, mask);
    }

    /** IRET in virtual-8086 mode under VME. */
    private void virtualReturn() {
        int offset = c.peek(0, 2);
        int selector = c.peek(2, 2);
        int flags = c.peek(4, 2);
        c.interrupts.checkVirtualFlags(flags);
        realJump(selector, offset);
        c.drop(6);
        c.interrupts.virtualFlags(flags);
    }

    /** SYSENTER: flat segments of ring 0, whatever the tables say. */
    void sysenter() {
        int selector = c.msrs.sysenter(0) & 0xfffc;
        if ((c.cr0 & Core.CR0_PE) == 0 || selector == 0) {
            throw c.gp(0);
        }
        c.eflags(0, Flags.VM | Flags.IF | Flags.RF);
        flat(selector, 0);
        c.r[ESP] = c.msrs.sysenter(1);
        c.eip = c.msrs.sysenter(2);
    }

    /** SYSEXIT: flat segments of ring 3, to EDX with the stack at ECX. */
    void sysexit() {
        int selector = c.msrs.sysenter(0) & 0xfffc;
        if ((c.cr0 & Core.CR0_PE) == 0 || selector == 0) {
            throw c.gp(0);
        }
        flat(selector + 16, 3);
        c.r[ESP] = c.r[Core.ECX];
        c.eip = c.r[Core.EDX];
    }

    private void flat(int selector, int level) {
        c.cache(CS, selector | level, 0, -1, 0xc09b | level << 5);
        c.cache(SS, selector + 8 & 0xffff | level, 0, -1, 0xc093 | level << 5);
        c.cpl(level);
        c.updateMode();
    }

    /** The frame goes on with ESP and six selectors. */
    private void enterVirtual8086(int selector, int offset, int flags) {
        if (Integer.compareUnsigned(offset, 0xffff) > 0) {
            throw c.gp(0);
        }
        int pointer = c.peek(12, 4);
        int ss = c.peek(16, 4);
        int es = c.peek(20, 4);
        int ds = c.peek(24, 4);
        int fs = c.peek(28, 4);
        int gs = c.peek(32, 4);
        c.eflags(flags, 0x3f7fd5);
        Segments s = c.segments;
        s.real(CS, selector);
        s.real(SS, ss & 0xffff);
        s.real(Core.ES, es & 0xffff);
        s.real(Core.DS, ds & 0xffff);
        s.real(Core.FS, fs & 0xffff);
        s.real(Core.GS, gs & 0xffff);
        c.r[ESP] = pointer;
        c.eip = offset;
        c.cpl(3);
        c.updateMode();
    }

    /** To the same or an outer level. {@code frame} bytes have been looked at. */
    private void leave(int selector, int offset, int frame, int size, int extra) {
        Segments s = c.segments;
        if ((selector & 0xfffc) == 0) {
            throw c.gp(0);
        }
        int level = selector & 3;
        if (level < c.cpl) {
            throw c.gp(selector & 0xfffc);
        }
        s.fetch(selector, Fault.GP);
        boolean conforming = s.is(Segments.CONFORMING);
        if (!s.is(Segments.CODE_OR_DATA | Segments.CODE) || (conforming ? s.dpl() > level : s.dpl() != level)) {
            throw c.gp(selector & 0xfffc);
        }
        if (!s.is(Segments.PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        if (Integer.compareUnsigned(offset, s.limit()) > 0) {
            throw c.gp(0);
        }
        if (level == c.cpl) {
            s.take(CS, selector);
            c.drop(frame + extra);
        } else {
            leaveOutward(selector, level, frame + extra, size, extra);
        }
        c.eip = offset;
        c.updateMode();
    }

    private void leaveOutward(int selector, int level, int at, int size, int extra) {
        Segments s = c.segments;
        int pointer = c.peek(at, size);
        int stack = c.peek(at + size, size) & 0xffff;
        s.keep();
        s.checkStack(stack, level, Fault.GP);
        s.take(SS, stack);
        s.recall();
        s.take(CS, selector);
        c.cpl(level);
        c.updateMode();
        int mask = c.stackMask();
        c.r[ESP] = c.r[ESP] & ~mask | pointer + extra & mask;
        s.dropPrivileged();
    }

    private void realJump(int selector, int offset) {
        if (Integer.compareUnsigned(offset, c.limit[CS]) > 0) {
            throw c.gp(0);
        }
        c.segments.real(CS, selector);
        c.eip = offset;
        c.updateMode();
    }

    private void target(int selector) {
        if ((selector & 0xfffc) == 0) {
            throw c.gp(0);
        }
        c.segments.fetch(selector, Fault.GP);
    }

    private void checkDirect(int selector) {
        Segments s = c.segments;
        boolean allowed = s.is(Segments.CONFORMING) ? s.dpl() <= c.cpl : s.dpl() == c.cpl && (selector & 3) <= c.cpl;
        if (!s.is(Segments.CODE) || !allowed) {
            throw c.gp(selector & 0xfffc);
        }
        if (!s.is(Segments.PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
    }

    private void enterCode(int selector, int offset) {
        if (Integer.compareUnsigned(offset, c.segments.limit()) > 0) {
            throw c.gp(0);
        }
        c.segments.take(CS, selector & 0xfffc | c.cpl);
        c.eip = offset;
        c.updateMode();
    }

    private int gateOffset;
    private int gateSize;
    private int gateCount;

    /** The fetched descriptor must be a call gate that may be used; gives the selector it leads to. */
    private int throughGate(int selector) {
        Segments s = c.segments;
        int type = s.high >>> 8 & 0x1f;
        boolean gate = type == CALL_GATE_16 || type == CALL_GATE_32;
        if (!gate || s.dpl() < c.cpl || s.dpl() < (selector & 3)) {
            throw c.gp(selector & 0xfffc);
        }
        if (!s.is(Segments.PRESENT)) {
            throw c.raise(Fault.NP, selector & 0xfffc);
        }
        gateSize = type == CALL_GATE_32 ? 4 : 2;
        gateOffset = gateSize == 4 ? s.high & 0xffff0000 | s.low & 0xffff : s.low & 0xffff;
        gateCount = s.high & 31;
        return s.low >>> 16;
    }

    private void callGate(int selector, int back) {
        Segments s = c.segments;
        int to = throughGate(selector);
        s.gateTarget(to);
        int level = s.is(Segments.CONFORMING) ? c.cpl : s.dpl();
        if (Integer.compareUnsigned(gateOffset, s.limit()) > 0) {
            throw c.gp(0);
        }
        s.keep();
        if (level == c.cpl) {
            c.push(c.selector[CS], gateSize);
            c.push(back, gateSize);
        } else {
            callInward(level, back);
        }
        s.recall();
        s.take(CS, to & 0xfffc | level);
        c.eip = gateOffset;
        c.updateMode();
    }

    private void callInward(int level, int back) {
        int[] parameters = new int[gateCount];
        for (int i = 0; i < gateCount; i++) {
            parameters[i] = c.peek(i * gateSize, gateSize);
        }
        int oldSelector = c.selector[SS];
        int oldPointer = c.r[ESP];
        c.interrupts.innerStack(level);
        try {
            c.push(oldSelector, gateSize);
            c.push(oldPointer, gateSize);
            for (int i = gateCount - 1; i >= 0; i--) {
                c.push(parameters[i], gateSize);
            }
            c.push(c.selector[CS], gateSize);
            c.push(back, gateSize);
        } catch (Fault f) {
            c.interrupts.undoInnerStack(f);
            throw f;
        }
    }
}
