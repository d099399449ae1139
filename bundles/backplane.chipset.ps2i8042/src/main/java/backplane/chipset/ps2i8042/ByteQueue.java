package backplane.chipset.ps2i8042;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** Sixteen bytes, first in, first out. What does not fit is dropped. */
final class ByteQueue {
    static final int SIZE = 16;

    private final byte[] bytes = new byte[SIZE];
    private int head;
    private int count;

    void clear() {
        head = 0;
        count = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int room() {
        return SIZE - count;
    }

    void add(int value) {
        if (count < SIZE) {
            bytes[head + count++ & SIZE - 1] = (byte) value;
        }
    }

    /** The oldest byte; only when not empty. */
    int take() {
        int value = bytes[head] & 0xff;
        head = head + 1 & SIZE - 1;
        count--;
        return value;
    }

    void save(StateWriter out, String name) {
        byte[] copy = new byte[count];
        for (int i = 0; i < count; i++) {
            copy[i] = bytes[head + i & SIZE - 1];
        }
        out.put(name, copy);
    }

    void restore(StateReader in, String name) throws StateException {
        clear();
        for (byte b : in.getBytes(name)) {
            add(b);
        }
    }
}
