package backplane.api.memory;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Physical memory as a bus master sees it. Little-endian. Addresses are 0 to 0xffffffff. Machine thread only.
 *
 * <p>A write into another card's registers is delivered after the running activation; a read from registers gives all
 * ones and one log line. A write keeps translated code coherent.
 */
@ProviderType
public interface GuestMemory {
    /** Bytes of guest RAM from address 0, as {@code -m} gave it. */
    long size();

    /** Whether all of {@code count} bytes from {@code address} are RAM. Test guest-given lengths before allocating. */
    boolean isRam(long address, long count);

    int read8(long address);

    int read16(long address);

    int read32(long address);

    void write8(long address, int value);

    void write16(long address, int value);

    void write32(long address, int value);

    void read(long address, byte[] to, int at, int count);

    void write(long address, byte[] from, int at, int count);

    /** A zeroed block on the card, at most 16 MiB, that can be mapped with Slot.ram or a RAM BAR. */
    RamBlock allocate(int size, boolean readOnly);
}
