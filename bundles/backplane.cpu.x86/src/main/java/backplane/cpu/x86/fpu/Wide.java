package backplane.cpu.x86.fpu;

/** Unsigned 128-bit helpers. */
final class Wide {
    private static final long LOW = 0xffffffffL;

    private Wide() {}

    /** {@code hi:lo / d} for a divisor with its top bit set and {@code hi < d}, by two 32-bit digits. */
    static long divide(long hi, long lo, long d) {
        long first = digit(hi, lo >>> 32, d);
        long rest = (hi << 32 | lo >>> 32) - first * d;
        long second = digit(rest, lo & LOW, d);
        return first << 32 | second;
    }

    /** One digit: {@code (rem * 2^32 + next) / d}, with rem below d. */
    private static long digit(long rem, long next, long d) {
        long high = d >>> 32;
        long low = d & LOW;
        long q = Long.divideUnsigned(rem, high);
        long r = rem - q * high;
        while (q > LOW || Long.compareUnsigned(q * low, r << 32 | next) > 0) {
            q--;
            r += high;
            if (r > LOW) {
                break;
            }
        }
        return q;
    }

    /** The integer square root of {@code hi:lo}, for hi with one of its two top bits set. */
    static long squareRoot(long hi, long lo) {
        long root = 0;
        long restHigh = 0;
        long restLow = 0;
        for (int i = 0; i < 64; i++) {
            restHigh = restHigh << 2 | restLow >>> 62;
            restLow = restLow << 2 | hi >>> 62;
            hi = hi << 2 | lo >>> 62;
            lo <<= 2;
            long trialHigh = root >>> 62;
            long trialLow = root << 2 | 1;
            root <<= 1;
            if (restHigh > trialHigh || restHigh == trialHigh && Long.compareUnsigned(restLow, trialLow) >= 0) {
                restHigh -= trialHigh + (Long.compareUnsigned(restLow, trialLow) < 0 ? 1 : 0);
                restLow -= trialLow;
                root |= 1;
            }
        }
        return root;
    }
}
