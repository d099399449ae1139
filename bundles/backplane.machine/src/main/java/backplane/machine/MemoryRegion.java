package backplane.machine;

import backplane.api.memory.MemoryDevice;

/**
 * A range of physical addresses with one owner.
 *
 * @param owner the card's id
 * @param device answers accesses that are not served from the array
 * @param block what backs the range with memory, or null
 * @param blockOffset where in the block the range starts
 * @param exclusive whether it conflicts with others; a BAR does not
 */
record MemoryRegion(
        String owner, long base, long size, MemoryDevice device, Block block, int blockOffset, boolean exclusive) {
    boolean overlaps(MemoryRegion other) {
        return base < other.base + other.size && other.base < base + size;
    }

    /** The array page behind physical {@code page}, or -1. */
    int arrayPage(int page) {
        return block == null ? -1 : (int) (block.start() + blockOffset + ((long) page << 12) - base >>> 12);
    }
}
