package backplane.cpu.x86.simd;

/**
 * Integer operations on the elements of 64 bits: of an MMX register, or of half an XMM register. Sums and comparisons of
 * all elements are made at once, with the carries between them kept out.
 */
public final class Packed {
    /** The sign bits of bytes, words and dwords. */
    private static final long BYTES = 0x8080808080808080L;

    private static final long WORDS = 0x8000800080008000L;
    private static final long DWORDS = 0x8000000080000000L;

    private static final long LOW_WORDS = 0x0000ffff0000ffffL;

    private Packed() {}

    private static long signs(int width) {
        return width == 8 ? BYTES : width == 16 ? WORDS : DWORDS;
    }

    /** Elements of all ones where the sign bit is set in {@code signs}. */
    private static long mask(long signs, int width) {
        long ones = signs >>> width - 1;
        return (ones << width) - ones;
    }

    public static long add(int width, long a, long b) {
        long h = signs(width);
        return (a & ~h) + (b & ~h) ^ (a ^ b) & h;
    }

    public static long subtract(int width, long a, long b) {
        long h = signs(width);
        return (a | h) - (b & ~h) ^ (a ^ ~b) & h;
    }

    public static long addUnsigned(int width, long a, long b) {
        long sum = add(width, a, b);
        return sum | mask((a & b | (a | b) & ~sum) & signs(width), width);
    }

    public static long subtractUnsigned(int width, long a, long b) {
        long difference = subtract(width, a, b);
        return difference & ~mask((~a & b | ~(a ^ b) & difference) & signs(width), width);
    }

    public static long addSigned(int width, long a, long b) {
        long sum = add(width, a, b);
        return saturated(width, a, sum, ~(a ^ b) & (a ^ sum));
    }

    public static long subtractSigned(int width, long a, long b) {
        long difference = subtract(width, a, b);
        return saturated(width, a, difference, (a ^ b) & (a ^ difference));
    }

    /** The greatest or the least number, by the sign of {@code a}, where there was an overflow. */
    private static long saturated(int width, long a, long result, long overflow) {
        long h = signs(width);
        long m = mask(overflow & h, width);
        long limits = ~h & mask(h, width) ^ mask(a & h, width);
        return result & ~m | limits & m;
    }

    /** All ones where equal. */
    public static long equal(int width, long a, long b) {
        long h = signs(width);
        long x = a ^ b;
        return mask(~((x & ~h) + ~h | x | ~h), width);
    }

    /** All ones where {@code a} is greater as a signed number. */
    public static long greater(int width, long a, long b) {
        long d = subtract(width, b, a);
        return mask((b & ~a | ~(a ^ b) & d) & signs(width), width);
    }

    private static long less(int width, long a, long b) {
        long d = subtract(width, a, b);
        return mask((~a & b | ~(a ^ b) & d) & signs(width), width);
    }

    public static long minUnsigned(long a, long b) {
        long m = less(8, a, b);
        return a & m | b & ~m;
    }

    public static long maxUnsigned(long a, long b) {
        long m = less(8, a, b);
        return b & m | a & ~m;
    }

    public static long minSigned(long a, long b) {
        long m = greater(16, a, b);
        return b & m | a & ~m;
    }

    public static long maxSigned(long a, long b) {
        long m = greater(16, a, b);
        return a & m | b & ~m;
    }

    /** Rounded up. */
    public static long average(int width, long a, long b) {
        long low = signs(width) >>> width - 1;
        return (a | b) - (((a ^ b) & ~low) >>> 1);
    }

    /** Bits {@code shift} and up of the products of words. */
    public static long multiplySigned(long a, long b, int shift) {
        long r = 0;
        for (int i = 0; i < 64; i += 16) {
            r |= ((long) ((short) (a >> i) * (short) (b >> i) >> shift) & 0xffff) << i;
        }
        return r;
    }

    public static long multiplyHighUnsigned(long a, long b) {
        long r = 0;
        for (int i = 0; i < 64; i += 16) {
            r |= ((a >>> i & 0xffff) * (b >>> i & 0xffff) >>> 16) << i;
        }
        return r;
    }

    /** PMADDWD. */
    public static long multiplyAdd(long a, long b) {
        int low = (short) a * (short) b + (short) (a >> 16) * (short) (b >> 16);
        int high = (short) (a >> 32) * (short) (b >> 32) + (short) (a >> 48) * (short) (b >> 48);
        return low & 0xffffffffL | (long) high << 32;
    }

    /** PMULUDQ. */
    public static long multiplyDwords(long a, long b) {
        return (a & 0xffffffffL) * (b & 0xffffffffL);
    }

    /** PSADBW. */
    public static long differences(long a, long b) {
        long d = subtractUnsigned(8, a, b) | subtractUnsigned(8, b, a);
        long pairs = (d & 0x00ff00ff00ff00ffL) + (d >>> 8 & 0x00ff00ff00ff00ffL);
        long fours = (pairs & LOW_WORDS) + (pairs >>> 16 & LOW_WORDS);
        return (fours & 0xffffffffL) + (fours >>> 32);
    }

    // ---- shifts; the count is any 64-bit number

    public static long shiftLeft(int width, long a, long count) {
        if (count < 0 || count >= width) {
            return 0;
        }
        if (width == 64) {
            return a << count;
        }
        long ones = -1L >>> 64 - width << count & -1L >>> 64 - width;
        return a << count & every(width, ones);
    }

    public static long shiftRight(int width, long a, long count) {
        if (count < 0 || count >= width) {
            return 0;
        }
        return width == 64 ? a >>> count : a >>> count & every(width, -1L >>> 64 - width >>> count);
    }

    public static long shiftSigned(int width, long a, long count) {
        int by = count < 0 || count >= width ? width - 1 : (int) count;
        long signs = mask(a & signs(width), width);
        long moved = a >>> by & every(width, -1L >>> 64 - width >>> by);
        return moved | signs & ~every(width, -1L >>> 64 - width >>> by);
    }

    private static long every(int width, long element) {
        return width == 16 ? element * 0x0001000100010001L : element * 0x0000000100000001L;
    }

    // ---- elements moved between the halves of a result

    /** Interleaves the lower 32 bits of both, elements of {@code a} first. */
    public static long interleave(int width, long a, long b) {
        if (width == 32) {
            return a & 0xffffffffL | b << 32;
        }
        return width == 16 ? spread16(a) | spread16(b) << 16 : spread8(a) | spread8(b) << 8;
    }

    private static long spread16(long v) {
        return v & 0xffff | (v & 0xffff0000L) << 16;
    }

    private static long spread8(long v) {
        long w = spread16(v);
        return (w | w << 8) & 0x00ff00ff00ff00ffL;
    }

    /** The words of {@code v} as four bytes, saturated to signed. */
    public static long packBytes(long v) {
        long r = 0;
        for (int i = 0; i < 4; i++) {
            int w = (short) (v >> i * 16);
            r |= (long) (Math.max(-128, Math.min(127, w)) & 0xff) << i * 8;
        }
        return r;
    }

    /** The words of {@code v} as four bytes, saturated to unsigned. */
    public static long packUnsigned(long v) {
        long r = 0;
        for (int i = 0; i < 4; i++) {
            int w = (short) (v >> i * 16);
            r |= (long) Math.max(0, Math.min(255, w)) << i * 8;
        }
        return r;
    }

    /** The dwords of {@code v} as two words, saturated to signed. */
    public static long packWords(long v) {
        int low = Math.max(-0x8000, Math.min(0x7fff, (int) v));
        int high = Math.max(-0x8000, Math.min(0x7fff, (int) (v >> 32)));
        return low & 0xffff | (long) (high & 0xffff) << 16;
    }

    /** Four words of {@code v} chosen by two bits each. */
    public static long shuffleWords(long v, int order) {
        long r = 0;
        for (int i = 0; i < 4; i++) {
            r |= (v >>> (order >>> i * 2 & 3) * 16 & 0xffff) << i * 16;
        }
        return r;
    }

    /** The sign bits of the bytes, by a multiplication that brings each to the top byte. */
    public static int byteSigns(long v) {
        return (int) (((v & BYTES) >>> 7) * 0x0102040810204080L >>> 56);
    }
}
