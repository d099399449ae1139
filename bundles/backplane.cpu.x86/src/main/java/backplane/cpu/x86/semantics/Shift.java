package backplane.cpu.x86.semantics;

/**
 * Shifts and rotates of {@code bits} (8, 16 or 32) wide values by a count already masked to 5 bits and not 0. Values
 * are zero-extended. The flag functions give carry in bit 0 and overflow in bit 1, overflow for counts above 1 as
 * Intel's processors do.
 */
public final class Shift {
    private Shift() {}

    public static int shl(int v, int n) {
        return v << n;
    }

    public static int shlFlags(int v, int n, int bits) {
        int carry = n > bits ? 0 : (int) ((v & 0xffffffffL) << n >>> bits & 1);
        return carry | (v << n >>> (bits - 1) & 1 ^ carry) << 1;
    }

    public static int shr(int v, int n) {
        return v >>> n;
    }

    public static int shrFlags(int v, int n, int bits) {
        int r = v >>> n;
        return v >>> (n - 1) & 1 | ((r ^ r << 1) >>> (bits - 1) & 1) << 1;
    }

    public static int sar(int v, int n, int bits) {
        return extend(v, bits) >> n;
    }

    public static int sarFlags(int v, int n, int bits) {
        return extend(v, bits) >> (n - 1) & 1;
    }

    public static int rol(int v, int n, int bits) {
        int k = n & (bits - 1);
        return k == 0 ? v : v << k | (v & mask(bits)) >>> (bits - k);
    }

    /** Of the result. */
    public static int rolFlags(int r, int bits) {
        return r & 1 | ((r >>> (bits - 1) ^ r) & 1) << 1;
    }

    public static int ror(int v, int n, int bits) {
        int k = n & (bits - 1);
        return k == 0 ? v : (v & mask(bits)) >>> k | v << (bits - k);
    }

    /** Of the result. */
    public static int rorFlags(int r, int bits) {
        return r >>> (bits - 1) & 1 | ((r >>> (bits - 1) ^ r >>> (bits - 2)) & 1) << 1;
    }

    /** Rotate through carry: the low {@code bits} are the result, the bit above them is the new carry. */
    public static long rcl(int v, int n, int bits, int carry) {
        int k = n % (bits + 1);
        long x = (long) carry << bits | v & 0xffffffffL & mask(bits);
        return k == 0 ? x : (x << k | x >>> (bits + 1 - k)) & (2L << bits) - 1;
    }

    public static long rcr(int v, int n, int bits, int carry) {
        int k = n % (bits + 1);
        return rcl(v, bits + 1 - k, bits, carry);
    }

    public static int rclFlags(long x, int bits) {
        int carry = (int) (x >>> bits) & 1;
        return carry | ((int) (x >>> (bits - 1)) & 1 ^ carry) << 1;
    }

    public static int rcrFlags(long x, int bits) {
        return (int) (x >>> bits) & 1 | ((int) (x >>> (bits - 1) ^ x >>> (bits - 2)) & 1) << 1;
    }

    /** The double shifts; 16-bit counts above 16 shift in the destination again, as Intel's processors do. */
    public static int shld(int v, int with, int n, int bits) {
        if (bits == 32) {
            return v << n | with >>> (32 - n);
        }
        long x = (v & 0xffffL) << 32 | (with & 0xffffL) << 16 | v & 0xffffL;
        return (int) (x << n >>> 32) & 0xffff;
    }

    public static int shldFlags(int v, int with, int n, int bits) {
        int before = n == 1 ? v : shld(v, with, n - 1, bits);
        int carry = before >>> (bits - 1) & 1;
        int r = shld(v, with, n, bits);
        return carry | (r >>> (bits - 1) & 1 ^ carry) << 1;
    }

    public static int shrd(int v, int with, int n, int bits) {
        if (bits == 32) {
            return v >>> n | with << (32 - n);
        }
        long x = (v & 0xffffL) << 32 | (with & 0xffffL) << 16 | v & 0xffffL;
        return (int) (x >>> n) & 0xffff;
    }

    public static int shrdFlags(int v, int with, int n, int bits) {
        int before = n == 1 ? v : shrd(v, with, n - 1, bits);
        int r = shrd(v, with, n, bits);
        return before & 1 | ((r >>> (bits - 1) ^ r >>> (bits - 2)) & 1) << 1;
    }

    private static int mask(int bits) {
        return -1 >>> (32 - bits);
    }

    private static int extend(int v, int bits) {
        return v << (32 - bits) >> (32 - bits);
    }
}
