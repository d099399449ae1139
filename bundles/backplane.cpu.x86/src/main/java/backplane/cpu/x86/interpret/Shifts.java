package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Flags;
import backplane.cpu.x86.semantics.Shift;

/** Shifts and rotates in any operand form. */
final class Shifts extends General {
    @Override
    void run(Core c) {
        switch (op) {
            case SHLD:
            case SHRD:
                twice(c);
                break;
            case RCL:
            case RCR:
                throughCarry(c);
                break;
            case ROL:
            case ROR:
                rotate(c);
                break;
            default:
                shift(c);
                break;
        }
    }

    private void shift(Core c) {
        int n = get(c, kind1, x1) & 31;
        int v = getForUpdate(c, kind0, x0);
        if (n == 0) {
            put(c, kind0, x0, v);
            return;
        }
        int bits = 8 * size;
        int result;
        int flags;
        switch (op) {
            case SHR:
                result = Shift.shr(v, n);
                flags = Shift.shrFlags(v, n, bits);
                break;
            case SAR:
                result = Shift.sar(v, n, bits);
                flags = Shift.sarFlags(v, n, bits);
                break;
            default:
                result = Shift.shl(v, n);
                flags = Shift.shlFlags(v, n, bits);
                break;
        }
        put(c, kind0, x0, result);
        c.given(shift(), result, flags);
    }

    private void rotate(Core c) {
        int n = get(c, kind1, x1) & 31;
        int v = getForUpdate(c, kind0, x0);
        if (n == 0) {
            put(c, kind0, x0, v);
            return;
        }
        int bits = 8 * size;
        boolean leftward = op == Op.ROL;
        int result = leftward ? Shift.rol(v, n, bits) : Shift.ror(v, n, bits);
        put(c, kind0, x0, result);
        carryAndOverflow(c, leftward ? Shift.rolFlags(result, bits) : Shift.rorFlags(result, bits));
    }

    private void throughCarry(Core c) {
        int n = get(c, kind1, x1) & 31;
        int v = getForUpdate(c, kind0, x0);
        if (n == 0) {
            put(c, kind0, x0, v);
            return;
        }
        int bits = 8 * size;
        int carry = c.carry() ? 1 : 0;
        boolean leftward = op == Op.RCL;
        long x = leftward ? Shift.rcl(v, n, bits, carry) : Shift.rcr(v, n, bits, carry);
        put(c, kind0, x0, (int) x);
        carryAndOverflow(c, leftward ? Shift.rclFlags(x, bits) : Shift.rcrFlags(x, bits));
    }

    private static void carryAndOverflow(Core c, int given) {
        int kept = c.arithmetic() & ~(Flags.CF | Flags.OF);
        c.arithmetic(kept | given & 1 | ((given & 2) != 0 ? Flags.OF : 0));
    }

    private void twice(Core c) {
        int n = get(c, kind2, x2) & 31;
        int with = get(c, kind1, x1);
        int v = getForUpdate(c, kind0, x0);
        if (n == 0) {
            put(c, kind0, x0, v);
            return;
        }
        int bits = 8 * size;
        boolean leftward = op == Op.SHLD;
        int result = leftward ? Shift.shld(v, with, n, bits) : Shift.shrd(v, with, n, bits);
        int flags = leftward ? Shift.shldFlags(v, with, n, bits) : Shift.shrdFlags(v, with, n, bits);
        put(c, kind0, x0, result);
        c.given(shift(), result, flags);
    }
}
