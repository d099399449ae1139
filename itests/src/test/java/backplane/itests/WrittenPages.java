package backplane.itests;

import backplane.core.MemoryMap;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A machine's memory as its processor sees it, with a record of the pages that it may have written. A processor asks for a
 * page before its first store there and may keep the answer, so the record grows until {@link #forget} takes all answers
 * back.
 */
final class WrittenPages implements MemoryMap {
    private static final int PAGE = 4096;

    private final MemoryMap map;
    private final BitSet pages = new BitSet();
    private Listener processor;

    WrittenPages(MemoryMap map) {
        this.map = map;
    }

    /** Begins anew. Between two slices. */
    void forget() {
        pages.clear();
        processor.remapped();
    }

    /** Whether a page of the array may have been written. */
    boolean contains(int page) {
        return pages.get(page);
    }

    /** The first byte of the array that differs in a page that either of the two may have written, or -1. */
    int mismatch(WrittenPages other) {
        BitSet either = (BitSet) pages.clone();
        either.or(other.pages);
        for (int page = either.nextSetBit(0); page >= 0; page = either.nextSetBit(page + 1)) {
            int from = page * PAGE;
            int at = Arrays.mismatch(array(), from, from + PAGE, other.array(), from, from + PAGE);
            if (at >= 0) {
                return from + at;
            }
        }
        return -1;
    }

    private int record(int arrayPage) {
        if (arrayPage >= 0) {
            pages.set(arrayPage);
        }
        return arrayPage;
    }

    @Override
    public int writePage(int page) {
        return record(map.writePage(page));
    }

    @Override
    public void write8(int address, int value) {
        record(map.writePage(address >>> 12));
        map.write8(address, value);
    }

    @Override
    public void write16(int address, int value) {
        record(map.writePage(address >>> 12));
        record(map.writePage(address + 1 >>> 12));
        map.write16(address, value);
    }

    @Override
    public void write32(int address, int value) {
        record(map.writePage(address >>> 12));
        record(map.writePage(address + 3 >>> 12));
        map.write32(address, value);
    }

    @Override
    public void addListener(Listener listener) {
        processor = listener;
        map.addListener(listener);
    }

    @Override
    public void removeListener(Listener listener) {
        map.removeListener(listener);
    }

    @Override
    public byte[] array() {
        return map.array();
    }

    @Override
    public int readPage(int page) {
        return map.readPage(page);
    }

    @Override
    public boolean romPage(int arrayPage) {
        return map.romPage(arrayPage);
    }

    @Override
    public int read8(int address) {
        return map.read8(address);
    }

    @Override
    public int read16(int address) {
        return map.read16(address);
    }

    @Override
    public int read32(int address) {
        return map.read32(address);
    }

    @Override
    public long[] codeGrains() {
        return map.codeGrains();
    }
}
