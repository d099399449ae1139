package backplane.cpu.x86.fpu;

/**
 * A number for the insides of transcendental functions: sign, unbounded exponent and a mantissa of 128 bits whose top
 * bit is set, so {@code (-1)^sign * hi:lo / 2^127 * 2^exp}; zero has a zero mantissa. Operations truncate; they are
 * good to some 126 bits. Mutable, and every operation leaves its result in the object it is called on, operands first
 * read.
 */
final class Real {
    long hi;
    long lo;
    int exp;
    int sign;

    Real() {}

    Real(int exp, long hi, long lo) {
        this.exp = exp;
        this.hi = hi;
        this.lo = lo;
    }

    Real set(int newSign, int newExp, long newHi, long newLo) {
        sign = newSign;
        exp = newExp;
        hi = newHi;
        lo = newLo;
        return normalise();
    }

    Real set(Real from) {
        sign = from.sign;
        exp = from.exp;
        hi = from.hi;
        lo = from.lo;
        return this;
    }

    /** An integer that is not zero. */
    Real set(int value) {
        return set(value < 0 ? 1 : 0, 63, Math.abs((long) value), 0);
    }

    boolean zero() {
        return hi == 0 && lo == 0;
    }

    private Real normalise() {
        if (hi == 0) {
            if (lo == 0) {
                return this;
            }
            hi = lo;
            lo = 0;
            exp -= 64;
        }
        int shift = Long.numberOfLeadingZeros(hi);
        if (shift != 0) {
            hi = hi << shift | lo >>> 64 - shift;
            lo <<= shift;
            exp -= shift;
        }
        return this;
    }

    static long high(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    Real multiply(Real a, Real b) {
        if (a.zero() || b.zero()) {
            hi = 0;
            lo = 0;
            return this;
        }
        long mid1 = a.hi * b.lo;
        long mid2 = a.lo * b.hi;
        long low = high(a.lo, b.lo);
        long sum = mid1 + mid2;
        long carry = Long.compareUnsigned(sum, mid1) < 0 ? 1 : 0;
        long sum2 = sum + low;
        carry += Long.compareUnsigned(sum2, sum) < 0 ? 1 : 0;
        long l = a.hi * b.hi;
        long h = high(a.hi, b.hi);
        long x = high(a.hi, b.lo);
        long l1 = l + x;
        h += Long.compareUnsigned(l1, l) < 0 ? 1 : 0;
        long y = high(a.lo, b.hi);
        long l2 = l1 + y;
        h += Long.compareUnsigned(l2, l1) < 0 ? 1 : 0;
        long l3 = l2 + carry;
        h += Long.compareUnsigned(l3, l2) < 0 ? 1 : 0;
        int e = a.exp + b.exp + 1;
        sign = a.sign ^ b.sign;
        if (h >= 0) {
            h = h << 1 | l3 >>> 63;
            l3 = l3 << 1 | sum2 >>> 63;
            e--;
        }
        hi = h;
        lo = l3;
        exp = e;
        return this;
    }

    Real divide(Real a, Real b) {
        long restHigh = a.hi;
        long restLow = a.lo;
        int e = a.exp - b.exp;
        boolean carry = false;
        if (less(restHigh, restLow, b.hi, b.lo)) {
            carry = restHigh < 0;
            restHigh = restHigh << 1 | restLow >>> 63;
            restLow <<= 1;
            e--;
        }
        long q = 0;
        long high = 0;
        long divisorHigh = b.hi;
        long divisorLow = b.lo;
        for (int i = 0; i < 128; i++) {
            q <<= 1;
            if (carry || !less(restHigh, restLow, divisorHigh, divisorLow)) {
                restHigh -= divisorHigh + (Long.compareUnsigned(restLow, divisorLow) < 0 ? 1 : 0);
                restLow -= divisorLow;
                q |= 1;
            }
            carry = restHigh < 0;
            restHigh = restHigh << 1 | restLow >>> 63;
            restLow <<= 1;
            if (i == 63) {
                high = q;
                q = 0;
            }
        }
        sign = a.sign ^ b.sign;
        hi = high;
        lo = q;
        exp = e;
        return this;
    }

    private static boolean less(long ah, long al, long bh, long bl) {
        int c = Long.compareUnsigned(ah, bh);
        return c < 0 || c == 0 && Long.compareUnsigned(al, bl) < 0;
    }

    /** Whether the magnitude is below another's. */
    boolean below(Real other) {
        return exp != other.exp ? exp < other.exp : less(hi, lo, other.hi, other.lo);
    }

    Real add(Real a, Real b) {
        if (a.zero()) {
            return set(b);
        }
        if (b.zero()) {
            return set(a);
        }
        boolean swap = a.below(b);
        Real big = swap ? b : a;
        Real small = swap ? a : b;
        int distance = big.exp - small.exp;
        long sh = small.hi;
        long sl = small.lo;
        if (distance > 127) {
            sh = 0;
            sl = 0;
        } else if (distance > 63) {
            sl = sh >>> distance - 64;
            sh = 0;
        } else if (distance > 0) {
            sl = sl >>> distance | sh << 64 - distance;
            sh >>>= distance;
        }
        boolean same = big.sign == small.sign;
        int s = big.sign;
        int e = big.exp;
        return same ? sum(s, e, big.hi, big.lo, sh, sl) : difference(s, e, big.hi, big.lo, sh, sl);
    }

    private Real sum(int s, int e, long bh, long bl, long sh, long sl) {
        long l = bl + sl;
        long carry = Long.compareUnsigned(l, bl) < 0 ? 1 : 0;
        long h = bh + sh;
        boolean over = Long.compareUnsigned(h, bh) < 0;
        h += carry;
        over |= carry != 0 && h == 0;
        if (over) {
            return set(s, e + 1, Long.MIN_VALUE | h >>> 1, l >>> 1 | h << 63);
        }
        return set(s, e, h, l);
    }

    private Real difference(int s, int e, long bh, long bl, long sh, long sl) {
        long borrow = Long.compareUnsigned(bl, sl) < 0 ? 1 : 0;
        return set(s, e, bh - sh - borrow, bl - sl);
    }

    /** Moves the magnitude by one in its last place, so that rounding sees that it is not exact. */
    void nudge(boolean away) {
        if (away) {
            lo |= 1;
        } else if (lo != 0) {
            lo--;
        } else {
            hi--;
            lo = -1;
            if (hi >= 0) {
                hi = -1;
                exp--;
            }
        }
    }
}
