package backplane.cpu.x86.simd;

/** From one format to another; bits in, bits out. */
public final class Conversions {
    private static final int TO_ZERO = 3;

    private Conversions() {}

    /** A single as a double. */
    public static long widen(SimdState s, long single) {
        Format f = Format.SINGLE;
        Format d = Format.DOUBLE;
        long a = Exact.operand(s, f, single);
        long sign = f.negative(a) ? d.sign : 0;
        long m = a & f.fractionMask;
        if (f.nan(a)) {
            if (f.signalling(a)) {
                s.flags |= SimdState.IE;
            }
            return sign | d.infinity | d.quiet | m << 29;
        } else if (f.denormal(a)) {
            s.flags |= SimdState.DE;
            return sign | Double.doubleToRawLongBits((double) Float.intBitsToFloat((int) m));
        } else if (f.zero(a)) {
            return sign;
        }
        return sign | (f.infinite(a) ? d.infinity : (long) (f.exponent(a) - f.bias + d.bias) << 52 | m << 29);
    }

    /** A double as a single. */
    public static long narrow(SimdState s, long twice) {
        Format f = Format.SINGLE;
        Format d = Format.DOUBLE;
        long a = Exact.operand(s, d, twice);
        long sign = d.negative(a) ? f.sign : 0;
        if (d.nan(a)) {
            if (d.signalling(a)) {
                s.flags |= SimdState.IE;
            }
            return sign | f.infinity | f.quiet | (a & d.fractionMask) >>> 29;
        } else if (d.infinite(a) || d.zero(a)) {
            return sign | (d.zero(a) ? 0 : f.infinity);
        }
        long m = a & d.fractionMask;
        if (d.denormal(a)) {
            s.flags |= SimdState.DE;
            return Exact.round(s, f, sign != 0, 1 - d.bias, m << 9);
        }
        return Exact.round(s, f, sign != 0, d.exponent(a) - d.bias, (m | 1L << 52) << 9);
    }

    /** A dword as a single. */
    public static long single(SimdState s, int v) {
        if (v == 0) {
            return 0;
        }
        return Exact.round(s, Format.SINGLE, v < 0, 61, Math.abs((long) v));
    }

    /** A dword as a double, which is always exact. */
    public static long twice(int v) {
        return Double.doubleToRawLongBits(v);
    }

    /** A single as a dword. */
    public static int integer(SimdState s, long single, boolean truncate) {
        long a = Exact.operand(s, Format.SINGLE, single & 0xffffffffL);
        return integerOf(s, Float.intBitsToFloat((int) a), truncate);
    }

    /** A double as a dword. */
    public static int integerOfDouble(SimdState s, long twice, boolean truncate) {
        return integerOf(s, Double.longBitsToDouble(Exact.operand(s, Format.DOUBLE, twice)), truncate);
    }

    private static int integerOf(SimdState s, double v, boolean truncate) {
        double whole = switch (truncate ? TO_ZERO : s.rounding()) {
            case 0 -> Math.rint(v);
            case 1 -> Math.floor(v);
            case 2 -> Math.ceil(v);
            default -> v < 0 ? Math.ceil(v) : Math.floor(v);
        };
        if (!(whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE)) {
            s.flags |= SimdState.IE;
            return Integer.MIN_VALUE;
        }
        if (whole != v) {
            s.flags |= SimdState.PE;
        }
        return (int) whole;
    }
}
