package backplane.cpu.x86.fpu;

/**
 * Exact arithmetic on 80-bit numbers under a control word. A number is a 64-bit mantissa with explicit integer bit and
 * a word of sign (bit 15) and biased exponent. Results are left in {@link #mantissa}, {@link #signExp} and
 * {@link #flags}; flags have the bits of the status word, {@link #UP} (C1) says that the magnitude was rounded up.
 */
final class Soft80 {
    static final int IE = 1;
    static final int DE = 2;
    static final int ZE = 4;
    static final int OE = 8;
    static final int UE = 0x10;
    static final int PE = 0x20;
    static final int UP = 0x200;

    static final int NEAREST = 0;
    static final int DOWN = 1;
    static final int TRUNCATE = 3;

    static final long INTEGER_BIT = Long.MIN_VALUE;
    static final long QUIET_BIT = 0x4000000000000000L;
    static final int MAX = 0x7fff;
    static final int BIAS = 0x3fff;
    static final int NAN_SIGN_EXP = 0xffff;
    static final long NAN_MANTISSA = 0xc000000000000000L;

    /** The exponent adjustment of unmasked overflow and underflow. */
    private static final int WRAP = 0x6000;

    long mantissa;
    int signExp;
    int flags;
    int control;

    /** Operands after {@link #finite}: exponents may leave the 15-bit range downwards. */
    private long am;

    private long bm;
    private int ae;
    private int be;

    void begin(int controlWord) {
        control = controlWord;
        flags = 0;
    }

    int rounding() {
        return control >> 10 & 3;
    }

    private long precisionMask() {
        return switch (control >> 8 & 3) {
            case 0 -> 0xffffffffffL;
            case 2 -> 0x7ffL;
            default -> 0;
        };
    }

    // ---- classes

    static boolean unsupported(long m, int se) {
        return m >= 0 && (se & MAX) != 0;
    }

    static boolean nan(long m, int se) {
        return (se & MAX) == MAX && m << 1 != 0;
    }

    static boolean signalling(long m, int se) {
        return nan(m, se) && (m & QUIET_BIT) == 0;
    }

    static boolean infinite(long m, int se) {
        return (se & MAX) == MAX && m == INTEGER_BIT;
    }

    static boolean zero(long m, int se) {
        return m == 0 && (se & MAX) == 0;
    }

    static boolean denormal(long m, int se) {
        return m != 0 && (se & MAX) == 0;
    }

    private static boolean plain(long m, int e) {
        return m < 0 && e > 0 && e < MAX;
    }

    // ---- results

    void set(long m, int se) {
        mantissa = m;
        signExp = se;
    }

    void invalid() {
        flags |= IE;
        set(NAN_MANTISSA, NAN_SIGN_EXP);
    }

    void setZero(int sign) {
        set(0, sign << 15);
    }

    void setInfinity(int sign) {
        set(INTEGER_BIT, sign << 15 | MAX);
    }

    /** Handles unsupported forms and NaNs of two operands. */
    boolean nans(long xm, int xse, long ym, int yse) {
        if (unsupported(xm, xse) || unsupported(ym, yse)) {
            invalid();
            return true;
        }
        boolean xn = nan(xm, xse);
        boolean yn = nan(ym, yse);
        if (!xn && !yn) {
            return false;
        }
        boolean xs = signalling(xm, xse);
        boolean ys = signalling(ym, yse);
        if (xs || ys) {
            flags |= IE;
        }
        boolean first = xn;
        if (xn && yn) {
            first = xs == ys ? larger(xm, xse, ym, yse) : ys;
        }
        set((first ? xm : ym) | QUIET_BIT, first ? xse : yse);
        return true;
    }

    private static boolean larger(long xm, int xse, long ym, int yse) {
        int c = Long.compareUnsigned(xm, ym);
        return c > 0 || c == 0 && xse <= yse;
    }

    boolean nan1(long m, int se) {
        return nans(m, se, 0, 0);
    }

    void noteDenormals(long xm, int xse, long ym, int yse) {
        if (denormal(xm, xse) || denormal(ym, yse)) {
            flags |= DE;
        }
    }

    /** Normalises two finite numbers other than zero into the operand fields. */
    private void finite(long xm, int xse, long ym, int yse) {
        int shift = Long.numberOfLeadingZeros(xm);
        am = xm << shift;
        ae = Math.max(xse & MAX, 1) - shift;
        shift = Long.numberOfLeadingZeros(ym);
        bm = ym << shift;
        be = Math.max(yse & MAX, 1) - shift;
    }

    // ---- rounding

    /** Packs {@code 1.hi:lo} with a biased exponent that may be out of range, rounding as the control word says. */
    void round(int sign, int exp, long hi, long lo) {
        round(sign, exp, hi, lo, precisionMask());
    }

    void round(int sign, int exp, long hi, long lo, long mask) {
        if (exp <= 0) {
            roundTiny(sign, exp, hi, lo, mask);
            return;
        }
        long r = rounded(sign, hi, lo, mask);
        if (r == 0) {
            r = INTEGER_BIT;
            exp++;
        }
        if (exp >= MAX) {
            overflow(sign, exp, r, mask);
            return;
        }
        set(r, sign << 15 | exp);
    }

    /** The mantissa after rounding, 0 when it carried out. Sets PE and UP. */
    long rounded(int sign, long hi, long lo, long mask) {
        long rest = hi & mask;
        if ((rest | lo) == 0) {
            return hi;
        }
        flags |= PE;
        if (!up(sign, hi, lo, mask)) {
            return hi & ~mask;
        }
        flags |= UP;
        return (hi & ~mask) + mask + 1;
    }

    boolean up(int sign, long hi, long lo, long mask) {
        if (((hi & mask) | lo) == 0) {
            return false;
        }
        int rc = rounding();
        if (rc != NEAREST) {
            return rc != TRUNCATE && rc == DOWN == (sign != 0);
        }
        if (mask == 0) {
            return lo < 0 && (lo << 1 != 0 || (hi & 1) != 0);
        }
        long half = mask + 1 >>> 1;
        return (hi & half) != 0 && ((hi & half - 1 | lo) != 0 || (hi & mask + 1) != 0);
    }

    private void roundTiny(int sign, int exp, long hi, long lo, long mask) {
        boolean tiny = exp < 0 || !(up(sign, hi, lo, mask) && (hi & ~mask) + mask + 1 == 0);
        if ((control & UE) == 0 && tiny) {
            flags |= UE;
            if (exp + WRAP > 0) {
                round(sign, exp + WRAP, hi, lo, mask);
            } else {
                flags |= PE;
                setZero(sign);
            }
            return;
        }
        int shift = 1 - exp;
        long h = shiftHigh(hi, shift);
        long l = shiftLow(hi, lo, shift);
        long r = rounded(sign, h, l, mask);
        if ((flags & PE) != 0 && tiny) {
            flags |= UE;
        }
        set(r, sign << 15 | (r < 0 ? 1 : 0));
    }

    static long shiftHigh(long hi, int shift) {
        return shift < 64 ? hi >>> shift : 0;
    }

    /** The low word of {@code hi:lo >> shift}, with all bits shifted out kept in bit 0. */
    static long shiftLow(long hi, long lo, int shift) {
        if (shift == 0) {
            return lo;
        }
        if (shift < 64) {
            return hi << 64 - shift | lo >>> shift | (lo << 64 - shift != 0 ? 1 : 0);
        }
        if (shift == 64) {
            return hi | (lo != 0 ? 1 : 0);
        }
        if (shift < 128) {
            return hi >>> shift - 64 | ((hi << 128 - shift | lo) != 0 ? 1 : 0);
        }
        return (hi | lo) != 0 ? 1 : 0;
    }

    private void overflow(int sign, int exp, long r, long mask) {
        flags |= OE;
        boolean wraps = (control & OE) == 0;
        if (wraps && exp - WRAP < MAX) {
            set(r, sign << 15 | exp - WRAP);
            return;
        }
        flags |= PE;
        int rc = rounding();
        if (wraps || rc == NEAREST || rc != TRUNCATE && rc == DOWN == (sign != 0)) {
            flags |= UP;
            setInfinity(sign);
        } else {
            flags &= ~UP;
            set(~mask, sign << 15 | MAX - 1);
        }
    }

    // ---- arithmetic

    /** The operation of the opcode's three bits: 0 add, 1 multiply, 4 subtract, 5 reverse, 6 divide, 7 reverse. */
    void operate(int operation, long xm, int xse, long ym, int yse) {
        switch (operation) {
            case 0 -> add(xm, xse, ym, yse, 0);
            case 1 -> multiply(xm, xse, ym, yse);
            case 4 -> add(xm, xse, ym, yse, 1);
            case 5 -> add(ym, yse, xm, xse, 1);
            case 6 -> divide(xm, xse, ym, yse);
            default -> divide(ym, yse, xm, xse);
        }
    }

    private void add(long xm, int xse, long ym, int yse, int negate) {
        int xs = xse >>> 15;
        int ys = yse >>> 15 ^ negate;
        if (plain(xm, xse & MAX) && plain(ym, yse & MAX)) {
            am = xm;
            ae = xse & MAX;
            bm = ym;
            be = yse & MAX;
        } else if (addSpecial(xm, xse, ym, yse, ys)) {
            return;
        }
        if (ae < be || ae == be && Long.compareUnsigned(am, bm) < 0) {
            long t = am;
            am = bm;
            bm = t;
            int e = ae;
            ae = be;
            be = e;
            int s = xs;
            xs = ys;
            ys = s;
        }
        if (xs == ys) {
            sum(xs);
        } else {
            difference(xs);
        }
    }

    private boolean addSpecial(long xm, int xse, long ym, int yse, int ys) {
        if (nans(xm, xse, ym, yse)) {
            return true;
        }
        int xs = xse >>> 15;
        boolean xi = infinite(xm, xse);
        boolean yi = infinite(ym, yse);
        if (xi && yi && xs != ys) {
            invalid();
            return true;
        }
        noteDenormals(xm, xse, ym, yse);
        if (xi || yi) {
            setInfinity(xi ? xs : ys);
            return true;
        }
        if (xm != 0 && ym != 0) {
            finite(xm, xse, ym, yse);
            return false;
        }
        if (xm == 0 && ym == 0) {
            setZero(xs == ys ? xs : zeroSign());
        } else {
            finite(xm, xse, ym, yse);
            if (ym == 0) {
                round(xs, ae, am, 0);
            } else {
                round(ys, be, bm, 0);
            }
        }
        return true;
    }

    /** The sign of an exact zero sum of numbers with different signs. */
    private int zeroSign() {
        return rounding() == DOWN ? 1 : 0;
    }

    private void sum(int sign) {
        int shift = ae - be;
        long h = shiftHigh(bm, shift);
        long lo = shiftLow(bm, 0, shift);
        long hi = am + h;
        int exp = ae;
        if (Long.compareUnsigned(hi, am) < 0) {
            lo = lo >>> 1 | hi << 63 | lo & 1;
            hi = hi >>> 1 | INTEGER_BIT;
            exp++;
        }
        round(sign, exp, hi, lo);
    }

    private void difference(int sign) {
        int shift = ae - be;
        long lo = -shiftLow(bm, 0, shift);
        long hi = am - shiftHigh(bm, shift) - (lo != 0 ? 1 : 0);
        if ((hi | lo) == 0) {
            setZero(zeroSign());
            return;
        }
        int left;
        if (hi == 0) {
            left = 64 + Long.numberOfLeadingZeros(lo);
            hi = lo << left;
            lo = 0;
        } else {
            left = Long.numberOfLeadingZeros(hi);
            if (left != 0) {
                hi = hi << left | lo >>> 64 - left;
                lo <<= left;
            }
        }
        round(sign, ae - left, hi, lo);
    }

    private void multiply(long xm, int xse, long ym, int yse) {
        int sign = (xse ^ yse) >>> 15;
        if (plain(xm, xse & MAX) && plain(ym, yse & MAX)) {
            am = xm;
            ae = xse & MAX;
            bm = ym;
            be = yse & MAX;
        } else if (multiplySpecial(xm, xse, ym, yse, sign)) {
            return;
        }
        long hi = Math.multiplyHigh(am, bm) + am + bm;
        long lo = am * bm;
        int exp = ae + be - BIAS + 1;
        if (hi >= 0) {
            hi = hi << 1 | lo >>> 63;
            lo <<= 1;
            exp--;
        }
        round(sign, exp, hi, lo);
    }

    private boolean multiplySpecial(long xm, int xse, long ym, int yse, int sign) {
        if (nans(xm, xse, ym, yse)) {
            return true;
        }
        boolean infinity = infinite(xm, xse) || infinite(ym, yse);
        boolean zero = zero(xm, xse) || zero(ym, yse);
        if (infinity && zero) {
            invalid();
            return true;
        }
        noteDenormals(xm, xse, ym, yse);
        if (infinity) {
            setInfinity(sign);
        } else if (zero) {
            setZero(sign);
        } else {
            finite(xm, xse, ym, yse);
            return false;
        }
        return true;
    }

    private void divide(long xm, int xse, long ym, int yse) {
        int sign = (xse ^ yse) >>> 15;
        if (plain(xm, xse & MAX) && plain(ym, yse & MAX)) {
            am = xm;
            ae = xse & MAX;
            bm = ym;
            be = yse & MAX;
        } else if (divideSpecial(xm, xse, ym, yse, sign)) {
            return;
        }
        int exp = ae - be + BIAS - 1;
        long hi = am;
        long lo = 0;
        if (Long.compareUnsigned(am, bm) >= 0) {
            hi = am >>> 1;
            lo = am << 63;
            exp++;
        }
        long q = Wide.divide(hi, lo, bm);
        long r = lo - q * bm;
        long tail = 0;
        if (r != 0) {
            boolean half = r < 0 || Long.compareUnsigned(r << 1, bm) >= 0;
            tail = (half ? INTEGER_BIT : 0) | (half && r << 1 == bm ? 0 : 1);
        }
        round(sign, exp, q, tail);
    }

    private boolean divideSpecial(long xm, int xse, long ym, int yse, int sign) {
        if (nans(xm, xse, ym, yse)) {
            return true;
        }
        boolean xi = infinite(xm, xse);
        boolean yi = infinite(ym, yse);
        boolean xz = zero(xm, xse);
        boolean yz = zero(ym, yse);
        if (xi && yi || xz && yz) {
            invalid();
            return true;
        }
        if (yz && !xi) {
            flags |= ZE;
        } else {
            noteDenormals(xm, xse, ym, yse);
        }
        if (xi || yz) {
            setInfinity(sign);
        } else if (xz || yi) {
            setZero(sign);
        } else {
            finite(xm, xse, ym, yse);
            return false;
        }
        return true;
    }

    void squareRoot(long m, int se) {
        if (nan1(m, se)) {
            return;
        }
        if (zero(m, se)) {
            set(m, se);
            return;
        }
        if (se >>> 15 != 0) {
            invalid();
            return;
        }
        if (infinite(m, se)) {
            set(m, se);
            return;
        }
        noteDenormals(m, se, 0, 0);
        finite(m, se, m, se);
        int unbiased = ae - BIAS;
        boolean odd = (unbiased & 1) != 0;
        // The root of a 128-bit integer whose top bit pair is not zero is a normalised mantissa.
        long hi = odd ? am : am >>> 1;
        long lo = odd ? 0 : am << 63;
        long root = Wide.squareRoot(hi, lo);
        long restHigh = hi - (Math.multiplyHigh(root, root) + root + root);
        long square = root * root;
        restHigh -= Long.compareUnsigned(lo, square) < 0 ? 1 : 0;
        long restLow = lo - square;
        long tail = 0;
        if ((restHigh | restLow) != 0) {
            boolean half = restHigh != 0 || Long.compareUnsigned(restLow, root) > 0;
            tail = half ? INTEGER_BIT | 1 : 1;
        }
        round(0, (unbiased >> 1) + BIAS, root, tail);
    }

    // ---- comparison

    static final int LESS = 0x100;
    static final int EQUAL = 0x4000;
    static final int UNORDERED = 0x4500;

    /** The condition codes C3, C2, C0 of a comparison. A quiet NaN is invalid unless {@code quiet}. */
    int compare(long xm, int xse, long ym, int yse, boolean quiet) {
        if (unsupported(xm, xse) || unsupported(ym, yse)) {
            flags |= IE;
            return UNORDERED;
        }
        if (nan(xm, xse) || nan(ym, yse)) {
            if (!quiet || signalling(xm, xse) || signalling(ym, yse)) {
                flags |= IE;
            }
            return UNORDERED;
        }
        noteDenormals(xm, xse, ym, yse);
        if (xm == 0 && ym == 0) {
            return EQUAL;
        }
        boolean xneg = xse >>> 15 != 0;
        if (xneg != yse >>> 15 > 0) {
            return xneg ? LESS : 0;
        }
        int c = Integer.compare(Math.max(xse & MAX, xm != 0 ? 1 : 0), Math.max(yse & MAX, ym != 0 ? 1 : 0));
        if (c == 0) {
            c = Long.compareUnsigned(xm, ym);
        }
        if (c == 0) {
            return EQUAL;
        }
        return c < 0 != xneg ? LESS : 0;
    }
}
