package backplane.api.port;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers ports. Offsets count from the claim's or BAR's base, so a BAR can move. Values are never negative and never
 * wider than the access. An access that straddles two owners is split by the bus.
 */
@ConsumerType
public interface PortDevice {
    /** Returns 0 to 255; 0xff where nothing answers. */
    int read8(int offset);

    void write8(int offset, int value);

    /** Returns 0 to 0xffff. */
    default int read16(int offset) {
        return read8(offset) | read8(offset + 1) << 8;
    }

    default void write16(int offset, int value) {
        write8(offset, value & 0xff);
        write8(offset + 1, value >>> 8);
    }

    /** All 32 bits; the sign bit is data. */
    default int read32(int offset) {
        return read16(offset) | read16(offset + 2) << 16;
    }

    default void write32(int offset, int value) {
        write16(offset, value & 0xffff);
        write16(offset + 2, value >>> 16);
    }

    /** REP INS: {@code count} items of {@code width} bytes from one port, little-endian into {@code to}. */
    default void readBlock(int offset, int width, byte[] to, int at, int count) {
        for (int end = at + count * width; at < end; at += width) {
            int v = width == 1 ? read8(offset) : width == 2 ? read16(offset) : read32(offset);
            for (int i = 0; i < width; i++) {
                to[at + i] = (byte) (v >>> 8 * i);
            }
        }
    }

    /** REP OUTS: {@code count} items of {@code width} bytes to one port. */
    default void writeBlock(int offset, int width, byte[] from, int at, int count) {
        for (int end = at + count * width; at < end; at += width) {
            int v = 0;
            for (int i = 0; i < width; i++) {
                v |= (from[at + i] & 0xff) << 8 * i;
            }
            if (width == 1) {
                write8(offset, v);
            } else if (width == 2) {
                write16(offset, v);
            } else {
                write32(offset, v);
            }
        }
    }
}
