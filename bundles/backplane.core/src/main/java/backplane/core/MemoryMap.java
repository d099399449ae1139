package backplane.core;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Physical memory as the CPU needs it: one backing array in pages of 4096 bytes, guest RAM first, ROM images and card
 * RAM behind it; and the slow path for everything that is not plain memory. A20 is applied here: pages and addresses
 * are those the CPU puts out. Machine thread only.
 */
@ProviderType
public interface MemoryMap {
    /** The backing array; the same for the life of the machine. */
    byte[] array();

    /**
     * The page of {@link #array} that reads of physical page {@code page} (0 to 0xfffff) come from, or -1 for
     * registers, open bus and pages shared by several owners.
     */
    int readPage(int page);

    /** The page that writes go to, or -1; ROM is -1 here and its writes are dropped by the slow path. */
    int writePage(int page);

    /** Whether an array page belongs to a read-only block of a card: a firmware {@link Trap} works only there. */
    boolean romPage(int arrayPage);

    /** Any physical address; open bus reads all ones. */
    int read8(int address);

    int read16(int address);

    int read32(int address);

    /** Any physical address; a write that hits decoded code tells the listeners. */
    void write8(int address, int value);

    void write16(int address, int value);

    void write32(int address, int value);

    /**
     * For each array page a map of 64-byte grains (bit n: bytes 64n to 64n+63) that hold decoded code. The CPU sets
     * and clears bits; every writer but the CPU's own stores goes through this map's methods, which test it.
     */
    long[] codeGrains();

    void addListener(Listener listener);

    void removeListener(Listener listener);

    /** Told of what invalidates the CPU's caches. Runs on the machine thread, possibly inside an instruction. */
    interface Listener {
        /** Pages have other owners: A20, PAM, a BAR, a claim. Forget every page look-up. */
        void remapped();

        /** Bytes in these code grains of this array page were written by somebody else than the CPU's stores. */
        void codeWritten(int arrayPage, long grains);
    }
}
