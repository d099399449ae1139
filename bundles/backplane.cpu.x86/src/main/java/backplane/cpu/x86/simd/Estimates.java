package backplane.cpu.x86.simd;

/**
 * RCPPS and RSQRTPS. The manual allows a relative error of 1.5 × 2^-12; here the operand's eleven highest fraction bits
 * stand for the middle of those that share them, which is off by 2^-12 at most. Division and square root of doubles are the
 * same on every host.
 */
final class Estimates {
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7f800000;
    private static final int QUIET = 0x400000;
    private static final int INDEFINITE = 0xffc00000;
    private static final int LEAST_NORMAL = 0x800000;
    private static final int KEPT = 0xfffff000;
    private static final int MIDDLE = 0x800;

    private Estimates() {}

    private static double middle(int bits) {
        return Float.intBitsToFloat(bits & KEPT | MIDDLE);
    }

    static int reciprocal(int bits) {
        int magnitude = bits & ~SIGN;
        int sign = bits & SIGN;
        if (magnitude > INFINITY) {
            return bits | QUIET;
        } else if (magnitude < LEAST_NORMAL) {
            return sign | INFINITY;
        } else if (magnitude == INFINITY) {
            return sign;
        }
        int result = Float.floatToRawIntBits((float) (1 / middle(magnitude)));
        return result < LEAST_NORMAL ? sign : sign | result;
    }

    static int reciprocalRoot(int bits) {
        int magnitude = bits & ~SIGN;
        if (magnitude > INFINITY) {
            return bits | QUIET;
        } else if (magnitude < LEAST_NORMAL) {
            return bits & SIGN | INFINITY;
        } else if (bits < 0) {
            return INDEFINITE;
        } else if (magnitude == INFINITY) {
            return 0;
        }
        return Float.floatToRawIntBits((float) (1 / Math.sqrt(middle(magnitude))));
    }
}
