package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EBP;
import static backplane.cpu.x86.interpret.Core.ESP;
import static backplane.cpu.x86.interpret.Core.SS;

import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Instructions whose main effect is on the stack, in any operand form. */
final class Stack extends General {
    @Override
    void run(Core c) {
        switch (op) {
            case PUSH:
                c.push(get(c, kind0, x0), size);
                break;
            case POP:
                pop(c);
                break;
            case PUSHA:
                pushAll(c);
                break;
            case POPA:
                popAll(c);
                break;
            case PUSHF:
                pushFlags(c);
                break;
            case POPF:
                popFlags(c);
                break;
            case ENTER:
                enter(c);
                break;
            case LEAVE:
                leave(c);
                break;
            case PUSHSEG:
                pushSegment(c);
                break;
            default:
                popSegment(c);
                break;
        }
    }

    private void pop(Core c) {
        int v = c.peek(0, size);
        int sp = c.r[ESP];
        c.drop(size);
        if (kind0 < MEM8) {
            put(c, kind0, x0, v);
            return;
        }
        // An address with ESP in it is computed with the new value.
        try {
            put(c, kind0, x0, v);
        } catch (Fault f) {
            c.r[ESP] = sp;
            throw f;
        }
    }

    private void pushAll(Core c) {
        int sp = c.r[ESP];
        try {
            for (int i = 0; i < 8; i++) {
                c.push(i == ESP ? sp : c.r[i], size);
            }
        } catch (Fault f) {
            c.r[ESP] = sp;
            throw f;
        }
    }

    private void popAll(Core c) {
        c.mmu.readable(c.at(SS, c.r[ESP] & c.stackMask(), size), 1);
        c.peek(7 * size, size);
        for (int i = 7; i >= 0; i--) {
            if (i != ESP) {
                c.reg(i, c.peek((7 - i) * size, size), size);
            }
        }
        c.drop(8 * size);
    }

    private void pushFlags(Core c) {
        if (size == 2 && c.virtualInterrupts()) {
            c.push(c.interrupts.virtualFlags(), 2);
        } else {
            c.sensitive();
            c.push(c.eflags() & 0xfcffff, size);
        }
    }

    private void popFlags(Core c) {
        if (size == 2 && c.virtualInterrupts()) {
            int word = c.peek(0, 2);
            c.interrupts.virtualFlags(word);
            c.drop(2);
            return;
        }
        c.sensitive();
        int v = c.peek(0, size);
        int mask = Flags.ARITHMETIC | Flags.TF | Flags.DF | Flags.NT;
        if (size == 4) {
            mask |= Flags.AC | Flags.ID;
        }
        if (c.cpl <= c.iopl()) {
            mask |= Flags.IF;
        }
        if (c.cpl == 0) {
            mask |= Flags.IOPL;
            if (size == 4) {
                v &= ~(Flags.VIF | Flags.VIP);
                mask |= Flags.VIF | Flags.VIP;
            }
        }
        c.drop(size);
        c.eflags(v, mask);
    }

    private void enter(Core c) {
        int level = x1 & 31;
        int sp = c.r[ESP];
        int mask = c.stackMask();
        try {
            c.push(c.r[EBP], size);
            int frame = c.r[ESP];
            for (int i = 1; i < level; i++) {
                int at = c.r[EBP] - i * size & mask;
                c.push(c.load(c.at(SS, at, size), size), size);
            }
            if (level > 0) {
                c.push(frame, size);
            }
            int top = c.r[ESP] - x0 & mask;
            c.mmu.writable(c.atWrite(SS, top, size), size);
            c.r[ESP] = c.r[ESP] & ~mask | top;
            c.reg(EBP, frame, size);
        } catch (Fault f) {
            c.r[ESP] = sp;
            throw f;
        }
    }

    private void leave(Core c) {
        int mask = c.stackMask();
        int from = c.r[EBP] & mask;
        int v = c.load(c.at(SS, from, size), size);
        c.r[ESP] = c.r[ESP] & ~mask | from + size & mask;
        c.reg(EBP, v, size);
    }

    /** A 32-bit push of a segment register writes two bytes and moves the pointer by four, as the P6 does. */
    private void pushSegment(Core c) {
        int mask = c.stackMask();
        int sp = c.r[ESP] - size & mask;
        c.mmu.write16(c.atWrite(SS, sp, 2), c.selector[x0]);
        c.r[ESP] = c.r[ESP] & ~mask | sp;
    }

    private void popSegment(Core c) {
        int v = c.peek(0, 2);
        // The pointer moves by the size of the old stack segment.
        int mask = c.stackMask();
        int sp = c.r[ESP] & ~mask | c.r[ESP] + size & mask;
        c.segments.load(x0, v);
        c.r[ESP] = sp;
        if (x0 == SS) {
            c.interpreter.stackShadow();
        }
    }
}
