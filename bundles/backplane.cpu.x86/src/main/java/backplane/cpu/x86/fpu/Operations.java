package backplane.cpu.x86.fpu;

/** What computes and compares on the stack. Memory is read before anything changes. */
final class Operations {
    private static final int ZF_PF_CF = 0x45;

    /** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ: mantissas cut off. */
    private static final long[] CONSTANTS = {
        0x8000000000000000L,
        0xd49a784bcd1b8afeL,
        0xb8aa3b295c17f0bbL,
        0xc90fdaa22168c234L,
        0x9a209a84fbcff798L,
        0xb17217f7d1cf79abL,
        0
    };

    private static final int[] CONSTANT_EXPONENTS = {0x3fff, 0x4000, 0x3fff, 0x4000, 0x3ffd, 0x3ffe, 0};

    /** What comes behind the mantissas above, as far as rounding sees it: nothing, below a half, above a half. */
    private static final long[] CONSTANT_TAILS = {0, 1, -1, -1, -1, -1, 0};

    private final X87State s;
    private final Registers r;
    private final Soft80 soft;
    private final Conversions convert;
    private final Remainders remainders;
    private final FpuBus bus;

    Operations(X87State state, Conversions convert, FpuBus bus) {
        this.s = state;
        this.r = state.r;
        this.soft = state.soft;
        this.convert = convert;
        this.remainders = new Remainders(soft);
        this.bus = bus;
    }

    // ---- arithmetic

    void arithmeticSingle(int operation, int segment, int offset) {
        int bits = bus.read32(segment, offset);
        int exp = bits >>> 23 & 0xff;
        if (exp != 0 && exp != 0xff || bits << 1 == 0) {
            r.set(Registers.OPERAND, Float.intBitsToFloat(bits));
            arithmetic(operation, s.top, Registers.OPERAND, s.top, operation == 3);
        } else {
            soft.begin(s.control());
            convert.widen(bits, false);
            arithmeticWidened(operation);
        }
    }

    void arithmeticDouble(int operation, int segment, int offset) {
        long bits = bus.read64(segment, offset);
        int exp = (int) (bits >>> 52) & 0x7ff;
        if (exp != 0 && exp != 0x7ff || bits << 1 == 0) {
            r.set(Registers.OPERAND, Double.longBitsToDouble(bits));
            arithmetic(operation, s.top, Registers.OPERAND, s.top, operation == 3);
        } else {
            soft.begin(s.control());
            convert.widen(bits, false);
            arithmeticWidened(operation);
        }
    }

    /** The operand was a NaN, an infinity or a denormal; what its conversion found counts. */
    private void arithmeticWidened(int operation) {
        int noted = soft.flags;
        r.set(Registers.OPERAND, soft.mantissa, soft.signExp);
        if (r.empty(s.top)) {
            arithmetic(operation, s.top, Registers.OPERAND, s.top, operation == 3);
        } else if ((operation & 6) == 2) {
            compareNoted(s.top, Registers.OPERAND, false, operation & 1, noted);
        } else {
            arithmeticSoft(operation, s.top, Registers.OPERAND, s.top, false, noted);
        }
    }

    void arithmeticInteger(int operation, int value) {
        r.set(Registers.OPERAND, value);
        arithmetic(operation, s.top, Registers.OPERAND, s.top, operation == 3);
    }

    /** {@code to = a op b}, or a comparison. */
    void arithmetic(int operation, int a, int b, int to, boolean pop) {
        if ((operation & 6) == 2) {
            compare(a, b, false, operation == 3 || pop ? 1 : 0);
            return;
        }
        if ((r.kind[a] & r.kind[b] & s.fast) != 0 && onDoubles(operation, r.real[a], r.real[b], to)) {
            if (pop) {
                s.pop();
            }
            return;
        }
        arithmeticSoft(operation, a, b, to, pop, 0);
    }

    private boolean onDoubles(int operation, double a, double b, int to) {
        double x = switch (operation) {
            case 0 -> a + b;
            case 1 -> a * b;
            case 4 -> a - b;
            case 5 -> b - a;
            case 6 -> a / b;
            default -> b / a;
        };
        double magnitude = Math.abs(x);
        // A zero is exact when added up; products and quotients may have underflowed to it.
        boolean normal = magnitude >= Double.MIN_NORMAL && magnitude <= Double.MAX_VALUE;
        if (normal || magnitude == 0 && (operation == 0 || operation == 4 || operation == 5)) {
            s.set(to, x, operation, a, b);
            return true;
        }
        return false;
    }

    private void arithmeticSoft(int operation, int a, int b, int to, boolean pop, int noted) {
        if (r.empty(a) || r.empty(b)) {
            if (s.underflow()) {
                s.setNan(to);
                s.popIf(pop);
            }
            return;
        }
        soft.begin(s.control());
        soft.operate(operation, r.mantissa(a), r.signExp(a), r.mantissa(b), r.signExp(b));
        if ((soft.flags & (Soft80.IE | Soft80.ZE)) == 0 && !Soft80.nan(soft.mantissa, soft.signExp)) {
            soft.flags |= noted;
        }
        s.store(to, pop);
    }

    // ---- comparison

    void compare(int a, int b, boolean quiet, int pops) {
        if ((r.kind[a] & r.kind[b] & Registers.DOUBLE) != 0) {
            double x = r.real[a];
            double y = r.real[b];
            s.conditions(x > y ? 0 : x < y ? X87State.C0 : X87State.C3);
        } else if (!compareSlow(a, b, quiet, 0)) {
            return;
        }
        for (int i = 0; i < pops; i++) {
            s.pop();
        }
    }

    private void compareNoted(int a, int b, boolean quiet, int pops, int noted) {
        if (compareSlow(a, b, quiet, noted) && pops != 0) {
            s.pop();
        }
    }

    /** Whether the instruction completes. */
    private boolean compareSlow(int a, int b, boolean quiet, int noted) {
        if (r.empty(a) || r.empty(b)) {
            boolean masked = s.underflow();
            s.conditions(Soft80.UNORDERED);
            return masked;
        }
        soft.begin(s.control());
        int codes = soft.compare(r.mantissa(a), r.signExp(a), r.mantissa(b), r.signExp(b), quiet);
        int unmasked = s.raise(soft.flags | (codes == Soft80.UNORDERED ? 0 : noted));
        s.conditions(codes);
        return unmasked == 0;
    }

    void compareToFlags(int p, boolean quiet, boolean pop) {
        int codes = Soft80.UNORDERED;
        boolean completes;
        if (r.empty(s.top) || r.empty(p)) {
            completes = s.underflow();
        } else {
            int c1 = s.status() & X87State.C1;
            soft.begin(s.control());
            codes = soft.compare(r.mantissa(s.top), r.signExp(s.top), r.mantissa(p), r.signExp(p), quiet);
            completes = s.raise(soft.flags | c1) == 0;
        }
        s.popIf(pop && completes);
        bus.compareFlags(codes >> 8 & ZF_PF_CF);
    }

    void conditionalMove(int row, int p) {
        int flags = bus.eflags();
        boolean met = switch (row & 3) {
            case 0 -> (flags & 1) != 0;
            case 1 -> (flags & 0x40) != 0;
            case 2 -> (flags & 0x41) != 0;
            default -> (flags & 4) != 0;
        };
        if (r.empty(s.top) || r.empty(p)) {
            if (s.underflow()) {
                s.setNan(s.top);
            }
            return;
        }
        if (met == (row < 0x18)) {
            r.copy(p, s.top);
        }
    }

    // ---- one operand

    void signs(int modrm) {
        switch (modrm) {
            case 0xe0, 0xe1 -> {
                if (r.empty(s.top)) {
                    if (s.underflow()) {
                        s.setNan(s.top);
                    }
                    return;
                }
                s.raise(0);
                int se = r.signExp(s.top);
                r.set(s.top, r.mantissa(s.top), modrm == 0xe0 ? se ^ 0x8000 : se & 0x7fff);
            }
            case 0xe4 -> {
                r.set(Registers.OPERAND, 0.0);
                compare(s.top, Registers.OPERAND, false, 0);
            }
            default -> examine();
        }
    }

    private void examine() {
        long m = r.mantissa(s.top);
        int se = r.signExp(s.top);
        int sign = se >>> 15 != 0 ? X87State.C1 : 0;
        int codes;
        if (r.empty(s.top)) {
            codes = X87State.C3 | X87State.C0;
        } else if (Soft80.unsupported(m, se)) {
            codes = 0;
        } else if (Soft80.nan(m, se)) {
            codes = X87State.C0;
        } else if (Soft80.infinite(m, se)) {
            codes = X87State.C2 | X87State.C0;
        } else if (m == 0) {
            codes = X87State.C3;
        } else {
            codes = (se & Soft80.MAX) == 0 ? X87State.C3 | X87State.C2 : X87State.C2;
        }
        s.conditions(codes | sign);
    }

    void function(int modrm) {
        switch (modrm) {
            case 0xf6 -> rotate(7);
            case 0xf7 -> rotate(1);
            case 0xf4 -> extract();
            case 0xf5 -> remainder(true);
            case 0xf8 -> remainder(false);
            case 0xfa -> {
                if (s.source(s.top)) {
                    soft.squareRoot(r.mantissa(s.top), r.signExp(s.top));
                    s.store(s.top, false);
                }
            }
            case 0xfc -> {
                if (s.source(s.top)) {
                    convert.roundToInteger(r.mantissa(s.top), r.signExp(s.top));
                    s.store(s.top, false);
                }
            }
            default -> {
                int p = s.physical(1);
                if (s.source(s.top) && s.source(p)) {
                    remainders.scale(r.mantissa(s.top), r.signExp(s.top), r.mantissa(p), r.signExp(p));
                    s.store(s.top, false);
                }
            }
        }
    }

    private void rotate(int by) {
        s.raise(0);
        s.top = s.top + by & 7;
    }

    private void remainder(boolean nearest) {
        int p = s.physical(1);
        if (!s.source(s.top) || !s.source(p)) {
            s.conditions(s.status() & (X87State.C0 | X87State.C3));
            return;
        }
        int codes = remainders.remainder(r.mantissa(s.top), r.signExp(s.top), r.mantissa(p), r.signExp(p), nearest);
        boolean forbidden = (soft.flags & ~s.control() & X87State.BEFORE) != 0;
        s.store(s.top, false);
        s.conditions(codes < 0 || forbidden ? s.status() & (X87State.C0 | X87State.C3) : codes);
    }

    private void extract() {
        if (r.empty(s.top)) {
            if (s.underflow()) {
                s.setNan(s.top);
                s.top = s.top + 7 & 7;
                s.setNan(s.top);
            }
            return;
        }
        int from = s.top;
        if (!s.room()) {
            if (s.top != from) {
                s.setNan(from);
            }
            return;
        }
        long m = r.mantissa(s.top);
        int se = r.signExp(s.top);
        soft.begin(s.control());
        long exponent = Soft80.INTEGER_BIT;
        int exponentSign = Soft80.MAX;
        if (soft.nan1(m, se)) {
            exponent = soft.mantissa;
            exponentSign = soft.signExp;
        } else if (m == 0) {
            soft.flags |= Soft80.ZE;
            exponentSign = 0xffff;
            soft.set(m, se);
        } else if (Soft80.infinite(m, se)) {
            soft.set(m, se);
        } else {
            convert.fromInteger(remainders.extract(m, se));
            exponent = soft.mantissa;
            exponentSign = soft.signExp;
            remainders.extract(m, se);
        }
        if ((soft.flags & ~s.control() & X87State.BEFORE) != 0) {
            s.raise(soft.flags & X87State.BEFORE);
            return;
        }
        s.raise(soft.flags);
        r.set(s.top, exponent, exponentSign);
        s.pushSoft();
    }

    void constant(int number) {
        if (s.room()) {
            soft.begin(s.control() | 0x300);
            if (CONSTANTS[number] == 0) {
                soft.set(0, 0);
            } else {
                soft.round(0, CONSTANT_EXPONENTS[number], CONSTANTS[number], CONSTANT_TAILS[number]);
            }
            s.raise(0);
            s.pushSoft();
        }
    }
}
