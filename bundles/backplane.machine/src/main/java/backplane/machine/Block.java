package backplane.machine;

import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;

/** A card's RAM or ROM: a piece of the machine's array. As a MemoryDevice it drops what the guest writes to ROM. */
final class Block implements RamBlock, MemoryDevice {
    private final PhysicalMemory memory;
    private final int start;
    private final int size;
    private final boolean readOnly;
    private Runnable watcher;

    Block(PhysicalMemory memory, int size, boolean readOnly) {
        this.memory = memory;
        this.size = size + 4095 & ~4095;
        this.readOnly = readOnly;
        start = memory.allocate(this.size, readOnly);
    }

    /** The block's first byte in the machine's array. */
    int start() {
        return start;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public int read8(int offset) {
        return memory.array()[start + offset % size] & 0xff;
    }

    @Override
    public int read32(int offset) {
        return (int) PhysicalMemory.INT.get(memory.array(), start + offset);
    }

    @Override
    public void write8(int offset, int value) {
        store(offset, value, 1);
    }

    @Override
    public void write16(int offset, int value) {
        store(offset, value, 2);
    }

    @Override
    public void write32(int offset, int value) {
        store(offset, value, 4);
    }

    private void store(int offset, int value, int count) {
        if (readOnly) {
            return;
        }
        for (int i = 0; i < count; i++) {
            memory.array()[start + offset + i] = (byte) (value >>> 8 * i);
            memory.touched(start + offset + i >>> 12, offset + i & 0xfff, 1);
        }
        written();
    }

    private void written() {
        Runnable action = watcher;
        if (action != null) {
            watch(null);
            action.run();
        }
    }

    @Override
    public void watch(Runnable action) {
        boolean before = isWatched();
        watcher = action;
        if (isWatched() != before) {
            memory.remap(this);
        }
    }

    /** Its writes are to come here then, not straight into the array. */
    boolean isWatched() {
        return watcher != null;
    }

    @Override
    public void read(int offset, byte[] to, int at, int count) {
        System.arraycopy(memory.array(), start + offset, to, at, count);
    }

    /** The card's own way in: works on ROM too. */
    @Override
    public void write(int offset, byte[] from, int at, int count) {
        System.arraycopy(from, at, memory.array(), start + offset, count);
        for (int i = 0; i < count; ) {
            int n = Math.min(4096 - (offset + i & 0xfff), count - i);
            memory.touched(start + offset + i >>> 12, offset + i & 0xfff, n);
            i += n;
        }
        written();
    }
}
