package backplane.machine;

import java.util.Arrays;

/** Writes of bus masters to registers, kept until their activation is over, so that no card is entered from another. */
final class LaterWrites {
    private final PhysicalMemory memory;
    private int[] addresses = new int[16];
    private int[] values = new int[16];
    private byte[] widths = new byte[16];
    private int count;

    LaterWrites(PhysicalMemory memory) {
        this.memory = memory;
    }

    /** @param width 1, 2 or 4 bytes */
    void add(int address, int value, int width) {
        if (count == values.length) {
            addresses = Arrays.copyOf(addresses, count * 2);
            values = Arrays.copyOf(values, count * 2);
            widths = Arrays.copyOf(widths, count * 2);
        }
        addresses[count] = address;
        values[count] = value;
        widths[count++] = (byte) width;
    }

    void clear() {
        count = 0;
    }

    /** Does what was there when it was called; what a write causes waits for the next time. */
    void deliver() {
        int n = count;
        for (int i = 0; i < n; i++) {
            switch (widths[i]) {
                case 1 -> memory.busWrite8(addresses[i], values[i]);
                case 2 -> memory.busWrite16(addresses[i], values[i]);
                default -> memory.busWrite32(addresses[i], values[i]);
            }
        }
        if (n > 0) {
            System.arraycopy(addresses, n, addresses, 0, count - n);
            System.arraycopy(values, n, values, 0, count - n);
            System.arraycopy(widths, n, widths, 0, count - n);
            count -= n;
        }
    }
}
