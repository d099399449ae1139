package backplane.testkit;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;

/** A disk image in an array. Requests complete before the call returns. */
public final class MemoryDisk implements BlockNode {
    private final BlockInfo info;
    private final byte[] data;
    private int flushes;

    private MemoryDisk(BlockInfo info, byte[] data) {
        this.info = info;
        this.data = data;
    }

    public static MemoryDisk ofSectors(int sectors) {
        return of(new byte[sectors * 512], false);
    }

    /** A disk over {@code data}, which stays shared with the caller. */
    public static MemoryDisk of(byte[] data, boolean readOnly) {
        return new MemoryDisk(new BlockInfo("disk0", "memory", data.length, 512, readOnly, "BP0001", 0, 0, 0), data);
    }

    /** A disk with the given identity; its size decides the array. */
    public static MemoryDisk of(BlockInfo info) {
        return new MemoryDisk(info, new byte[(int) info.size()]);
    }

    /** The disk's contents. */
    public byte[] data() {
        return data;
    }

    /** How many flushes were asked for. */
    public int flushes() {
        return flushes;
    }

    @Override
    public BlockInfo info() {
        return info;
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        if (offset < 0 || offset + n > data.length) {
            c.done(BlockStatus.OUT_OF_RANGE);
            return;
        }
        System.arraycopy(data, (int) offset, to, at, n);
        c.done(BlockStatus.OK);
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        if (info.readOnly()) {
            c.done(BlockStatus.READ_ONLY);
        } else if (offset < 0 || offset + n > data.length) {
            c.done(BlockStatus.OUT_OF_RANGE);
        } else {
            System.arraycopy(from, at, data, (int) offset, n);
            c.done(BlockStatus.OK);
        }
    }

    @Override
    public void flush(BlockCompletion c) {
        flushes++;
        c.done(BlockStatus.OK);
    }

    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        c.done(BlockStatus.OK);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
