package backplane.cpu.x86.simd;

/** What floating-point instructions do with one element of each operand; singles lie in the lower half of a long. */
public final class Floats {
    public static final int ADD = 0;
    public static final int MULTIPLY = 1;
    public static final int SUBTRACT = 2;
    public static final int DIVIDE = 3;
    public static final int SQUARE_ROOT = 4;
    public static final int MINIMUM = 5;
    public static final int MAXIMUM = 6;
    public static final int COMPARE = 7;
    public static final int RECIPROCAL = 8;
    public static final int RECIPROCAL_ROOT = 9;

    /** Predicates of the comparisons: the lower two bits, then "not". */
    private static final int EQUAL = 0;

    private static final int LESS = 1;
    private static final int LESS_OR_EQUAL = 2;

    private static final int ZF = 0x40;
    private static final int PF = 4;
    private static final int CF = 1;

    private Floats() {}

    /** @param predicate of {@link #COMPARE} */
    public static long single(SimdState s, int operation, long a, long b, int predicate) {
        return switch (operation) {
            case ADD -> Singles.add(s, a, b);
            case MULTIPLY -> Singles.multiply(s, a, b);
            case SUBTRACT -> Singles.subtract(s, a, b);
            case DIVIDE -> Singles.divide(s, a, b);
            case SQUARE_ROOT -> Singles.root(s, b);
            case MINIMUM, MAXIMUM -> extreme(s, Format.SINGLE, operation == MINIMUM, a, b);
            case RECIPROCAL -> Estimates.reciprocal((int) b) & 0xffffffffL;
            case RECIPROCAL_ROOT -> Estimates.reciprocalRoot((int) b) & 0xffffffffL;
            default -> compare(s, Format.SINGLE, predicate, a, b) ? 0xffffffffL : 0;
        };
    }

    public static long twice(SimdState s, int operation, long a, long b, int predicate) {
        return switch (operation) {
            case ADD -> Doubles.add(s, a, b);
            case MULTIPLY -> Doubles.multiply(s, a, b);
            case SUBTRACT -> Doubles.subtract(s, a, b);
            case DIVIDE -> Doubles.divide(s, a, b);
            case SQUARE_ROOT -> Doubles.root(s, b);
            case MINIMUM, MAXIMUM -> extreme(s, Format.DOUBLE, operation == MINIMUM, a, b);
            default -> compare(s, Format.DOUBLE, predicate, a, b) ? -1L : 0;
        };
    }

    /** Both singles of a half register. */
    public static long singles(SimdState s, int operation, long a, long b, int predicate) {
        long low = single(s, operation, a & 0xffffffffL, b & 0xffffffffL, predicate);
        return low | single(s, operation, a >>> 32, b >>> 32, predicate) << 32;
    }

    /** Half the result of HADDPS or HSUBPS: the two pairs of a source. */
    public static long pairs(SimdState s, int operation, long low, long high) {
        long first = single(s, operation, low & 0xffffffffL, low >>> 32, 0);
        return first | single(s, operation, high & 0xffffffffL, high >>> 32, 0) << 32;
    }

    /** Half the result of ADDSUBPS. */
    public static long differenceAndSum(SimdState s, long a, long b) {
        long low = single(s, SUBTRACT, a & 0xffffffffL, b & 0xffffffffL, 0);
        return low | single(s, ADD, a >>> 32, b >>> 32, 0) << 32;
    }

    /** As a number of the same order: more for greater, both zeros alike. Not for NaNs. */
    private static long ordered(Format f, long bits) {
        long magnitude = bits & ~f.sign;
        return f.negative(bits) ? -magnitude : magnitude;
    }

    /** The second operand unless the first is really less or greater. */
    private static long extreme(SimdState s, Format f, boolean minimum, long first, long second) {
        long a = Exact.operand(s, f, first);
        long b = Exact.operand(s, f, second);
        if (f.nan(a) || f.nan(b)) {
            s.flags |= SimdState.IE;
            return b;
        }
        denormals(s, f, a, b);
        long x = ordered(f, a);
        long y = ordered(f, b);
        return (minimum ? x < y : x > y) ? a : b;
    }

    private static void denormals(SimdState s, Format f, long a, long b) {
        if (f.denormal(a) || f.denormal(b)) {
            s.flags |= SimdState.DE;
        }
    }

    private static boolean compare(SimdState s, Format f, int predicate, long first, long second) {
        boolean not = (predicate & 4) != 0;
        int relation = predicate & 3;
        long a = Exact.operand(s, f, first);
        long b = Exact.operand(s, f, second);
        if (f.nan(a) || f.nan(b)) {
            boolean orders = relation == LESS || relation == LESS_OR_EQUAL;
            if (orders || f.signalling(a) || f.signalling(b)) {
                s.flags |= SimdState.IE;
            }
            return relation == 3 != not;
        }
        denormals(s, f, a, b);
        long x = ordered(f, a);
        long y = ordered(f, b);
        boolean holds = switch (relation) {
            case EQUAL -> x == y;
            case LESS -> x < y;
            case LESS_OR_EQUAL -> x <= y;
            default -> false;
        };
        return holds != not;
    }

    /** ZF, PF and CF of COMISS and COMISD, or with {@code quiet} UCOMISS and UCOMISD. */
    public static int flags(SimdState s, boolean twice, boolean quiet, long first, long second) {
        Format f = twice ? Format.DOUBLE : Format.SINGLE;
        long a = Exact.operand(s, f, first);
        long b = Exact.operand(s, f, second);
        if (f.nan(a) || f.nan(b)) {
            if (!quiet || f.signalling(a) || f.signalling(b)) {
                s.flags |= SimdState.IE;
            }
            return ZF | PF | CF;
        }
        denormals(s, f, a, b);
        long x = ordered(f, a);
        long y = ordered(f, b);
        return x < y ? CF : x == y ? ZF : 0;
    }
}
