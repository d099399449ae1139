package backplane.cpu.x86.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The quick ways through Java's arithmetic against the exact one in integers, which is compared with silicon. */
class FloatsTest {
    private static final int TRIES = 40_000;
    private static final int[] OPERATIONS = {Exact.ADD, Exact.MULTIPLY, Exact.SUBTRACT, Exact.DIVIDE, Exact.SQUARE_ROOT
    };

    private final Random random = new Random(19);
    private final SimdState quick = new SimdState();
    private final SimdState exact = new SimdState();

    /** Numbers whose sums, products and quotients are exact often enough, and others. */
    private long number(Format f, int of) {
        long fraction = random.nextLong() & f.fractionMask;
        int keep = random.nextInt(4);
        if (keep < 3) {
            fraction &= -1L << f.fraction - (keep + 1) * f.fraction / 6;
        }
        int spread = of == 0 ? 3 : of == 1 ? f.fraction + 3 : f.bias - 1;
        long e = f.bias - spread + random.nextInt(2 * spread + 1);
        return (random.nextBoolean() ? f.sign : 0) | (random.nextInt(50) == 0 ? 0 : e << f.fraction | fraction);
    }

    private void compare(Format f) {
        for (int i = 0; i < TRIES; i++) {
            long a = number(f, i % 3);
            long b = number(f, i % 3);
            for (int operation : OPERATIONS) {
                long wanted = Exact.arithmetic(exact, f, operation, operation == Exact.SQUARE_ROOT ? b : a, b);
                long got = f == Format.DOUBLE
                        ? Floats.twice(quick, operation, a, b, 0)
                        : Floats.single(quick, operation, a, b, 0);
                String text = operation + " of " + Long.toHexString(a) + " " + Long.toHexString(b);
                assertEquals(wanted, got, text);
                assertEquals(exact.flags, quick.flags, text);
                exact.flags = 0;
                quick.flags = 0;
            }
        }
    }

    @Test
    void doublesAreExactAndSoIsTheirPrecisionException() {
        compare(Format.DOUBLE);
    }

    @Test
    void singlesAreExactAndSoIsTheirPrecisionException() {
        compare(Format.SINGLE);
    }

    @Test
    void unmaskedExceptionsBeforeAnOperationHideThoseBehindIt() {
        SimdState s = new SimdState();
        s.mxcsr(0x1f80 & ~0x100);
        s.flags = SimdState.DE | SimdState.PE | SimdState.OE;
        assertTrue(s.fails());
        assertEquals(0x1e80 | SimdState.DE, s.mxcsr());
        s.mxcsr(0x1f80 & ~0x1000);
        s.flags = SimdState.DE | SimdState.PE;
        assertTrue(s.fails());
        assertEquals(0xf80 | SimdState.DE | SimdState.PE, s.mxcsr());
        assertFalse(s.fails(), "noted once");
    }
}
