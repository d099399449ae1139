package backplane.core.tables;

import java.util.Arrays;

/** Bytes being written, little-endian. */
final class Bytes {
    private byte[] data = new byte[256];
    private int size;

    int size() {
        return size;
    }

    private void room(int more) {
        if (size + more > data.length) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, size + more));
        }
    }

    Bytes u8(int value) {
        room(1);
        data[size++] = (byte) value;
        return this;
    }

    Bytes u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    Bytes u32(long value) {
        return u16((int) value).u16((int) (value >>> 16));
    }

    Bytes u64(long value) {
        return u32(value).u32(value >>> 32);
    }

    Bytes bytes(byte[] from) {
        room(from.length);
        System.arraycopy(from, 0, data, size, from.length);
        size += from.length;
        return this;
    }

    Bytes zeros(int count) {
        room(count);
        size += count;
        return this;
    }

    /** The characters, with zeros up to {@code width}; more characters are cut. */
    Bytes text(String text, int width) {
        for (int i = 0; i < width; i++) {
            u8(i < text.length() ? text.charAt(i) : 0);
        }
        return this;
    }

    /** As {@link #text} with blanks. */
    Bytes padded(String text, int width) {
        for (int i = 0; i < width; i++) {
            u8(i < text.length() ? text.charAt(i) : ' ');
        }
        return this;
    }

    Bytes align(int to) {
        return zeros(-size & to - 1);
    }

    void patch8(int at, int value) {
        data[at] = (byte) value;
    }

    void patch16(int at, int value) {
        patch8(at, value);
        patch8(at + 1, value >>> 8);
    }

    void patch32(int at, long value) {
        patch16(at, (int) value);
        patch16(at + 2, (int) (value >>> 16));
    }

    byte[] toArray() {
        return Arrays.copyOf(data, size);
    }

    /** What makes the bytes sum to 0, given that the place for it holds 0. */
    static int checksum(byte[] bytes, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += bytes[i];
        }
        return -sum & 0xff;
    }

    /** {@link #checksum} of what has been written. */
    int checksum(int from, int count) {
        return checksum(data, from, count);
    }
}
