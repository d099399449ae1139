package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.ECX;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Jumps, calls, returns and software interrupts, in any form. They end a block. */
final class Branches extends General {
    byte condition;

    @Override
    void run(Core c) {
        switch (op) {
            case JMP:
                c.jump(kind0 == IMMEDIATE ? x0 : get(c, kind0, x0));
                break;
            case JCC:
                if (c.condition(condition)) {
                    c.jump(x0);
                }
                break;
            case CALL:
                call(c);
                break;
            case RET:
                ret(c);
                break;
            case LOOP:
            case LOOPE:
            case LOOPNE:
                loop(c);
                break;
            case JCXZ:
                if ((c.r[ECX] & mask()) == 0) {
                    c.jump(x0);
                }
                break;
            case BOUND:
                bound(c);
                break;
            default:
                far(c);
                break;
        }
    }

    private void call(Core c) {
        int to = kind0 == IMMEDIATE ? x0 : get(c, kind0, x0);
        if (Integer.compareUnsigned(to, c.limit[Core.CS]) > 0) {
            throw c.gp(0);
        }
        c.push(next(), size);
        c.eip = to;
    }

    private void ret(Core c) {
        c.jump(c.peek(0, size));
        c.drop(size + x0);
    }

    private void loop(Core c) {
        int n = c.r[ECX] - 1 & mask();
        boolean again = n != 0 && (op == Op.LOOP || c.condition(4) == (op == Op.LOOPE));
        if (again) {
            c.jump(x0);
        }
        c.r[ECX] = c.r[ECX] & ~mask() | n;
    }

    private void bound(Core c) {
        int v = signed(c.r[x0]);
        // The upper bound is not looked at when the lower one settles it.
        if (v < signed(c.load(address(c, size), size)) || v > signed(c.load(address(c, 2 * size) + size, size))) {
            throw c.raise(Fault.BR);
        }
    }

    private void far(Core c) {
        switch (op) {
            case JMPF -> {
                if (kind0 == IMMEDIATE) {
                    c.transfers.jump(x1, x0);
                } else {
                    int at = address(c, size + 2);
                    c.transfers.jump(c.mmu.read16(at + size), c.load(at, size));
                }
            }
            case CALLF -> {
                if (kind0 == IMMEDIATE) {
                    c.transfers.call(x1, x0, size);
                } else {
                    int at = address(c, size + 2);
                    c.transfers.call(c.mmu.read16(at + size), c.load(at, size), size);
                }
            }
            case RETF -> c.transfers.ret(size, x0);
            case IRET -> {
                c.transfers.iret(size);
                c.interpreter.returned();
            }
            case INT -> {
                if (!c.interrupts.redirected(x0)) {
                    c.sensitive();
                    c.interrupts.software(x0);
                }
            }
            case INT3 -> c.interrupts.software(Fault.BP);
            case INT1 -> c.interrupts.debug();
            default -> {
                if (Flags.of(c.flagOp, c.flagA, c.flagB, c.flagR)) {
                    c.interrupts.software(Fault.OF);
                }
            }
        }
    }
}
