package backplane.cpu.x86.fpu;

/** FPREM, FPREM1, FSCALE and FXTRACT: what works on exponents. Results and flags are left in the {@link Soft80}. */
final class Remainders {
    private static final int C0 = 0x100;
    private static final int C1 = 0x200;
    private static final int C2 = 0x400;
    private static final int C3 = 0x4000;

    private final Soft80 soft;

    Remainders(Soft80 soft) {
        this.soft = soft;
    }

    /**
     * The partial remainder of x by y; returns the condition codes: quotient bits, or C2 when more is to
     * be done, or -1 when the result is a NaN.
     */
    int remainder(long xm, int xse, long ym, int yse, boolean nearest) {
        if (soft.nans(xm, xse, ym, yse)) {
            return -1;
        }
        if (Soft80.infinite(xm, xse) || ym == 0) {
            soft.invalid();
            return -1;
        }
        soft.noteDenormals(xm, xse, ym, yse);
        if (xm == 0 || Soft80.infinite(ym, yse)) {
            keep(xm, xse);
            return 0;
        }
        int shift = Long.numberOfLeadingZeros(xm);
        long a = xm << shift;
        int ae = Math.max(xse & Soft80.MAX, 1) - shift;
        shift = Long.numberOfLeadingZeros(ym);
        long b = ym << shift;
        int be = Math.max(yse & Soft80.MAX, 1) - shift;
        int sign = xse >>> 15;
        int distance = ae - be;
        if (distance >= 64) {
            int n = distance & 0x1f | 0x20;
            pack(sign, ae - n, reduce(a, b, n, 0));
            return C2;
        }
        if (distance < (nearest ? -1 : 0)) {
            pack(sign, ae, a);
            return 0;
        }
        return finish(sign, a, b, be, distance, nearest);
    }

    private int finish(int sign, long a, long b, int be, int distance, boolean nearest) {
        if (distance < 0) {
            if (Long.compareUnsigned(a, b) <= 0) {
                pack(sign, be - 1, a);
                return 0;
            }
            pack(sign ^ 1, be - 1, b - a + b);
            return C1;
        }
        long rest = reduce(a, b, distance, 0);
        int q = (int) quotient;
        if (nearest) {
            int c = rest < 0 ? 1 : Long.compareUnsigned(rest << 1, b);
            if (c > 0 || c == 0 && (q & 1) != 0) {
                rest = b - rest;
                sign ^= 1;
                q++;
            }
        }
        pack(sign, be, rest);
        if (rest == 0) {
            soft.setZero(sign);
        }
        return (q & 4) * (C0 / 4) | (q & 2) * (C3 / 2) | (q & 1) * C1;
    }

    private long quotient;

    /** The remainder of {@code a * 2^n} by b, in units of b's last place; the quotient's low bits in the field. */
    private long reduce(long a, long b, int n, long start) {
        long rest = a;
        long q = start;
        if (Long.compareUnsigned(rest, b) >= 0) {
            rest -= b;
            q = 1;
        }
        for (int i = 0; i < n; i++) {
            boolean carry = rest < 0;
            rest <<= 1;
            q <<= 1;
            if (carry || Long.compareUnsigned(rest, b) >= 0) {
                rest -= b;
                q |= 1;
            }
        }
        quotient = q;
        return rest;
    }

    /** The result is x itself, be it denormal. */
    private void keep(long m, int se) {
        soft.set(m, m < 0 && (se & Soft80.MAX) == 0 ? se | 1 : se);
    }

    private void pack(int sign, int exp, long m) {
        if (m == 0) {
            soft.setZero(sign);
            return;
        }
        int shift = Long.numberOfLeadingZeros(m);
        soft.round(sign, exp - shift, m << shift, 0, 0);
    }

    /** x times two to the integer part of y. */
    void scale(long xm, int xse, long ym, int yse) {
        if (soft.nans(xm, xse, ym, yse)) {
            return;
        }
        int sign = xse >>> 15;
        boolean down = yse >>> 15 != 0;
        if (Soft80.infinite(ym, yse)) {
            if (down ? Soft80.infinite(xm, xse) : xm == 0) {
                soft.invalid();
                return;
            }
            soft.noteDenormals(xm, xse, 0, 0);
            if (down) {
                soft.setZero(sign);
            } else {
                soft.setInfinity(sign);
            }
            return;
        }
        soft.noteDenormals(xm, xse, ym, yse);
        if (xm == 0 || ym == 0 || Soft80.infinite(xm, xse)) {
            keep(xm, xse);
            return;
        }
        int e = (yse & Soft80.MAX) - Soft80.BIAS;
        int by = e < 0 ? 0 : e > 16 ? 0x10000 : (int) (ym >>> 63 - e);
        int shift = Long.numberOfLeadingZeros(xm);
        int exp = Math.max(xse & Soft80.MAX, 1) - shift + (down ? -by : by);
        soft.round(sign, exp, xm << shift, 0, 0);
    }

    /** Leaves the significand in the {@link Soft80}; returns the unbiased exponent of a number that is neither special nor zero. */
    int extract(long m, int se) {
        soft.noteDenormals(m, se, 0, 0);
        int shift = Long.numberOfLeadingZeros(m);
        soft.set(m << shift, se & 0x8000 | Soft80.BIAS);
        return Math.max(se & Soft80.MAX, 1) - shift - Soft80.BIAS;
    }
}
