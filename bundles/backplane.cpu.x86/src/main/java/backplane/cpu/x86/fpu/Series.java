package backplane.cpu.x86.fpu;

import java.math.BigInteger;

/**
 * The functions behind the transcendental instructions, on {@link Real}: their errors stay below 2^-120 of the result, so
 * what is rounded to 64 bits is as good as the true value, and the same on every host.
 */
final class Series {
    /** One half of pi as the x87 has it, of 66 bits: sines and tangents are reduced by it. */
    private static final long HALF_PI_HIGH = 0x3L;

    private static final long HALF_PI_LOW = 0x243f6a8885a308d3L;

    private static final long QUARTER_PI_LOW = 0x921fb54442d18469L;

    static final Real PI = new Real(1, 0xc90fdaa22168c234L, 0xc4c6628b80dc1cd1L);
    static final Real HALF_PI = new Real(0, 0xc90fdaa22168c234L, 0xc4c6628b80dc1cd1L);
    private static final Real LN2 = new Real(-1, 0xb17217f7d1cf79abL, 0xc9e3b39803f2f6afL);
    private static final Real TWO_BY_LN2 = new Real(1, 0xb8aa3b295c17f0bbL, 0xbe87fed0691d3e89L);
    private static final Real ONE = new Real(0, Long.MIN_VALUE, 0);
    private static final long SQUARE_ROOT_OF_TWO = 0xb504f333f9de6484L;

    /** Arc tangents of eighths. */
    private static final Real[] ARCS = {
        new Real(),
        new Real(-4, 0xfeadd4d5617b6e32L, 0xc897989f3e888ef8L),
        new Real(-3, 0xfadbafc96406eb15L, 0x6dc79ef5f7a217e6L),
        new Real(-2, 0xb7b0ca0f26f78473L, 0x8aa32122dcfe4483L),
        new Real(-2, 0xed63382b0dda7b45L, 0x6fe445ecbc3a8d03L),
        new Real(-1, 0x8f005d5ef7f59f9bL, 0x5c835e1665c43748L),
        new Real(-1, 0xa4bc7d1934f70924L, 0x19a87f2a457dac9fL),
        new Real(-1, 0xb8053e2bc2319e73L, 0xcb2da55210a4443dL),
        new Real(-1, 0xc90fdaa22168c234L, 0xc4c6628b80dc1cd1L)
    };

    private static final int TERMS = 34;
    /** {@code 1/n!}. */
    private static final Real[] FACTORIALS = new Real[TERMS];
    /** {@code 1/n}. */
    private static final Real[] INVERSES = new Real[2 * TERMS];

    static {
        BigInteger factorial = BigInteger.ONE;
        for (int i = 0; i < TERMS; i++) {
            factorial = factorial.multiply(BigInteger.valueOf(Math.max(i, 1)));
            FACTORIALS[i] = inverse(factorial);
        }
        for (int i = 1; i < INVERSES.length; i++) {
            INVERSES[i] = inverse(BigInteger.valueOf(i));
        }
    }

    private final Real square = new Real();
    private final Real sum = new Real();
    private final Real scratch = new Real();
    private final Real other = new Real();

    private static Real inverse(BigInteger n) {
        int bits = n.bitLength() + 127;
        BigInteger q = BigInteger.ONE.shiftLeft(bits).divide(n);
        int extra = q.bitLength() - 128;
        BigInteger m = q.shiftRight(extra);
        return new Real(127 + extra - bits, m.shiftRight(64).longValue(), m.longValue());
    }

    // ---- sines

    /**
     * Reduces a magnitude below 2^63 by multiples of half of the x87's pi; exact. The remainder, between minus and plus
     * a quarter, goes to {@code r}.
     *
     * @return the multiple's low two bits
     */
    static int reduce(long mantissa, int exp, Real r) {
        if (exp < -1) {
            r.set(0, exp, mantissa, 0);
            return 0;
        }
        // In units of 2^-65: mantissa * 2^(exp + 2) modulo the constant.
        long high = 0;
        long low = 0;
        int quotient = 0;
        for (int i = 63; i >= -exp - 2; i--) {
            high = high << 1 | low >>> 63;
            low = low << 1 | (i >= 0 ? mantissa >>> i & 1 : 0);
            quotient <<= 1;
            if (high > HALF_PI_HIGH || high == HALF_PI_HIGH && Long.compareUnsigned(low, HALF_PI_LOW) >= 0) {
                high -= HALF_PI_HIGH + (Long.compareUnsigned(low, HALF_PI_LOW) < 0 ? 1 : 0);
                low -= HALF_PI_LOW;
                quotient |= 1;
            }
        }
        int sign = 0;
        if (high > 1 || high == 1 && Long.compareUnsigned(low, QUARTER_PI_LOW) > 0) {
            quotient++;
            sign = 1;
            long l = HALF_PI_LOW - low;
            high = HALF_PI_HIGH - high - (Long.compareUnsigned(HALF_PI_LOW, low) < 0 ? 1 : 0);
            low = l;
        }
        r.set(sign, 127 - 65, high, low);
        return quotient & 3;
    }

    /** The sine, or with an odd quadrant the cosine, of a reduced argument. */
    Real sine(Real r, int quadrant, Real to) {
        square.multiply(r, r);
        boolean cosine = (quadrant & 1) != 0;
        int first = cosine ? 0 : 1;
        sum.set(FACTORIALS[first + 30]);
        for (int n = first + 28; n >= 0; n -= 2) {
            scratch.multiply(sum, square);
            scratch.sign ^= 1;
            sum.add(FACTORIALS[n], scratch);
        }
        if (cosine) {
            to.set(sum);
        } else {
            to.multiply(sum, r);
        }
        if (sum.lo == 0) {
            to.nudge(false);
        }
        to.sign ^= quadrant >>> 1 & 1;
        return to;
    }

    // ---- arc tangents

    /** The arc tangent of {@code y/x}, both positive and not zero. */
    Real arc(Real y, Real x, Real to) {
        boolean steep = x.below(y);
        Real q = scratchQuotient.divide(steep ? x : y, steep ? y : x);
        int eighths = q.exp < -4 ? 0 : (int) (q.hi >>> 59 - q.exp) + 1 >>> 1;
        if (eighths != 0) {
            Real c = point.set(eighths);
            c.exp -= 3;
            scratch.multiply(q, c);
            denominator.add(ONE, scratch);
            c.sign ^= 1;
            scratch.add(q, c);
            q.divide(scratch, denominator);
        }
        smallArc(q, to);
        if (eighths != 0) {
            to.add(ARCS[eighths], scratch.set(to));
        }
        if (steep) {
            scratch.set(to);
            scratch.sign ^= 1;
            to.add(HALF_PI, scratch);
        }
        return to;
    }

    private final Real scratchQuotient = new Real();
    private final Real point = new Real();
    private final Real denominator = new Real();

    /** For at most a sixteenth, or zero. */
    private void smallArc(Real t, Real to) {
        if (t.zero()) {
            to.set(t);
            return;
        }
        square.multiply(t, t);
        sum.set(INVERSES[35]);
        for (int n = 33; n > 0; n -= 2) {
            scratch.multiply(sum, square);
            scratch.sign ^= 1;
            sum.add(INVERSES[n], scratch);
        }
        to.multiply(sum, t);
        if (sum.lo == 0) {
            to.nudge(false);
        }
    }

    // ---- exponentials and logarithms

    /** {@code 2^x - 1} for a magnitude of at most 1. */
    Real power(Real x, Real to) {
        Real t = other.multiply(x, LN2);
        sum.set(FACTORIALS[TERMS - 1]);
        for (int n = TERMS - 2; n > 0; n--) {
            scratch.multiply(sum, t);
            sum.add(FACTORIALS[n], scratch);
        }
        return to.multiply(sum, t);
    }

    /** The logarithm to base two of a positive number. */
    Real logarithm(Real x, Real to) {
        int e = x.exp;
        Real m = point.set(x);
        m.exp = 0;
        if (Long.compareUnsigned(m.hi, SQUARE_ROOT_OF_TWO) > 0) {
            m.exp = -1;
            e++;
        }
        minus.set(ONE);
        minus.sign = 1;
        scratch.add(m, minus);
        denominator.add(m, ONE);
        if (scratch.zero()) {
            to.set(scratch);
        } else {
            ratio(scratch, denominator, to);
        }
        if (e != 0) {
            to.add(scratch.set(e), other.set(to));
        }
        return to;
    }

    private final Real minus = new Real();

    /** The logarithm to base two of {@code 1 + x}, for x between minus a half and 1, not zero. */
    Real logarithmPlusOne(Real x, Real to) {
        Real two = point.set(2);
        denominator.add(x, two);
        return ratio(scratch.set(x), denominator, to);
    }

    /** {@code 2 / ln 2 * artanh(n/d)}. */
    private Real ratio(Real n, Real d, Real to) {
        Real s = scratchQuotient.divide(n, d);
        square.multiply(s, s);
        sum.set(INVERSES[2 * TERMS - 1]);
        for (int i = 2 * TERMS - 3; i > 0; i -= 2) {
            scratch.multiply(sum, square);
            sum.add(INVERSES[i], scratch);
        }
        other.multiply(s, TWO_BY_LN2);
        return to.multiply(sum, other);
    }
}
