package backplane.cpu.x86.fpu;

/** Conversions between 80-bit numbers and integers, BCD and the short formats; rounding and flags by a {@link Soft80}. */
final class Conversions {
    static final long BCD_LIMIT = 999_999_999_999_999_999L;

    private final Soft80 soft;

    Conversions(Soft80 soft) {
        this.soft = soft;
    }

    void fromInteger(long value) {
        if (value == 0) {
            soft.set(0, 0);
            return;
        }
        long m = Math.abs(value);
        int shift = Long.numberOfLeadingZeros(m);
        soft.set(m << shift, (value < 0 ? 0x8000 : 0) | Soft80.BIAS + 63 - shift);
    }

    /** Rounds to an integer no larger than {@code max} in magnitude ({@code max + 1} when {@code twos} and negative). */
    long toInteger(long m, int se, long max, boolean twos) {
        int e = (se & Soft80.MAX) - Soft80.BIAS;
        if (Soft80.unsupported(m, se) || e > 63) {
            soft.flags |= Soft80.IE;
            return 0;
        }
        int sign = se >>> 15;
        int shift = Math.min(63 - e, 130);
        long hi = Soft80.shiftHigh(m, shift);
        long lo = Soft80.shiftLow(m, 0, shift);
        boolean up = soft.up(sign, hi, lo, 0);
        if (up) {
            hi++;
        }
        long limit = max + (twos ? sign : 0);
        if (Long.compareUnsigned(hi, limit) > 0) {
            soft.flags |= Soft80.IE;
            return 0;
        }
        soft.flags |= (lo != 0 ? Soft80.PE : 0) | (up ? Soft80.UP : 0);
        return sign != 0 ? -hi : hi;
    }

    void roundToInteger(long m, int se) {
        if (soft.nan1(m, se)) {
            return;
        }
        soft.noteDenormals(m, se, 0, 0);
        int e = (se & Soft80.MAX) - Soft80.BIAS;
        if (e >= 63 || m == 0) {
            soft.set(m, se);
            return;
        }
        int sign = se >>> 15;
        int shift = Math.min(63 - e, 130);
        long hi = soft.rounded(sign, Soft80.shiftHigh(m, shift), Soft80.shiftLow(m, 0, shift), 0);
        fromInteger(hi);
        soft.signExp |= sign << 15;
    }

    /** The bits of a float (precision 24) or double (53); 0 when an unmasked exception keeps it from being stored. */
    long narrow(long m, int se, int precision) {
        boolean single = precision == 24;
        int bias = single ? 127 : 1023;
        long sign = (long) (se >>> 15) << (single ? 31 : 63);
        long infinity = (long) (bias * 2 + 1) << precision - 1;
        int drop = 64 - precision;
        if (Soft80.unsupported(m, se)) {
            soft.invalid();
            return (single ? 1L << 31 : 1L << 63) | infinity | 1L << precision - 2;
        }
        if (Soft80.nan(m, se)) {
            soft.flags |= Soft80.signalling(m, se) ? Soft80.IE : 0;
            return sign | infinity | (m | Soft80.QUIET_BIT) << 1 >>> 1 >>> drop;
        }
        if (Soft80.infinite(m, se)) {
            return sign | infinity;
        }
        if (m == 0) {
            return sign;
        }
        int shift = Long.numberOfLeadingZeros(m);
        int exp = Math.max(se & Soft80.MAX, 1) - shift - Soft80.BIAS + bias;
        return sign | narrow(se >>> 15, exp, m << shift, precision, infinity);
    }

    private long narrow(int sign, int exp, long m, int precision, long infinity) {
        int drop = 64 - precision;
        long mask = (1L << drop) - 1;
        boolean wraps = soft.up(sign, m, 0, mask) && (m & ~mask) + mask + 1 == 0;
        boolean tiny = exp < 0 || exp == 0 && !wraps;
        if (tiny || exp == 0) {
            if (tiny && (soft.control & Soft80.UE) == 0) {
                soft.flags |= Soft80.UE;
                return 0;
            }
            int shift = 1 - exp;
            long r = soft.rounded(sign, Soft80.shiftHigh(m, shift), Soft80.shiftLow(m, 0, shift), mask);
            soft.flags |= tiny && (soft.flags & Soft80.PE) != 0 ? Soft80.UE : 0;
            return r >>> drop;
        }
        int max = precision == 24 ? 255 : 2047;
        if (exp + (wraps ? 1 : 0) >= max) {
            return narrowOverflow(sign, infinity);
        }
        long r = soft.rounded(sign, m, 0, mask);
        return ((long) exp << precision - 1) + (r == 0 ? 1L << precision - 1 : r << 1 >>> 1 >>> drop);
    }

    private long narrowOverflow(int sign, long infinity) {
        soft.flags |= Soft80.OE;
        if ((soft.control & Soft80.OE) == 0) {
            return 0;
        }
        soft.flags |= Soft80.PE;
        int rc = soft.rounding();
        if (rc == Soft80.NEAREST || rc != Soft80.TRUNCATE && rc == Soft80.DOWN == (sign != 0)) {
            soft.flags |= Soft80.UP;
            return infinity;
        }
        return infinity - 1;
    }

    /** A double's bits as an 80-bit number; a denormal is noted, a NaN made quiet and noted, or left as it is. */
    void widen(long bits, boolean quiet) {
        int sign = (int) (bits >>> 63) << 15;
        int exp = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits << 12;
        if (exp == 0x7ff) {
            widenSpecial(sign, fraction, quiet);
        } else {
            widen(sign, exp, fraction, 1023);
        }
    }

    /** A float's bits. */
    void widen(int bits, boolean quiet) {
        int sign = bits >>> 31 << 15;
        int exp = bits >>> 23 & 0xff;
        long fraction = (long) bits << 41;
        if (exp == 0xff) {
            widenSpecial(sign, fraction, quiet);
        } else {
            widen(sign, exp, fraction, 127);
        }
    }

    private void widenSpecial(int sign, long fraction, boolean quiet) {
        boolean signalling = quiet && fraction > 0;
        soft.flags |= signalling ? Soft80.IE : 0;
        soft.set(Soft80.INTEGER_BIT | (signalling ? Soft80.QUIET_BIT : 0) | fraction >>> 1, sign | Soft80.MAX);
    }

    private void widen(int sign, int exp, long fraction, int bias) {
        if (exp != 0) {
            soft.set(Soft80.INTEGER_BIT | fraction >>> 1, sign | exp - bias + Soft80.BIAS);
        } else if (fraction == 0) {
            soft.set(0, sign);
        } else {
            soft.flags |= Soft80.DE;
            int shift = Long.numberOfLeadingZeros(fraction);
            soft.set(fraction << shift, sign | Soft80.BIAS - bias - shift);
        }
    }

    /** The 80 bits of the packed decimal of a value within {@link #BCD_LIMIT}: low 64 bits. */
    static long toDigits(long value) {
        long digits = 0;
        long rest = Math.abs(value);
        for (int i = 0; i < 64 && rest != 0; i += 4) {
            digits |= rest % 10 << i;
            rest /= 10;
        }
        return digits;
    }

    /** The two digits above those of {@link #toDigits}. */
    static int toHighDigits(long value) {
        int rest = (int) (Math.abs(value) / 10_000_000_000_000_000L);
        return rest / 10 << 4 | rest % 10;
    }

    void fromDigits(long digits, int high) {
        long value = (high >>> 4 & 15) * 10 + (high & 15);
        for (int i = 60; i >= 0; i -= 4) {
            value = value * 10 + (digits >>> i & 15);
        }
        fromInteger(value);
        soft.signExp |= high & 0x8000;
    }
}
