package backplane.testkit;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import java.util.ArrayList;
import java.util.List;

/** A filter that fails requests which touch given ranges, and can hold requests back until the test lets them go. */
public final class FailingDisk implements BlockNode {
    private record Fault(long offset, long length, BlockStatus status, boolean writes) {}

    private final BlockNode node;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private BlockStatus flushStatus = BlockStatus.OK;
    private boolean holding;

    public FailingDisk(BlockNode node) {
        this.node = node;
    }

    /** Reads that touch the range end with {@code status}. */
    public FailingDisk failReads(long offset, long length, BlockStatus status) {
        faults.add(new Fault(offset, length, status, false));
        return this;
    }

    /** Writes that touch the range end with {@code status}. */
    public FailingDisk failWrites(long offset, long length, BlockStatus status) {
        faults.add(new Fault(offset, length, status, true));
        return this;
    }

    /** Flushes end with {@code status}. */
    public FailingDisk failFlush(BlockStatus status) {
        flushStatus = status;
        return this;
    }

    /** Requests wait from now on. */
    public void hold() {
        holding = true;
    }

    /** Lets waiting requests go, in order, and later ones at once. */
    public void release() {
        holding = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(Runnable::run);
    }

    /** How many requests wait. */
    public int waiting() {
        return held.size();
    }

    private void go(Runnable request) {
        if (holding) {
            held.add(request);
        } else {
            request.run();
        }
    }

    private BlockStatus fault(long offset, long n, boolean writes) {
        for (Fault f : faults) {
            if (f.writes() == writes && offset < f.offset() + f.length() && f.offset() < offset + n) {
                return f.status();
            }
        }
        return null;
    }

    @Override
    public BlockInfo info() {
        return node.info();
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        BlockStatus status = fault(offset, n, false);
        go(() -> {
            if (status == null) {
                node.read(offset, to, at, n, c);
            } else {
                c.done(status);
            }
        });
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        BlockStatus status = fault(offset, n, true);
        go(() -> {
            if (status == null) {
                node.write(offset, from, at, n, c);
            } else {
                c.done(status);
            }
        });
    }

    @Override
    public void flush(BlockCompletion c) {
        go(() -> {
            if (flushStatus == BlockStatus.OK) {
                node.flush(c);
            } else {
                c.done(flushStatus);
            }
        });
    }

    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        go(() -> node.discard(offset, n, c));
    }

    @Override
    public void close() {
        node.close();
    }
}
