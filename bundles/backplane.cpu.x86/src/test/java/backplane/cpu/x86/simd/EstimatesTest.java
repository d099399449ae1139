package backplane.cpu.x86.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RCPPS and RSQRTPS: within the manual's bound, and the same bits on every host. */
class EstimatesTest {
    private static final double BOUND = 1.5 / 4096;
    private static final int STEP = 97;

    @Test
    void reciprocalsAreWithinTheManualsBound() {
        for (int bits = 0x800000; bits < 0x7e800000; bits += STEP * 1000) {
            check(1 / (double) Float.intBitsToFloat(bits), Estimates.reciprocal(bits));
        }
        for (int bits = 0x3f800000; bits < 0x40000000; bits += STEP) {
            check(1 / (double) Float.intBitsToFloat(bits), Estimates.reciprocal(bits));
        }
    }

    @Test
    void reciprocalRootsAreWithinTheManualsBound() {
        for (int bits = 0x800000; bits < 0x7f800000; bits += STEP * 1000) {
            check(1 / Math.sqrt(Float.intBitsToFloat(bits)), Estimates.reciprocalRoot(bits));
        }
        for (int bits = 0x3f800000; bits < 0x40800000; bits += STEP) {
            check(1 / Math.sqrt(Float.intBitsToFloat(bits)), Estimates.reciprocalRoot(bits));
        }
    }

    private static void check(double exact, int result) {
        double error = Math.abs(Float.intBitsToFloat(result) / exact - 1);
        assertTrue(error <= BOUND, () -> exact + " " + Integer.toHexString(result));
    }

    /** As silicon does: denormals count as zero, tiny results become zero, signalling NaNs become quiet. */
    @Test
    void specialOperands() {
        int[][] reciprocal = {
            {0, 0x7f800000}, {0x80000000, 0xff800000}, {0x7fffff, 0x7f800000}, {0x80000001, 0xff800000},
            {0x7f800000, 0}, {0xff800000, 0x80000000}, {0x7f800001, 0x7fc00001}, {0xffc01234, 0xffc01234},
            {0x7f000000, 0}, {0xff7fffff, 0x80000000}
        };
        for (int[] pair : reciprocal) {
            assertEquals(pair[1], Estimates.reciprocal(pair[0]), Integer.toHexString(pair[0]));
        }
        int[][] root = {
            {0, 0x7f800000}, {0x80000000, 0xff800000}, {0x7fffff, 0x7f800000}, {0x80000001, 0xff800000},
            {0x7f800000, 0}, {0xff800000, 0xffc00000}, {0xbf800000, 0xffc00000}, {0x7f800001, 0x7fc00001}
        };
        for (int[] pair : root) {
            assertEquals(pair[1], Estimates.reciprocalRoot(pair[0]), Integer.toHexString(pair[0]));
        }
    }

    @Test
    void everyHostHasTheSameBits() {
        int reciprocals = 0;
        int roots = 0;
        for (int bits = 0x3f800000; bits < 0x40800000; bits += STEP) {
            reciprocals = reciprocals * 31 + Estimates.reciprocal(bits);
            roots = roots * 31 + Estimates.reciprocalRoot(bits);
        }
        assertEquals("73d05dd 38cebf91", Integer.toHexString(reciprocals) + " " + Integer.toHexString(roots));
    }
}
