package backplane.cpu.x86.silicon;

import java.util.Arrays;

/** Compares an outcome with the recording. */
final class Comparison {
    private static final String[] NAMES = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
    private static final int FNSTENV = 0xd9;
    private static final int FRAME = 32;

    private final Recorded recorded;
    private final Initial initial;
    private final Engine.Outcome outcome;
    private final StringBuilder text = new StringBuilder();

    private Comparison(Recorded recorded, Initial initial, Engine.Outcome outcome) {
        this.recorded = recorded;
        this.initial = initial;
        this.outcome = outcome;
    }

    /**
     * What differs, or an empty text.
     *
     * @param initial a fresh one; it is changed
     * @param flagMask the flags that the instruction leaves defined
     */
    static String differences(Recorded recorded, Initial initial, Engine.Outcome outcome, int flagMask) {
        Comparison c = new Comparison(recorded, initial, outcome);
        c.number("vector", recorded.vector(), outcome.vector());
        c.number("eip", recorded.eip(), outcome.eip());
        c.number("flags", recorded.flags() & flagMask, outcome.flags() & flagMask);
        for (int i = 0; i < 8; i++) {
            c.number(NAMES[i], recorded.registers()[i], outcome.registers()[i]);
        }
        c.memory();
        if (recorded.x87() != null) {
            c.x87(recorded.x87(), outcome.x87());
        }
        return c.text.toString();
    }

    private void number(String name, int silicon, int ours) {
        if (silicon != ours) {
            text.append(String.format(" %s %x, is %x;", name, silicon, ours));
        }
    }

    private void memory() {
        byte[] expected = initial.memory.array();
        for (Recorded.Patch p : recorded.memory()) {
            System.arraycopy(p.bytes(), 0, expected, p.offset(), p.bytes().length);
        }
        byte[] actual = outcome.memory();
        if (outcome.frame() >= 0 && outcome.frame() <= Initial.SIZE) {
            int from = Math.max(outcome.frame() - FRAME, 0);
            System.arraycopy(actual, from, expected, from, outcome.frame() - from);
        }
        forgetPointers(expected, actual);
        int at = Arrays.mismatch(expected, 0, Initial.SIZE, actual, 0, Initial.SIZE);
        if (at >= 0) {
            text.append(String.format(" memory at %x %02x, is %02x;", at, expected[at], actual[at]));
        }
    }

    /** The pointers in an x87 environment image are another story: recorded from 64-bit mode, and from segments of ours. */
    private void forgetPointers(byte[] expected, byte[] actual) {
        byte[] code = recorded.code();
        if (recorded.x87() == null || code.length < 4 || (code[1] & 0x38) != 0x30) {
            return;
        }
        if ((code[0] & 0xff) == FNSTENV || (code[0] & 0xff) == 0xdd) {
            int words = recorded.wide() ? 12 : 6;
            int at = Initial.OPERAND + words;
            int n = recorded.wide() ? 16 : 8;
            System.arraycopy(actual, at, expected, at, n);
        }
    }

    private void x87(Recorded.X87 silicon, Recorded.X87 ours) {
        number("cw", silicon.control(), ours.control());
        number("sw", silicon.status(), ours.status());
        number("full", silicon.full(), ours.full());
        for (int p = 0; p < 8; p++) {
            Initial.Real s = silicon.stack()[p];
            Initial.Real o = ours.stack()[p];
            if (!s.equals(o)) {
                text.append(String.format(
                        " r%d %04x %016x, is %04x %016x;", p, s.signExp(), s.mantissa(), o.signExp(), o.mantissa()));
            }
        }
    }
}
