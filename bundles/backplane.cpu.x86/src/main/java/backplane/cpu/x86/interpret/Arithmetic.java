package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.EBX;
import static backplane.cpu.x86.interpret.Core.ECX;
import static backplane.cpu.x86.interpret.Core.EDX;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Addition to exchange-and-add, multiplication and division, in any operand form. */
final class Arithmetic extends General {
    @Override
    void run(Core c) {
        switch (op) {
            case CMP, TEST -> compare(c);
            case INC, DEC -> count(c);
            case NEG -> negate(c);
            case NOT -> put(c, kind0, x0, ~getForUpdate(c, kind0, x0));
            case MUL -> multiply(c, get(c, kind0, x0));
            case IMUL1 -> multiplySigned(c, signed(get(c, kind0, x0)));
            case IMUL -> multiplyInto(c);
            case DIV -> divide(c, get(c, kind0, x0));
            case IDIV -> divideSigned(c, signed(get(c, kind0, x0)));
            case XADD -> exchangeAdd(c);
            case CMPXCHG -> compareExchange(c);
            case CMPXCHG8B -> compareExchange8(c);
            default -> binary(c);
        }
    }

    private void binary(Core c) {
        int b = get(c, kind1, x1);
        int a = getForUpdate(c, kind0, x0);
        int kind;
        int result;
        switch (op) {
            case ADD:
                kind = Flags.ADD;
                result = a + b;
                break;
            case ADC:
                kind = c.carry() ? Flags.ADC : Flags.ADD;
                result = a + b + (kind == Flags.ADC ? 1 : 0);
                break;
            case SUB:
                kind = Flags.SUB;
                result = a - b;
                break;
            case SBB:
                kind = c.carry() ? Flags.SBB : Flags.SUB;
                result = a - b - (kind == Flags.SBB ? 1 : 0);
                break;
            case OR:
                kind = Flags.LOGIC;
                result = a | b;
                break;
            case AND:
                kind = Flags.LOGIC;
                result = a & b;
                break;
            default:
                kind = Flags.LOGIC;
                result = a ^ b;
                break;
        }
        put(c, kind0, x0, result);
        set(c, kind, a, b, result);
    }

    private void set(Core c, int kind, int a, int b, int result) {
        int s = shift();
        c.flags(kind | s << 4, a << s, b << s, result << s);
    }

    private void compare(Core c) {
        int a = get(c, kind0, x0);
        int b = get(c, kind1, x1);
        if (op == Op.CMP) {
            set(c, Flags.SUB, a, b, a - b);
        } else {
            set(c, Flags.LOGIC, 0, 0, a & b);
        }
    }

    private void count(Core c) {
        int a = getForUpdate(c, kind0, x0);
        boolean up = op == Op.INC;
        int result = up ? a + 1 : a - 1;
        int carry = c.carry() ? 1 : 0;
        put(c, kind0, x0, result);
        int s = shift();
        c.flags((up ? Flags.INC : Flags.DEC) | s << 4, 0, carry, result << s);
    }

    private void negate(Core c) {
        int a = getForUpdate(c, kind0, x0);
        put(c, kind0, x0, -a);
        set(c, Flags.SUB, 0, a, -a);
    }

    private void multiply(Core c, int b) {
        long product = (c.r[EAX] << shift() >>> shift() & 0xffffffffL) * (b & 0xffffffffL);
        int low = (int) product;
        int high = (int) (product >>> 8 * size);
        store(c, low, high);
        c.given(shift(), low, unsigned(high) != 0 ? 3 : 0);
    }

    private void multiplySigned(Core c, int b) {
        long product = (long) signed(c.r[EAX]) * b;
        int low = (int) product;
        store(c, low, (int) (product >> 8 * size));
        c.given(shift(), low, signed(low) != product ? 3 : 0);
    }

    private void store(Core c, int low, int high) {
        if (size == 1) {
            c.reg16(EAX, low & 0xff | high << 8);
        } else {
            c.reg(EAX, low, size);
            c.reg(EDX, high, size);
        }
    }

    private void multiplyInto(Core c) {
        boolean three = kind2 >= 0;
        int a = signed(three ? get(c, kind1, x1) : get(c, kind0, x0));
        int b = signed(three ? get(c, kind2, x2) : get(c, kind1, x1));
        long product = (long) a * b;
        int low = (int) product;
        put(c, kind0, x0, low);
        c.given(shift(), low, signed(low) != product ? 3 : 0);
    }

    private void divide(Core c, int by) {
        if (by == 0) {
            throw c.raise(Fault.DE);
        }
        long dividend = size == 1
                ? c.r[EAX] & 0xffff
                : size == 2
                        ? (c.r[EDX] & 0xffffL) << 16 | c.r[EAX] & 0xffff
                        : (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        long divisor = by & 0xffffffffL;
        if (Long.compareUnsigned(dividend >>> 8 * size, divisor) >= 0) {
            throw c.raise(Fault.DE);
        }
        quotient(c, Long.divideUnsigned(dividend, divisor), Long.remainderUnsigned(dividend, divisor));
    }

    private void divideSigned(Core c, int by) {
        if (by == 0) {
            throw c.raise(Fault.DE);
        }
        long dividend = size == 1
                ? (short) c.r[EAX]
                : size == 2 ? c.r[EDX] << 16 | c.r[EAX] & 0xffff : (long) c.r[EDX] << 32 | c.r[EAX] & 0xffffffffL;
        if (dividend == Long.MIN_VALUE && by == -1) {
            throw c.raise(Fault.DE);
        }
        long q = dividend / by;
        if (q != signed((int) q)) {
            throw c.raise(Fault.DE);
        }
        quotient(c, q, dividend % by);
    }

    private void quotient(Core c, long q, long remainder) {
        if (size == 1) {
            c.reg16(EAX, (int) q & 0xff | (int) remainder << 8);
        } else {
            c.reg(EAX, (int) q, size);
            c.reg(EDX, (int) remainder, size);
        }
    }

    private void exchangeAdd(Core c) {
        int a = getForUpdate(c, kind0, x0);
        int b = get(c, kind1, x1);
        if (kind0 >= MEM8) {
            put(c, kind0, x0, a + b);
            put(c, kind1, x1, a);
        } else {
            put(c, kind1, x1, a);
            put(c, kind0, x0, a + b);
        }
        set(c, Flags.ADD, a, b, a + b);
    }

    private void compareExchange(Core c) {
        int a = getForUpdate(c, kind0, x0);
        int accumulator = unsigned(c.r[EAX]);
        boolean equal = accumulator == a;
        put(c, kind0, x0, equal ? get(c, kind1, x1) : a);
        if (!equal) {
            c.reg(EAX, a, size);
        }
        set(c, Flags.SUB, accumulator, a, accumulator - a);
    }

    private void compareExchange8(Core c) {
        int a = target(c, 8);
        c.mmu.writable(a, 8);
        int low = c.mmu.read32(a);
        int high = c.mmu.read32(a + 4);
        boolean equal = low == c.r[EAX] && high == c.r[EDX];
        c.mmu.write32(a, equal ? c.r[EBX] : low);
        c.mmu.write32(a + 4, equal ? c.r[ECX] : high);
        if (!equal) {
            c.r[EAX] = low;
            c.r[EDX] = high;
        }
        c.arithmetic(c.arithmetic() & ~Flags.ZF | (equal ? Flags.ZF : 0));
    }
}
