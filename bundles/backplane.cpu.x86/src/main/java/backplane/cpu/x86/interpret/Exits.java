package backplane.cpu.x86.interpret;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why the interpreter's loop was left for something else, and how often. */
final class Exits {
    static final int SLICE = 0;
    static final int DEVICE = 1;
    static final int HALT = 2;
    static final int SHUTDOWN = 3;
    static final int INTERRUPT = 4;
    static final int NMI = 5;
    static final int FAULT = 6;
    static final int SINGLE = 7;
    /** A region went to code outside. */
    static final int JUMP = 8;
    /** A region has used up the instructions it was given. */
    static final int BUDGET = 9;
    /** The interpreter has to execute the next instruction, always. */
    static final int STEP = 10;
    /** The interpreter has to, this time: a fault, a device's register, a store to code. */
    static final int EARLY = 11;

    private static final String[] NAMES = {
        "slice over",
        "asked by a device",
        "halt",
        "shutdown",
        "interrupt",
        "nmi",
        "fault",
        "single step",
        "region jump",
        "region budget",
        "region instruction",
        "region early"
    };

    private final long[] counts = new long[NAMES.length];

    void count(int reason) {
        counts[reason]++;
    }

    Map<String, Long> byReason() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            all.put(NAMES[i], counts[i]);
        }
        return all;
    }
}
