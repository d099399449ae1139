package backplane.api.memory;

import org.osgi.annotation.versioning.ConsumerType;

/** Answers physical addresses. Offsets count from the claim's or BAR's base; otherwise as PortDevice. */
@ConsumerType
public interface MemoryDevice {
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
}
