package backplane.cpu.x86.silicon;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The state a case starts from. It follows from kind and seed alone, here and in record.c, which must stay alike. */
final class Initial {
    static final int DATA_REGISTERS = 1;
    static final int X87 = 2;
    static final int FORMAT_SHIFT = 2;
    static final int WIDE = 0x10;
    static final int ENVIRONMENT = 0x20;

    static final int SIZE = 0x10000;
    static final int CODE = 0x1000;
    static final int OPERAND = 0x1800;
    static final int FLAGS = 0xcd5;

    private static final int[] EDGES = {0, 1, -1, 0x7fffffff, 0x80000000, 0x7fff, 0x8000, 0xffff, 0x7f, 0x80, 0xff};
    private static final byte[] BACKGROUND = new Initial().background();

    /** An 80-bit number. */
    record Real(long mantissa, int signExp) {}

    final int[] registers = new int[8];
    int flags;
    int control;
    int status;

    /** Bit n: physical register n is occupied. */
    int full;

    final Real[] stack = new Real[8];
    final ByteBuffer memory = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int rng;

    private Initial() {}

    Initial(int kind, int seed, byte[] code) {
        seed(seed);
        memory.put(0, BACKGROUND);
        for (int i = 0; i < 8; i++) {
            if (i == 4) {
                registers[i] = 0x8000 + (next() & 0x3ffe);
            } else {
                registers[i] = i < 3 || (kind & DATA_REGISTERS) != 0 ? value() : address();
            }
        }
        flags = next() & FLAGS | 0x202;
        if ((kind & X87) != 0) {
            x87();
            operand(kind);
        }
        memory.put(CODE, code);
    }

    private byte[] background() {
        seed(0xb5297a4d);
        for (int i = 0; i < SIZE; i += 4) {
            memory.putInt(i, value());
        }
        return memory.array();
    }

    private void seed(int seed) {
        rng = seed * (int) 2654435761L ^ 0x9e3779b9;
        if (rng == 0) {
            rng = 1;
        }
        for (int i = 0; i < 4; i++) {
            next();
        }
    }

    private int next() {
        rng ^= rng << 13;
        rng ^= rng >>> 17;
        rng ^= rng << 5;
        return rng;
    }

    private int value() {
        int r = next();
        int k = r & 15;
        return k < 11 ? EDGES[k] : k == 11 ? r >>> 24 : k == 12 ? r >>> 16 : next();
    }

    private int address() {
        int r = next();
        return (r & 31) == 31 ? 0xfff8 + (r >> 8 & 7) : 0x2000 + ((int) ((r >>> 8 & 0xffff) * 0xc000L >>> 16));
    }

    private void x87() {
        int r = next();
        control = 0x40 | ((r & 3) == 0 ? r >> 8 & 0x3f : 0x3f) | (r >> 14 & 3) << 10 | (r >> 16 & 3) << 8;
        if ((control >> 8 & 3) == 1) {
            control |= 0x200;
        }
        int top = r >> 18 & 7;
        status = top << 11 | (r >> 21 & 7) << 8 | (r >> 24 & 1) << 14;
        if ((r >> 25 & 7) == 0) {
            status |= next() & 0x7f;
        }
        if ((status & ~control & 0x3f) != 0) {
            status |= 0x8080;
        }
        r = next();
        full = (r & 3) == 0 ? r >> 8 & 0xff : (r & 3) == 1 ? 0xff : 0x0f0f << top >> 8 & 0xff;
        Real x = new Real(0, 0);
        for (int i = 0; i < 8; i++) {
            x = number(x);
            stack[i] = x;
        }
    }

    private long next64() {
        long high = next();
        return high << 32 | next() & 0xffffffffL;
    }

    private Real number(Real previous) {
        long one = Long.MIN_VALUE;
        int r = next();
        int sign = r >> 16 & 0x8000;
        int by = r >>> 8;
        long m = next64();
        return switch (r & 15) {
            case 0 -> new Real(0, sign);
            case 1 -> new Real(one, sign | 0x7fff);
            case 2 -> new Real(m | 3L << 62, sign | 0x7fff);
            case 3 -> new Real((m | one | 1) & ~(1L << 62), sign | 0x7fff);
            case 4 -> new Real(m & ~one, sign);
            case 5 -> new Real(m | one, sign);
            case 6 -> new Real(m & ~one, sign | by & 0x7fff);
            case 7 -> new Real((m | one) & ~0x7ffL, sign | 0x3ff0 + (by & 31));
            case 8 -> {
                long n = (by & 0xff) + 1;
                int shift = Long.numberOfLeadingZeros(n);
                yield new Real(n << shift, sign | 0x3fff + 63 - shift);
            }
            case 9 -> new Real(m | 0xffffffff00000000L, sign | 0x7ffe - (by & 3));
            case 10 -> new Real(m | one, sign | 1 + (by & 3));
            case 11 -> new Real(previous.mantissa + (by & 3) - 1, sign | previous.signExp & 0x7fff);
            case 12 -> new Real(m | one, sign | 0x3c00 + (by & 0x7ff));
            default -> new Real(m | one, sign | 0x3fff - 70 + (by & 127));
        };
    }

    private void operand(int kind) {
        Real x = number(stack[0]);
        switch (kind >> FORMAT_SHIFT & 3) {
            case 0 -> memory.putLong(OPERAND, x.mantissa).putShort(OPERAND + 8, (short) x.signExp);
            case 1 -> memory.putInt(OPERAND, single(x));
            case 2 -> memory.putLong(OPERAND, twice(x));
            default -> {
                for (int i = 0; i < 3; i++) {
                    memory.putInt(OPERAND + i * 4, value());
                }
            }
        }
        if ((kind & ENVIRONMENT) != 0) {
            for (int i = 0; i < 27; i++) {
                memory.putInt(OPERAND + i * 4, next());
            }
            memory.putShort(OPERAND, (short) (0x37f | next() & 0xf00));
        }
    }

    private int single(Real x) {
        int r = next();
        int k = r >>> 3 & 31;
        int exp = k == 0 ? 0 : k == 1 ? 255 : k == 2 ? 254 : k == 3 ? 1 : 96 + k * 2;
        int fraction = (r & 7) == 0 ? 0 : (int) (x.mantissa >>> 41) & 0x7fffff;
        return x.signExp >>> 15 << 31 | exp << 23 | fraction;
    }

    private long twice(Real x) {
        int r = next();
        int k = r >>> 3 & 31;
        long exp = k == 0 ? 0 : k == 1 ? 2047 : k == 2 ? 2046 : k == 3 ? 1 : 990 + k * 2;
        long fraction = (r & 7) == 0 ? 0 : x.mantissa >>> 12 & 0xfffffffffffffL;
        return (long) (x.signExp >>> 15) << 63 | exp << 52 | fraction;
    }
}
