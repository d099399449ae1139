package backplane.cpu.x86.fpu;

/**
 * The eight physical registers, and a ninth for an operand from memory. A register whose value is a normal double or
 * zero is held as a Java double; anything else as mantissa, sign and exponent. So two registers of kind
 * {@link #DOUBLE} can be compared, and under 53-bit precision added or multiplied, by the host's own arithmetic.
 */
final class Registers {
    /** Kinds. An empty register keeps its contents, with the kind shifted left by two. */
    static final byte DOUBLE = 1;

    static final byte EXTENDED = 2;
    static final int OCCUPIED = 3;
    static final int OPERAND = 8;

    private static final int DOUBLE_BIAS = Soft80.BIAS - 1023;

    final byte[] kind = new byte[9];
    final double[] real = new double[9];
    private final long[] mantissas = new long[9];
    private final int[] signExps = new int[9];

    Registers() {
        for (int i = 0; i < 9; i++) {
            kind[i] = DOUBLE << 2;
        }
    }

    boolean empty(int i) {
        return (kind[i] & OCCUPIED) == 0;
    }

    void free(int i) {
        if (!empty(i)) {
            kind[i] <<= 2;
        }
    }

    /** Makes an empty register occupied with what it last held. */
    void occupy(int i) {
        if (empty(i)) {
            kind[i] >>= 2;
        }
    }

    void occupyAll() {
        for (int i = 0; i < 8; i++) {
            occupy(i);
        }
    }

    /** An MMX instruction's result: sign and exponent become ones. */
    void setMmx(int i, long value) {
        kind[i] = EXTENDED;
        mantissas[i] = value;
        signExps[i] = 0xffff;
    }

    void set(int i, double normal) {
        kind[i] = DOUBLE;
        real[i] = normal;
    }

    void set(int i, long mantissa, int signExp) {
        int exp = (signExp & Soft80.MAX) - DOUBLE_BIAS;
        if ((mantissa & 0x7ff) == 0
                && (mantissa < 0 && exp > 0 && exp < 0x7ff || mantissa == 0 && exp == -DOUBLE_BIAS)) {
            long sign = (long) (signExp & 0x8000) << 48;
            long magnitude = mantissa == 0 ? 0 : (long) exp << 52 | mantissa << 1 >>> 12;
            set(i, Double.longBitsToDouble(sign | magnitude));
            return;
        }
        kind[i] = EXTENDED;
        mantissas[i] = mantissa;
        signExps[i] = signExp;
    }

    private boolean isDouble(int i) {
        return (kind[i] & (DOUBLE | DOUBLE << 2)) != 0;
    }

    long mantissa(int i) {
        if (!isDouble(i)) {
            return mantissas[i];
        }
        long bits = Double.doubleToRawLongBits(real[i]);
        return bits << 1 == 0 ? 0 : Soft80.INTEGER_BIT | bits << 12 >>> 1;
    }

    int signExp(int i) {
        if (!isDouble(i)) {
            return signExps[i];
        }
        long bits = Double.doubleToRawLongBits(real[i]);
        int sign = (int) (bits >>> 48) & 0x8000;
        return bits << 1 == 0 ? sign : sign | ((int) (bits >>> 52) & 0x7ff) + DOUBLE_BIAS;
    }

    void copy(int from, int to) {
        kind[to] = kind[from];
        real[to] = real[from];
        if (kind[from] == DOUBLE) {
            return;
        }
        mantissas[to] = mantissas[from];
        signExps[to] = signExps[from];
    }

    void swap(int a, int b) {
        byte k = kind[a];
        double r = real[a];
        if ((k & kind[b] & DOUBLE) != 0) {
            real[a] = real[b];
            real[b] = r;
            return;
        }
        long m = mantissas[a];
        int s = signExps[a];
        copy(b, a);
        kind[b] = k;
        real[b] = r;
        mantissas[b] = m;
        signExps[b] = s;
    }

    /** The two tag bits: 0 valid, 1 zero, 2 special, 3 empty. */
    int tag(int i) {
        if (empty(i)) {
            return 3;
        }
        long m = mantissa(i);
        int exp = signExp(i) & Soft80.MAX;
        if (m == 0 && exp == 0) {
            return 1;
        }
        return m < 0 && exp != 0 && exp != Soft80.MAX ? 0 : 2;
    }
}
