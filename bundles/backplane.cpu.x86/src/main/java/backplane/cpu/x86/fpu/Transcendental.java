package backplane.cpu.x86.fpu;

/**
 * FSIN, FCOS, FSINCOS, FPTAN, FPATAN, F2XM1, FYL2X and FYL2XP1: operands that have a result of their own, exceptions,
 * rounding. What is between is in {@link Series}.
 */
final class Transcendental {
    private static final int TOO_LARGE = 63;
    private static final int TINY = -68;
    private static final int SMALL_TANGENT = -34;

    private final X87State s;
    private final Registers r;
    private final Soft80 soft;
    private final Series series = new Series();
    private final Real x = new Real();
    private final Real y = new Real();
    private final Real result = new Real();

    Transcendental(X87State state) {
        s = state;
        r = state.r;
        soft = state.soft;
    }

    void execute(int modrm) {
        switch (modrm) {
            case 0xf0 -> power();
            case 0xf1 -> logarithm(false);
            case 0xf2 -> pair(true);
            case 0xf3 -> arc();
            case 0xf9 -> logarithm(true);
            case 0xfb -> pair(false);
            default -> wave(modrm & 1);
        }
    }

    private static Real load(Real to, long m, int se) {
        int shift = Long.numberOfLeadingZeros(m);
        return to.set(se >>> 15, Math.max(se & Soft80.MAX, 1) - shift - Soft80.BIAS, m << shift, 0);
    }

    private void round(Real value) {
        soft.round(value.sign, value.exp + Soft80.BIAS, value.hi, value.lo, 0);
    }

    // ---- sines

    /** Whether an operand of a sine or tangent is neither zero nor special, and what comes out otherwise. */
    private boolean special(long m, int se) {
        if (soft.nan1(m, se)) {
            return true;
        }
        if (Soft80.infinite(m, se)) {
            soft.invalid();
            return true;
        }
        soft.noteDenormals(m, se, 0, 0);
        return false;
    }

    private static boolean tooLarge(long m, int se) {
        int e = (se & Soft80.MAX) - Soft80.BIAS;
        return m < 0 && e >= TOO_LARGE && e <= Soft80.BIAS;
    }

    /** FSIN, FCOS. */
    private void wave(int cosine) {
        s.incomplete(false);
        if (!s.source(s.top)) {
            return;
        }
        long m = r.mantissa(s.top);
        int se = r.signExp(s.top);
        if (tooLarge(m, se)) {
            s.raise(0);
            s.incomplete(true);
            return;
        }
        if (!special(m, se)) {
            wave(m, se, cosine);
        }
        s.store(s.top, false);
    }

    private void wave(long m, int se, int cosine) {
        boolean tiny = m != 0 && load(x, m, se).exp < TINY;
        if (m == 0 || tiny) {
            if (cosine != 0) {
                soft.set(Soft80.INTEGER_BIT, Soft80.BIAS);
            } else if (tiny) {
                same();
            } else {
                soft.set(0, se);
            }
            soft.flags |= tiny ? Soft80.PE : 0;
        } else {
            int quadrant = reduced(m, se);
            round(sine(quadrant + cosine, se, cosine));
        }
    }

    /** An operand so small that it is its own sine and tangent, whatever the rounding: inexact all the same. */
    private void same() {
        round(x);
        soft.flags |= Soft80.PE | (x.exp + Soft80.BIAS <= 0 ? Soft80.UE : 0);
    }

    private int reduced(long m, int se) {
        load(x, m, se);
        return Series.reduce(x.hi, x.exp, y);
    }

    private Real sine(int quadrant, int se, int cosine) {
        series.sine(y, quadrant, result);
        if (cosine == 0) {
            result.sign ^= se >>> 15;
        }
        return result;
    }

    /** FPTAN, FSINCOS. */
    private void pair(boolean tangent) {
        s.incomplete(false);
        if (r.empty(s.top)) {
            if (s.underflow()) {
                s.setNan(s.top);
                s.top = s.top + 7 & 7;
                s.setNan(s.top);
            }
            return;
        }
        int from = s.top;
        long m = r.mantissa(from);
        int se = r.signExp(from);
        if (!r.empty(from + 7 & 7)) {
            s.room();
            if (s.top != from) {
                s.setNan(from);
            }
            return;
        }
        soft.begin(s.control());
        if (tooLarge(m, se)) {
            s.raise(0);
            s.incomplete(true);
            return;
        }
        long second = Soft80.INTEGER_BIT;
        int secondSignExp = Soft80.BIAS;
        if (special(m, se)) {
            second = soft.mantissa;
            secondSignExp = soft.signExp;
        } else if (tangent) {
            tangent(m, se);
        } else {
            wave(m, se, 0);
            long sine = soft.mantissa;
            int sineSignExp = soft.signExp;
            // C1 tells how the cosine was rounded.
            soft.flags &= ~Soft80.UP;
            wave(m, se, 1);
            second = soft.mantissa;
            secondSignExp = soft.signExp;
            soft.set(sine, sineSignExp);
        }
        finish(second, secondSignExp);
    }

    private void finish(long second, int secondSignExp) {
        int flags = soft.flags;
        if ((flags & ~s.control() & X87State.BEFORE) != 0) {
            s.raise(flags & X87State.BEFORE);
            return;
        }
        s.raise(flags);
        r.set(s.top, soft.mantissa, soft.signExp);
        soft.set(second, secondSignExp);
        s.pushSoft();
    }

    private void tangent(long m, int se) {
        if (m == 0) {
            soft.set(0, se);
            return;
        }
        if (load(x, m, se).exp < TINY) {
            same();
            return;
        }
        int small = x.exp;
        int quadrant = reduced(m, se);
        series.sine(y, quadrant, result);
        Real sine = x.set(result);
        series.sine(y, quadrant + 1, result);
        Real cosine = y.set(result);
        result.divide(sine, cosine);
        result.sign ^= se >>> 15;
        if (small <= SMALL_TANGENT) {
            // As silicon does, which finds the cosine to be 1: from below.
            result.set(se >>> 15, small, m << Long.numberOfLeadingZeros(m), 0).nudge(false);
        }
        round(result);
    }

    // ---- two operands

    /** FPATAN. */
    private void arc() {
        int p = s.physical(1);
        if (lacks(p)) {
            return;
        }
        long xm = r.mantissa(s.top);
        int xse = r.signExp(s.top);
        long ym = r.mantissa(p);
        int yse = r.signExp(p);
        if (!soft.nans(xm, xse, ym, yse)) {
            soft.noteDenormals(xm, xse, ym, yse);
            arc(xm, xse, ym, yse);
        }
        s.store(p, false);
        popUnlessForbidden();
    }

    private void arc(long xm, int xse, long ym, int yse) {
        boolean negative = xse >>> 15 != 0;
        int sign = yse >>> 15;
        boolean xi = Soft80.infinite(xm, xse);
        boolean yi = Soft80.infinite(ym, yse);
        if (yi && xi) {
            result.set(Series.HALF_PI);
            result.exp--;
            if (negative) {
                x.set(result);
                result.add(Series.HALF_PI, x);
            }
        } else if (yi || xm == 0 && ym != 0) {
            result.set(Series.HALF_PI);
        } else if (ym == 0 || xi) {
            if (!negative) {
                soft.setZero(sign);
                return;
            }
            result.set(Series.PI);
        } else {
            load(x, xm, xse & Soft80.MAX);
            load(y, ym, yse & Soft80.MAX);
            series.arc(y, x, result);
            if (negative) {
                x.set(result);
                x.sign = 1;
                result.add(Series.PI, x);
            }
        }
        result.sign = sign;
        round(result);
    }

    /** Whether one of the two registers is empty: the masked response replaces ST(1) and pops. */
    private boolean lacks(int p) {
        soft.begin(s.control());
        if (!r.empty(s.top) && !r.empty(p)) {
            return false;
        }
        if (s.underflow()) {
            s.setNan(p);
            s.pop();
        }
        return true;
    }

    private void popUnlessForbidden() {
        if ((soft.flags & ~s.control() & X87State.BEFORE) == 0) {
            s.pop();
        }
    }

    /** FYL2X, FYL2XP1. */
    private void logarithm(boolean plusOne) {
        int p = s.physical(1);
        if (lacks(p)) {
            return;
        }
        long xm = r.mantissa(s.top);
        int xse = r.signExp(s.top);
        long ym = r.mantissa(p);
        int yse = r.signExp(p);
        if (!soft.nans(xm, xse, ym, yse)) {
            if (plusOne) {
                logarithmPlusOne(xm, xse, ym, yse);
            } else {
                logarithm(xm, xse, ym, yse);
            }
        }
        s.store(p, false);
        popUnlessForbidden();
    }

    private void logarithm(long xm, int xse, long ym, int yse) {
        int sign = yse >>> 15;
        boolean yi = Soft80.infinite(ym, yse);
        if (xm == 0) {
            if (ym == 0) {
                soft.invalid();
                return;
            }
            soft.flags |= yi ? 0 : Soft80.ZE;
            soft.setInfinity(sign ^ 1);
            return;
        }
        if (xse >>> 15 != 0) {
            soft.invalid();
            return;
        }
        if (Soft80.infinite(xm, xse)) {
            if (ym == 0) {
                soft.invalid();
            } else {
                soft.noteDenormals(0, 0, ym, yse);
                soft.setInfinity(sign);
            }
            return;
        }
        load(x, xm, xse);
        series.logarithm(x, result);
        times(xm, xse, ym, yse);
        if (Soft80.denormal(xm, xse) && ym != 0 && !Soft80.infinite(ym, yse)) {
            soft.flags |= Soft80.PE;
        }
    }

    private void logarithmPlusOne(long xm, int xse, long ym, int yse) {
        if (Soft80.infinite(xm, xse)) {
            if (xse >>> 15 != 0 || ym == 0) {
                soft.invalid();
            } else {
                soft.noteDenormals(0, 0, ym, yse);
                soft.setInfinity(yse >>> 15);
            }
            return;
        }
        if (xm == 0) {
            result.set(xse >>> 15, 0, 0, 0);
        } else {
            load(x, xm, xse);
            if (x.exp >= -1) {
                y.set(1);
                result.add(x, y);
                if (result.sign != 0 || result.zero()) {
                    undefined(xm, xse, ym, yse);
                    return;
                }
                x.set(result);
                series.logarithm(x, result);
            } else {
                series.logarithmPlusOne(x, result);
            }
        }
        times(xm, xse, ym, yse);
        if (x.exp >= 0 && !result.zero() && ym != 0 && !Soft80.infinite(ym, yse)) {
            soft.flags |= Soft80.PE;
        }
    }

    /** There is no such logarithm. */
    private void undefined(long xm, int xse, long ym, int yse) {
        if (ym == 0 || Soft80.infinite(ym, yse)) {
            times(xm, xse, ym, yse);
            return;
        }
        soft.noteDenormals(0, 0, ym, yse);
        soft.flags |= Soft80.PE;
        soft.set(xm, xse);
    }

    /** The logarithm times y. */
    private void times(long xm, int xse, long ym, int yse) {
        int sign = result.sign ^ yse >>> 15;
        if (Soft80.infinite(ym, yse)) {
            if (result.zero()) {
                soft.invalid();
            } else {
                soft.noteDenormals(xm, xse, 0, 0);
                soft.setInfinity(sign);
            }
            return;
        }
        soft.noteDenormals(xm, xse, ym, yse);
        if (result.zero() || ym == 0) {
            soft.setZero(sign);
            return;
        }
        load(y, ym, yse);
        result.multiply(x.set(result), y);
        round(result);
    }

    // ---- F2XM1

    private void power() {
        if (!s.source(s.top)) {
            return;
        }
        long m = r.mantissa(s.top);
        int se = r.signExp(s.top);
        if (!soft.nan1(m, se)) {
            soft.noteDenormals(m, se, 0, 0);
            int e = (se & Soft80.MAX) - Soft80.BIAS;
            if (m == 0 || e >= 0) {
                large(m, se);
            } else {
                load(x, m, se);
                round(series.power(x, result));
            }
        }
        s.store(s.top, false);
    }

    /** Zero, plus and minus 1, and what is outside of the range and undefined. */
    private void large(long m, int se) {
        if (se == (0x8000 | Soft80.BIAS) && m == Soft80.INTEGER_BIT) {
            soft.set(m, se - 1);
        } else if (Soft80.infinite(m, se) && se >>> 15 != 0) {
            soft.set(Soft80.INTEGER_BIT, 0x8000 | Soft80.BIAS);
        } else {
            soft.flags |= m == 0 || Soft80.infinite(m, se) ? 0 : Soft80.PE;
            soft.set(m, se);
        }
    }
}
