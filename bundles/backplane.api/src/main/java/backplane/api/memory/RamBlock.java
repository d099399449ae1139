package backplane.api.memory;

import org.osgi.annotation.versioning.ProviderType;

/** RAM or ROM on a card, mapped at CPU speed. The card reads and writes it whether it is mapped or not. */
@ProviderType
public interface RamBlock {
    /** In bytes, a multiple of 4096. */
    int size();

    /** Whether guest writes are dropped. */
    boolean readOnly();

    int read8(int offset);

    int read32(int offset);

    void write8(int offset, int value);

    void write32(int offset, int value);

    void read(int offset, byte[] to, int at, int count);

    void write(int offset, byte[] from, int at, int count);

    /**
     * Runs {@code action} behind the next write to this block, whoever writes, and then no more; null watches no
     * longer. So a card need not look again and again at memory in which nothing happens. Reads cost the same, watched
     * or not; a call of this method and the write that it waits for make the processor forget its page look-ups, so it
     * is not for more than some tens of times a second. Machine thread.
     */
    void watch(Runnable action);
}
