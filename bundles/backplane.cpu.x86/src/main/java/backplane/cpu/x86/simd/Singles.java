package backplane.cpu.x86.simd;

/** The same as {@link Doubles} for floats in the lower half of a long; a double holds every product exactly. */
final class Singles {
    private static final int FRACTION = 23;

    private Singles() {}

    private static boolean plain(int bits) {
        int e = bits >>> FRACTION & 0xff;
        return e - 1 >>> 1 < 0x7f || bits << 1 == 0;
    }

    private static boolean safe(int bits) {
        int e = bits >>> FRACTION & 0xff;
        return e > 1 && e < 0xff;
    }

    private static long bits(int bits) {
        return bits & 0xffffffffL;
    }

    static long add(SimdState s, long first, long second) {
        if (s.nearest() && plain((int) first) && plain((int) second)) {
            float a = Float.intBitsToFloat((int) first);
            float b = Float.intBitsToFloat((int) second);
            float r = a + b;
            int bits = Float.floatToRawIntBits(r);
            if (safe(bits) || r == 0) {
                if (s.inexactAlready()) {
                    return bits(bits);
                }
                float virtual = r - a;
                if (a - (r - virtual) + (b - virtual) != 0) {
                    s.flags |= SimdState.PE;
                }
                return bits(bits);
            }
        }
        return Exact.arithmetic(s, Format.SINGLE, Exact.ADD, bits((int) first), bits((int) second));
    }

    static long subtract(SimdState s, long first, long second) {
        if (s.nearest() && plain((int) first) && plain((int) second)) {
            return add(s, first, second ^ Format.SINGLE.sign);
        }
        return Exact.arithmetic(s, Format.SINGLE, Exact.SUBTRACT, bits((int) first), bits((int) second));
    }

    static long multiply(SimdState s, long first, long second) {
        if (s.nearest() && plain((int) first) && plain((int) second)) {
            float a = Float.intBitsToFloat((int) first);
            float b = Float.intBitsToFloat((int) second);
            float r = a * b;
            int bits = Float.floatToRawIntBits(r);
            if (safe(bits)) {
                if ((double) a * b != r) {
                    s.flags |= SimdState.PE;
                }
                return bits(bits);
            } else if (a == 0 || b == 0) {
                return bits(bits);
            }
        }
        return Exact.arithmetic(s, Format.SINGLE, Exact.MULTIPLY, bits((int) first), bits((int) second));
    }

    static long divide(SimdState s, long first, long second) {
        if (s.nearest() && plain((int) first) && plain((int) second)) {
            float a = Float.intBitsToFloat((int) first);
            float b = Float.intBitsToFloat((int) second);
            float r = a / b;
            int bits = Float.floatToRawIntBits(r);
            if (safe(bits)) {
                if ((double) r * b != a) {
                    s.flags |= SimdState.PE;
                }
                return bits(bits);
            } else if (a == 0 && b != 0) {
                return bits(bits);
            }
        }
        return Exact.arithmetic(s, Format.SINGLE, Exact.DIVIDE, bits((int) first), bits((int) second));
    }

    static long root(SimdState s, long operand) {
        if (s.nearest() && (int) operand > 0 && plain((int) operand)) {
            float a = Float.intBitsToFloat((int) operand);
            float r = (float) Math.sqrt(a);
            if ((double) r * r != a) {
                s.flags |= SimdState.PE;
            }
            return bits(Float.floatToRawIntBits(r));
        }
        return Exact.arithmetic(s, Format.SINGLE, Exact.SQUARE_ROOT, bits((int) operand), bits((int) operand));
    }
}
