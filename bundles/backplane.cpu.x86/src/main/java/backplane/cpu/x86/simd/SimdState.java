package backplane.cpu.x86.simd;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The XMM registers, MXCSR, and the exceptions that the running instruction has met. */
public final class SimdState {
    /** Bits of MXCSR: the exceptions, then what denormal operands count as, the masks, rounding, flush to zero. */
    public static final int IE = 1;

    public static final int DE = 2;
    public static final int ZE = 4;
    public static final int OE = 8;
    public static final int UE = 0x10;
    public static final int PE = 0x20;
    public static final int DAZ = 0x40;
    public static final int FTZ = 0x8000;

    private static final int MASK_SHIFT = 7;
    private static final int EXCEPTIONS = 0x3f;
    /** Found before an operation is carried out. */
    private static final int BEFORE = IE | DE | ZE;

    private static final int INITIAL = 0x1f80;

    /** Register n is the pair 2n (low half), 2n + 1. */
    public final long[] xmm = new long[16];

    /** The exceptions of the running instruction. */
    public int flags;

    private int mxcsr = INITIAL;

    /** Rounding is to nearest, as Java's. */
    private boolean nearest = true;

    /** RESET. */
    public void reset() {
        java.util.Arrays.fill(xmm, 0);
        mxcsr(INITIAL);
    }

    public int mxcsr() {
        return mxcsr;
    }

    /** The caller has refused reserved bits. */
    public void mxcsr(int value) {
        mxcsr = value;
        nearest = (value & 0x6000) == 0;
    }

    /** Rounding control: 0 to nearest, 1 down, 2 up, 3 towards zero. */
    int rounding() {
        return mxcsr >>> 13 & 3;
    }

    boolean nearest() {
        return nearest;
    }

    /** Whether PE is set already, so that it does not matter whether a result is exact. */
    boolean inexactAlready() {
        return (mxcsr & (PE | PE << MASK_SHIFT)) == (PE | PE << MASK_SHIFT);
    }

    boolean denormalsAreZero() {
        return (mxcsr & DAZ) != 0;
    }

    boolean flushes() {
        return (mxcsr & FTZ) != 0;
    }

    boolean masked(int exception) {
        return (mxcsr >>> MASK_SHIFT & exception) != 0;
    }

    /** Notes the exceptions of an instruction in MXCSR; whether one is not masked and nothing may be written. */
    public boolean fails() {
        if (flags == 0) {
            return false;
        }
        return note();
    }

    private boolean note() {
        int met = flags;
        flags = 0;
        int unmasked = met & ~(mxcsr >>> MASK_SHIFT) & EXCEPTIONS;
        if ((unmasked & BEFORE) != 0) {
            met &= BEFORE;
        }
        mxcsr |= met;
        return unmasked != 0;
    }

    public void save(StateWriter out) {
        int[] words = new int[32];
        for (int i = 0; i < 16; i++) {
            words[i * 2] = (int) xmm[i];
            words[i * 2 + 1] = (int) (xmm[i] >>> 32);
        }
        out.put("xmm", words);
        out.put("mxcsr", mxcsr);
    }

    public void restore(StateReader in) throws StateException {
        int[] words = in.getInts("xmm");
        if (words.length != 32) {
            throw new StateException("simd: xmm has the wrong length");
        }
        for (int i = 0; i < 16; i++) {
            xmm[i] = words[i * 2] & 0xffffffffL | (long) words[i * 2 + 1] << 32;
        }
        mxcsr(in.getInt("mxcsr"));
    }
}
