package backplane.serial.uart16550;

/** The receiver's 16 bytes. */
final class ByteFifo {
    static final int SIZE = 16;

    private final byte[] bytes = new byte[SIZE];
    private int head;
    private int count;

    int count() {
        return count;
    }

    void clear() {
        head = 0;
        count = 0;
    }

    void add(int value) {
        bytes[head + count++ & SIZE - 1] = (byte) value;
    }

    /** The oldest byte; only when {@link #count} is not 0. */
    int take() {
        int value = bytes[head] & 0xff;
        head = head + 1 & SIZE - 1;
        count--;
        return value;
    }

    byte[] toBytes() {
        byte[] copy = new byte[count];
        for (int i = 0; i < count; i++) {
            copy[i] = bytes[head + i & SIZE - 1];
        }
        return copy;
    }

    void fromBytes(byte[] from) {
        clear();
        for (int i = 0; i < Math.min(from.length, SIZE); i++) {
            add(from[i]);
        }
    }
}
