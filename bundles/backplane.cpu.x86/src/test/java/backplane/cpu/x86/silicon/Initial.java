package backplane.cpu.x86.silicon;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The state a case starts from. It follows from kind, seed and the place of the memory operand, here and in record.c,
 * which must stay alike. One object is filled again for each case.
 */
final class Initial {
    static final int SIZE = 0x11000;
    static final int CODE = 0x1000;
    static final int FLAGS = 0xcd5;
    static final int FS_BASE = 0x100;
    static final int GS_BASE = 0x800;
    /** Around the code: OUT DX,AL, by which an engine's run ends wherever a case goes. */
    static final int FILL_START = 0x400;

    static final int FILL_END = 0x1c40;
    private static final byte FILL = (byte) 0xee;
    private static final int LOADABLE = 0xcd7;

    private static final int[] EDGES = {0, 1, -1, 0x7fffffff, 0x80000000, 0x7fff, 0x8000, 0xffff, 0x7f, 0x80, 0xff};
    private static final int[] SINGLE_EDGES = {
        0, 0x7f800000, 0x7fc12345, 0x7f812345, 0x00012345, 0x3f800000, 0x7f7fffff, 0x4f000000, 0x00800000
    };
    private static final long[] DOUBLE_EDGES = {
        0,
        0x7ff0000000000000L,
        0x7ff8123456789abcL,
        0x7ff0123456789abcL,
        0x0000123456789abcL,
        0x3ff0000000000000L,
        0x7fefffffffffffffL,
        0x41e0000000000000L,
        0x0010000000000000L,
        0x47efffffe0000000L,
        0x36a0000000000000L
    };

    final int[] registers = new int[8];
    int flags;
    int control;
    int status;

    /** Bit n: physical register n is occupied. */
    int full;

    final long[] mantissas = new long[8];
    final int[] signExps = new int[8];
    int mxcsr;
    final int[] xmm = new int[32];
    /** What a memory operand is set to, its first {@link #operandLength} bytes. */
    final ByteBuffer operand = ByteBuffer.allocate(108).order(ByteOrder.LITTLE_ENDIAN);

    int operandLength;
    private int rng;
    private long m;
    private int se;

    /** The memory before each case, code and operand apart. */
    static byte[] background() {
        Initial initial = new Initial();
        ByteBuffer memory = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        initial.seed(0xb5297a4d);
        for (int i = 0; i < SIZE; i += 4) {
            memory.putInt(i, initial.value());
        }
        java.util.Arrays.fill(memory.array(), FILL_START, FILL_END, FILL);
        return memory.array();
    }

    /** Registers, flags, and what more the kind has. */
    void make(Kind kind, int seed) {
        seed(seed);
        boolean data = kind.has(Kind.DATA_REGISTERS);
        boolean sse = kind.has(Kind.SSE);
        boolean x87 = kind.has(Kind.X87);
        for (int i = 0; i < 8; i++) {
            if (i == 4) {
                registers[i] = 0x8000 + (next() & 0x3ffe);
            } else {
                registers[i] = i < 3 || data ? value() : address(sse, x87);
            }
        }
        flags = next() & FLAGS | 0x202;
        int r = next();
        if (kind.has(Kind.COUNT) && (r & 7) != 0) {
            registers[1] = r >>> 8 & 0x3f;
        }
        if (kind.has(Kind.X87)) {
            x87();
        }
        if (sse) {
            sse(kind.format().ordinal() < Kind.Format.SINGLES.ordinal() ? Kind.Format.MIXED : kind.format());
            if (x87 && kind.format().ordinal() >= Kind.Format.BYTES.ordinal()) {
                mmx(kind.format());
            }
        }
    }

    /** The memory operand, after {@link #make}. */
    void makeOperand(Kind.Format format) {
        number(mantissas[0], signExps[0]);
        switch (format) {
            case M80 -> operand.putLong(0, m).putShort(8, (short) se);
            case M32 -> operand.putInt(0, single());
            case M64 -> operand.putLong(0, twice());
            case INTEGERS -> {
                for (int i = 0; i < 3; i++) {
                    operand.putInt(i * 4, value());
                }
            }
            case ENVIRONMENT -> {
                for (int i = 0; i < 27; i++) {
                    operand.putInt(i * 4, next());
                }
                operand.putShort(0, (short) (0x37f | next() & 0xf00));
            }
            default -> {
                vector(format, xmmOperand, 0);
                for (int i = 0; i < 4; i++) {
                    operand.putInt(i * 4, xmmOperand[i]);
                }
            }
        }
        operandLength = format.size;
    }

    private final int[] xmmOperand = new int[4];

    /** What user code had better load as flags. */
    static int loadable(int image) {
        return image & LOADABLE;
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

    private long next64() {
        long high = next();
        return high << 32 | next() & 0xffffffffL;
    }

    private int value() {
        int r = next();
        int k = r & 15;
        return k < 11 ? EDGES[k] : k == 11 ? r >>> 24 : k == 12 ? r >>> 16 : next();
    }

    /** What happens in the middle of a long x87 operand, at a segment's end, is up to the processor. */
    private int address(boolean aligned, boolean x87) {
        int r = next();
        if ((r & 31) == 31) {
            return x87 ? 0xff00 : 0xfff8 + (r >> 8 & 7);
        }
        int a = 0x2000 + (int) ((r >>> 8 & 0xffff) * 0xc000L >>> 16);
        return aligned && (r >> 5 & 7) != 0 ? a & ~15 : a;
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
        m = 0;
        se = 0;
        for (int i = 0; i < 8; i++) {
            number(m, se);
            mantissas[i] = m;
            signExps[i] = se;
        }
    }

    /** An 80-bit number worth trying, after another. */
    private void number(long previous, int previousSignExp) {
        long one = Long.MIN_VALUE;
        int r = next();
        int sign = r >> 16 & 0x8000;
        int by = r >>> 8;
        long x = next64();
        int e = 0;
        switch (r & 15) {
            case 0 -> x = 0;
            case 1 -> {
                x = one;
                e = 0x7fff;
            }
            case 2 -> {
                x |= 3L << 62;
                e = 0x7fff;
            }
            case 3 -> {
                x = (x | one | 1) & ~(1L << 62);
                e = 0x7fff;
            }
            case 4 -> x &= ~one;
            case 5 -> x |= one;
            case 6 -> {
                x &= ~one;
                e = by & 0x7fff;
            }
            case 7 -> {
                x = (x | one) & ~0x7ffL;
                e = 0x3ff0 + (by & 31);
            }
            case 8 -> {
                long n = (by & 0xff) + 1;
                int shift = Long.numberOfLeadingZeros(n);
                x = n << shift;
                e = 0x3fff + 63 - shift;
            }
            case 9 -> {
                x |= 0xffffffff00000000L;
                e = 0x7ffe - (by & 3);
            }
            case 10 -> {
                x |= one;
                e = 1 + (by & 3);
            }
            case 11 -> {
                x = previous + (by & 3) - 1;
                e = previousSignExp & 0x7fff;
            }
            case 12 -> {
                x |= one;
                e = 0x3c00 + (by & 0x7ff);
            }
            default -> {
                x |= one;
                e = 0x3fff - 70 + (by & 127);
            }
        }
        m = x;
        se = sign | e;
    }

    private int single() {
        int r = next();
        int k = r >>> 3 & 31;
        int exp = k == 0 ? 0 : k == 1 ? 255 : k == 2 ? 254 : k == 3 ? 1 : 96 + k * 2;
        int fraction = (r & 7) == 0 ? 0 : (int) (m >>> 41) & 0x7fffff;
        return se >>> 15 << 31 | exp << 23 | fraction;
    }

    private long twice() {
        int r = next();
        int k = r >>> 3 & 31;
        long exp = k == 0 ? 0 : k == 1 ? 2047 : k == 2 ? 2046 : k == 3 ? 1 : 990 + k * 2;
        long fraction = (r & 7) == 0 ? 0 : m >>> 12 & 0xfffffffffffffL;
        return (long) (se >>> 15) << 63 | exp << 52 | fraction;
    }

    private void sse(Kind.Format format) {
        int r = next();
        mxcsr = 0x1f80
                | (r & 3) << 13
                | ((r >> 2 & 7) == 0 ? 0x8000 : 0)
                | ((r >> 5 & 7) == 0 ? 0x40 : 0)
                | ((r >> 8 & 7) == 0 ? r >> 12 & 0x3f : 0);
        if ((r >> 20 & 3) == 0) {
            mxcsr &= ~(next() & 0x1f80);
        }
        for (int i = 0; i < 8; i++) {
            vector(format, xmm, i * 4);
        }
    }

    /** MMX registers are the mantissas. */
    private void mmx(Kind.Format format) {
        for (int i = 0; i < 8; i++) {
            vector(format, xmmOperand, 0);
            mantissas[i] = xmmOperand[0] & 0xffffffffL | (long) xmmOperand[1] << 32;
        }
    }

    /** 16 bytes of a lane format. */
    private void vector(Kind.Format asked, int[] to, int at) {
        Kind.Format format = asked;
        if (format == Kind.Format.MIXED) {
            format = Kind.Format.values()[Kind.Format.SINGLES.ordinal() + Integer.remainderUnsigned(next(), 3)];
        }
        if (format == Kind.Format.COUNTS && (next() & 1) != 0) {
            format = Kind.Format.BYTES;
        }
        if (format == Kind.Format.DOUBLES) {
            for (int i = 0; i < 4; i += 2) {
                long x = lane64();
                to[at + i] = (int) x;
                to[at + i + 1] = (int) (x >>> 32);
            }
            return;
        }
        if (format == Kind.Format.COUNTS) {
            for (int i = 0; i < 4; i++) {
                int r = next();
                to[at + i] = (r & 7) == 0 ? value() : (i & 1) != 0 ? 0 : (r >>> 8 & 0x7f) >>> (r >>> 4 & 3);
            }
            return;
        }
        for (int i = 0; i < 4; i++) {
            to[at + i] = format == Kind.Format.SINGLES ? lane32() : (i & 1) != 0 ? next() : value();
        }
    }

    private int lane32() {
        int r = next();
        int k = r & 31;
        int x = next();
        int sign = r & 0x80000000;
        if (k < 9) {
            return SINGLE_EDGES[k] | sign;
        }
        if (k < 12) {
            return (x & 0xff) << 23 | next() & 0x7fffff | sign;
        }
        if (k < 16) {
            return 0x96 - (r >> 8 & 31) << 23 | x & 0x7f0000 | sign;
        }
        return 0x70 + (r >> 8 & 31) << 23 | x & 0x7fffff | sign;
    }

    private long lane64() {
        int r = next();
        int k = r & 31;
        long x = next64();
        long sign = (long) (r & 0x80000000) << 32;
        long fraction = x & 0xfffffffffffffL;
        if (k < 11) {
            return DOUBLE_EDGES[k] | sign;
        }
        if (k < 13) {
            return (long) (r >> 8 & 0x7ff) << 52 | fraction | sign;
        }
        if (k < 17) {
            return (long) (0x41e - (r >> 8 & 31)) << 52 | x & 0xff00000000000L | sign;
        }
        if (k < 20) {
            return (long) (0x370 + (r >> 8 & 0xff)) << 52 | fraction | sign;
        }
        return (long) (0x3f0 + (r >> 8 & 31)) << 52 | fraction | sign;
    }
}
