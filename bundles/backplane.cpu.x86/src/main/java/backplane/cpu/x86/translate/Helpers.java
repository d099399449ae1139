package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.semantics.Flags;

/** What regions call for semantics that are longer than a few bytecodes. Pure but for those that take the core. */
public final class Helpers {
    private Helpers() {}

    // ---- conditions as 0 or 1

    public static int carry(int op, int a, int b, int r) {
        return Flags.cf(op, a, b, r) ? 1 : 0;
    }

    public static int condition(int code, int op, int a, int b, int r) {
        return Flags.condition(code, op, a, b, r) ? 1 : 0;
    }

    public static int below(int a, int b) {
        return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE ? 1 : 0;
    }

    public static int less(int a, int b) {
        return a < b ? 1 : 0;
    }

    public static int equal(int a, int b) {
        return a == b ? 1 : 0;
    }

    public static int parity(int op, int r) {
        return Flags.pf(op, r) ? 1 : 0;
    }

    /** {@code a == b ? x : y}. */
    public static int select(int a, int b, int x, int y) {
        return a == b ? x : y;
    }

    /** A flags word with carry and overflow replaced by bits 0 and 1 of {@code given}. */
    public static int merge(int word, int given) {
        return word & ~(Flags.CF | Flags.OF) | given & 1 | (given & 2) << 10;
    }

    // ---- arithmetic

    /** Carry and overflow of a product of which only the part below the shift is kept. */
    public static int wide(long product, int shift) {
        return (int) product << shift >> shift != product ? 3 : 0;
    }

    public static int wideUnsigned(long product, int bits) {
        return product >>> bits != 0 ? 3 : 0;
    }

    /** Quotient below, remainder in the upper half. */
    public static long divide(Core c, long dividend, int by, int bits) {
        long divisor = by & 0xffffffffL;
        if (divisor == 0 || Long.compareUnsigned(dividend >>> bits, divisor) >= 0) {
            throw c.leave();
        }
        long q = dividend >= 0 ? dividend / divisor : Long.divideUnsigned(dividend, divisor);
        long r = dividend - q * divisor;
        return q & 0xffffffffL | r << 32;
    }

    public static long divideSigned(Core c, long dividend, int by, int shift) {
        if (by == 0 || dividend == Long.MIN_VALUE && by == -1) {
            throw c.leave();
        }
        long q = dividend / by;
        if (q != (int) q << shift >> shift) {
            throw c.leave();
        }
        long r = dividend - q * by;
        return q & 0xffffffffL | r << 32;
    }

    public static int scanForward(int v, int old) {
        return v == 0 ? old : Integer.numberOfTrailingZeros(v);
    }

    public static int scanReverse(int v, int old) {
        return v == 0 ? old : 31 - Integer.numberOfLeadingZeros(v);
    }

    // ---- flags beyond the six

    /** EFLAGS as PUSHF stores it. */
    public static int pushed(Core c, int op, int a, int b, int r) {
        if (c.virtual8086() && c.iopl() < 3) {
            throw c.leave();
        }
        return (c.eflags | Flags.word(op, a, b, r) | 2) & 0xfcffff;
    }

    public static void clearInterrupt(Core c) {
        if (c.cpl > c.iopl()) {
            throw c.leave();
        }
        c.eflags &= ~Flags.IF;
    }

    public static void direction(Core c, int on) {
        c.eflags = c.eflags & ~Flags.DF | on;
    }

    /** What a string instruction moves its pointers by. */
    public static int step(Core c, int size) {
        return (c.eflags & Flags.DF) != 0 ? -size : size;
    }

    /** The target of a return or an indirect jump must lie within the code segment. */
    public static int target(Core c, int eip) {
        if (Integer.compareUnsigned(eip, c.limit[Core.CS]) > 0) {
            throw c.leave();
        }
        return eip;
    }
}
