package backplane.cpu.x86.simd;

/**
 * Arithmetic in integers for both formats, in every rounding mode and with every exception. What is common and simple goes
 * through {@link Singles} and {@link Doubles} instead. Results are bits; the exceptions go to {@link SimdState#flags}.
 */
final class Exact {
    static final int ADD = 0;
    static final int MULTIPLY = 1;
    static final int SUBTRACT = 2;
    static final int DIVIDE = 3;
    static final int SQUARE_ROOT = 4;

    /** Where the leading bit of a significand stands. */
    private static final int LEADING = 61;

    private Exact() {}

    /** A denormal counts as zero under DAZ. */
    static long operand(SimdState s, Format f, long bits) {
        return s.denormalsAreZero() && f.denormal(bits) ? bits & f.sign : bits;
    }

    static long arithmetic(SimdState s, Format f, int operation, long first, long second) {
        long a = operand(s, f, first);
        long b = operand(s, f, second);
        if (f.nan(a) || f.nan(b)) {
            return notANumber(s, f, a, b);
        }
        switch (operation) {
            case ADD:
                return sum(s, f, a, b);
            case SUBTRACT:
                return sum(s, f, a, b ^ f.sign);
            case MULTIPLY:
                return product(s, f, a, b);
            case DIVIDE:
                return quotient(s, f, a, b);
            default:
                return root(s, f, b);
        }
    }

    /** The first NaN, made quiet. */
    static long notANumber(SimdState s, Format f, long a, long b) {
        if (f.signalling(a) || f.signalling(b)) {
            s.flags |= SimdState.IE;
        }
        return (f.nan(a) ? a : b) | f.quiet;
    }

    static long invalid(SimdState s, Format f) {
        s.flags |= SimdState.IE;
        return f.indefinite;
    }

    private static void denormals(SimdState s, Format f, long a, long b) {
        if (f.denormal(a) || f.denormal(b)) {
            s.flags |= SimdState.DE;
        }
    }

    private static long sum(SimdState s, Format f, long a, long b) {
        boolean opposite = ((a ^ b) & f.sign) != 0;
        if (f.infinite(a) || f.infinite(b)) {
            if (f.infinite(a) && f.infinite(b) && opposite) {
                return invalid(s, f);
            }
            denormals(s, f, a, b);
            return f.infinite(a) ? a : b;
        }
        denormals(s, f, a, b);
        if (f.zero(a) && f.zero(b)) {
            return !opposite ? a : zeroDifference(s, f);
        }
        if (f.zero(a) || f.zero(b)) {
            long x = f.zero(a) ? b : a;
            return round(s, f, f.negative(x), exponent(f, x), significand(f, x));
        }
        boolean swap = (a & ~f.sign) < (b & ~f.sign);
        return difference(s, f, swap ? b : a, swap ? a : b, opposite);
    }

    /** Of numbers that are not zero, {@code a} not the lesser in magnitude. */
    private static long difference(SimdState s, Format f, long a, long b, boolean opposite) {
        int exponent = exponent(f, a);
        long big = significand(f, a);
        long small = shifted(significand(f, b), exponent - exponent(f, b));
        long m = opposite ? big - small : big + small;
        return m == 0 ? zeroDifference(s, f) : round(s, f, f.negative(a), exponent, m);
    }

    /** x - x: minus zero when rounding down. */
    private static long zeroDifference(SimdState s, Format f) {
        return s.rounding() == 1 ? f.sign : 0;
    }

    private static long product(SimdState s, Format f, long a, long b) {
        long sign = (a ^ b) & f.sign;
        if (f.infinite(a) || f.infinite(b)) {
            if (f.zero(a) || f.zero(b)) {
                return invalid(s, f);
            }
            denormals(s, f, a, b);
            return sign | f.infinity;
        }
        denormals(s, f, a, b);
        if (f.zero(a) || f.zero(b)) {
            return sign;
        }
        // 2^61 * 2^61 = 2^122: the high half has its leading bit at 58 or 59.
        long x = significand(f, a);
        long y = significand(f, b);
        long high = Math.multiplyHigh(x, y);
        long m = high << 3 | x * y >>> 61 | (x * y << 3 != 0 ? 1 : 0);
        return round(s, f, sign != 0, exponent(f, a) + exponent(f, b), m);
    }

    private static long quotient(SimdState s, Format f, long a, long b) {
        long sign = (a ^ b) & f.sign;
        if (f.infinite(a)) {
            if (f.infinite(b)) {
                return invalid(s, f);
            }
            denormals(s, f, a, b);
            return sign | f.infinity;
        }
        if (f.zero(b)) {
            if (f.zero(a)) {
                return invalid(s, f);
            }
            s.flags |= SimdState.ZE;
            return sign | f.infinity;
        }
        denormals(s, f, a, b);
        if (f.zero(a) || f.infinite(b)) {
            return sign;
        }
        long divisor = significand(f, b) >>> 9;
        long rest = significand(f, a) >>> 9;
        long q = rest / divisor;
        rest %= divisor;
        for (int i = 0; i < 6; i++) {
            rest <<= 10;
            q = q << 10 | rest / divisor;
            rest %= divisor;
        }
        // q has 60 bits behind the point; its leading bit stands at 60 or 59.
        long m = q << 1 | (rest != 0 ? 1 : 0);
        return round(s, f, sign != 0, exponent(f, a) - exponent(f, b), m);
    }

    private static long root(SimdState s, Format f, long a) {
        if (f.zero(a)) {
            return a;
        }
        if (f.negative(a)) {
            return invalid(s, f);
        }
        if (f.infinite(a)) {
            return a;
        }
        denormals(s, f, a, a);
        int exponent = exponent(f, a);
        int odd = exponent & 1;
        long radicand = significand(f, a);
        long rest = 0;
        long root = 0;
        // The radicand as a number below 4 with its point behind two bits; then zeros.
        long bits = odd != 0 ? radicand << 2 : radicand << 1;
        for (int i = 0; i < 60; i++) {
            rest = rest << 2 | bits >>> 62;
            bits <<= 2;
            long trial = root << 2 | 1;
            root <<= 1;
            if (rest >= trial) {
                rest -= trial;
                root |= 1;
            }
        }
        long m = root << 2 | (rest != 0 ? 1 : 0);
        return round(s, f, false, exponent - odd >> 1, m);
    }

    /** The exponent of a number that is not zero, as if its significand began at bit {@link #LEADING}. */
    private static int exponent(Format f, long bits) {
        int e = f.exponent(bits);
        if (e != 0) {
            return e - f.bias;
        }
        return 1 - f.bias - (f.fraction - 63 + Long.numberOfLeadingZeros(bits & f.fractionMask));
    }

    private static long significand(Format f, long bits) {
        long m = bits & f.fractionMask;
        if (f.exponent(bits) != 0) {
            return (m | 1L << f.fraction) << LEADING - f.fraction;
        }
        return m << Long.numberOfLeadingZeros(m) - (63 - LEADING);
    }

    /** To the right, with what is lost in the lowest bit. */
    private static long shifted(long m, int by) {
        if (by == 0) {
            return m;
        }
        if (by > 62) {
            return m != 0 ? 1 : 0;
        }
        return m >>> by | (m << 64 - by != 0 ? 1 : 0);
    }

    /** The number {@code m} × 2^(exponent - 61), m not zero and its lowest bit sticky, as the format has it. */
    static long round(SimdState s, Format f, boolean negative, int exponent, long m) {
        int zeros = Long.numberOfLeadingZeros(m) - (63 - LEADING);
        int e = exponent - zeros;
        long n = zeros >= 0 ? m << zeros : shifted(m, -zeros);
        int drop = LEADING - f.fraction;
        long rounded = nearest(s, n, drop, negative);
        boolean inexact = rounded << drop != n;
        boolean carry = rounded >>> f.fraction + 1 != 0;
        int after = carry ? e + 1 : e;
        if (after > f.bias) {
            return overflow(s, f, negative, inexact);
        }
        if (after < 1 - f.bias) {
            return underflow(s, f, negative, n, drop + 1 - f.bias - e, inexact);
        }
        if (inexact) {
            s.flags |= SimdState.PE;
        }
        long fraction = (carry ? rounded >>> 1 : rounded) & f.fractionMask;
        return (negative ? f.sign : 0) | (long) (after + f.bias) << f.fraction | fraction;
    }

    private static long nearest(SimdState s, long n, int drop, boolean negative) {
        if (drop > 63) {
            return away(s, negative) ? 1 : 0;
        }
        long kept = n >>> drop;
        long lost = n & (1L << drop) - 1;
        if (lost == 0) {
            return kept;
        }
        if (s.rounding() != 0) {
            return away(s, negative) ? kept + 1 : kept;
        }
        long half = 1L << drop - 1;
        return lost > half || lost == half && (kept & 1) != 0 ? kept + 1 : kept;
    }

    /** Whether the rounding mode is one that goes away from zero for this sign. */
    private static boolean away(SimdState s, boolean negative) {
        return s.rounding() == (negative ? 1 : 2);
    }

    private static long overflow(SimdState s, Format f, boolean negative, boolean inexact) {
        s.flags |= SimdState.OE;
        if (s.masked(SimdState.OE) || inexact) {
            s.flags |= SimdState.PE;
        }
        long sign = negative ? f.sign : 0;
        boolean infinite = s.rounding() == 0 || away(s, negative);
        return sign | (infinite ? f.infinity : f.infinity - 1);
    }

    private static long underflow(SimdState s, Format f, boolean negative, long n, int drop, boolean inexact) {
        long sign = negative ? f.sign : 0;
        if (!s.masked(SimdState.UE)) {
            s.flags |= SimdState.UE | (inexact ? SimdState.PE : 0);
            return sign;
        }
        if (s.flushes()) {
            s.flags |= SimdState.UE | SimdState.PE;
            return sign;
        }
        long rounded = nearest(s, n, drop, negative);
        if (drop > 63 || rounded << drop != n) {
            s.flags |= SimdState.UE | SimdState.PE;
        }
        return sign | rounded;
    }
}
