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

    private static final String[] NAMES = {
        "slice over", "asked by a device", "halt", "shutdown", "interrupt", "nmi", "fault", "single step"
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
