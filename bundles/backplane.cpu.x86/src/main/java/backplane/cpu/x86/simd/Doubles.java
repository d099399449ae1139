package backplane.cpu.x86.simd;

/**
 * Arithmetic on doubles given as bits. Java's own result is right when rounding to nearest as long as operands and result
 * are normal numbers or zero; whether it is exact is then found without more precision. The rest is {@link Exact}'s.
 */
final class Doubles {
    private static final int FRACTION = 52;

    private Doubles() {}

    private static int exponent(long bits) {
        return (int) (bits >>> FRACTION) & 0x7ff;
    }

    private static boolean plain(long bits) {
        int e = exponent(bits);
        return e - 1 >>> 1 < 0x3ff || bits << 1 == 0;
    }

    /** A result that is far enough from both ends that it has met no exception but PE. */
    private static boolean safe(long bits) {
        int e = exponent(bits);
        return e > 1 && e < 0x7ff;
    }

    static long add(SimdState s, long first, long second) {
        if (s.nearest() && plain(first) && plain(second)) {
            double a = Double.longBitsToDouble(first);
            double b = Double.longBitsToDouble(second);
            double r = a + b;
            long bits = Double.doubleToRawLongBits(r);
            if (safe(bits) || r == 0) {
                if (s.inexactAlready()) {
                    return bits;
                }
                double virtual = r - a;
                if (a - (r - virtual) + (b - virtual) != 0) {
                    s.flags |= SimdState.PE;
                }
                return bits;
            }
        }
        return Exact.arithmetic(s, Format.DOUBLE, Exact.ADD, first, second);
    }

    static long subtract(SimdState s, long first, long second) {
        if (s.nearest() && plain(first) && plain(second)) {
            return add(s, first, second ^ Long.MIN_VALUE);
        }
        return Exact.arithmetic(s, Format.DOUBLE, Exact.SUBTRACT, first, second);
    }

    static long multiply(SimdState s, long first, long second) {
        if (s.nearest() && plain(first) && plain(second)) {
            double a = Double.longBitsToDouble(first);
            double b = Double.longBitsToDouble(second);
            long bits = Double.doubleToRawLongBits(a * b);
            if (safe(bits)) {
                if (!s.inexactAlready() && !exact(first, second, bits)) {
                    s.flags |= SimdState.PE;
                }
                return bits;
            } else if (a == 0 || b == 0) {
                return bits;
            }
        }
        return Exact.arithmetic(s, Format.DOUBLE, Exact.MULTIPLY, first, second);
    }

    /** Whether a rounded product is exact: it is when it has no more than 53 bits, those that are zero at its end left out. */
    private static boolean exact(long a, long b, long product) {
        long top = 1L << FRACTION;
        int zeros = Long.numberOfTrailingZeros(a | top) + Long.numberOfTrailingZeros(b | top);
        if (zeros == FRACTION) {
            return exponent(product) == exponent(a) + exponent(b) - 1023;
        }
        return zeros > FRACTION;
    }

    static long divide(SimdState s, long first, long second) {
        if (s.nearest() && plain(first) && plain(second)) {
            double a = Double.longBitsToDouble(first);
            double b = Double.longBitsToDouble(second);
            double r = a / b;
            long bits = Double.doubleToRawLongBits(r);
            if (safe(bits)) {
                if (!s.inexactAlready() && !(r * b == a && exact(bits, second, first))) {
                    s.flags |= SimdState.PE;
                }
                return bits;
            } else if (a == 0 && b != 0) {
                return bits;
            }
        }
        return Exact.arithmetic(s, Format.DOUBLE, Exact.DIVIDE, first, second);
    }

    static long root(SimdState s, long operand) {
        if (s.nearest() && operand > 0 && plain(operand)) {
            double a = Double.longBitsToDouble(operand);
            double r = Math.sqrt(a);
            long bits = Double.doubleToRawLongBits(r);
            if (!s.inexactAlready() && !(r * r == a && exact(bits, bits, operand))) {
                s.flags |= SimdState.PE;
            }
            return bits;
        }
        return Exact.arithmetic(s, Format.DOUBLE, Exact.SQUARE_ROOT, operand, operand);
    }
}
