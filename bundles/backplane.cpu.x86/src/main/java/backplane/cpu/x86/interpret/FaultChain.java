package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Fault;

/** The faults of one delivery, from the first to the one that was delivered in the end or shut the processor down. */
final class FaultChain {
    /** A benign one, one that can escalate, #DF, and what shut it down. */
    private static final int MOST = 6;

    private final int[] vectors = new int[MOST];
    private final int[] codes = new int[MOST];
    private final int[] addresses = new int[MOST];
    private int count;
    private int selector;
    private int eip;

    void begin(int newSelector, int newEip) {
        selector = newSelector;
        eip = newEip;
        count = 0;
    }

    /** @param cr2 told for page faults only */
    void add(int vector, int code, int cr2) {
        if (count < MOST) {
            vectors[count] = vector;
            codes[count] = code;
            addresses[count] = cr2;
            count++;
        }
    }

    /** For example {@code 0008:00101234: #PF(0002) for c0000000, then #DF(0000), then #GP(0042)}. */
    String text() {
        StringBuilder s = new StringBuilder(Doing.place(selector, eip)).append(": ");
        for (int i = 0; i < count; i++) {
            s.append(i == 0 ? "" : ", then ").append(Fault.name(vectors[i]));
            if (codes[i] != Fault.NONE) {
                s.append(String.format("(%04x)", codes[i]));
            }
            if (vectors[i] == Fault.PF) {
                s.append(String.format(" for %08x", addresses[i]));
            }
        }
        return s.toString();
    }
}
