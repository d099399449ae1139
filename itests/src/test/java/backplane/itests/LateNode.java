package backplane.itests;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An image whose large reads come back only behind the next request, from a thread of its own and in order; it counts. */
final class LateNode implements BlockNode {
    private static final int LARGE = 32 << 10;
    private static final long LONGEST_SECONDS = 20;

    private final BlockNode node;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(r -> new Thread(r, "block late"));
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger overtaken = new AtomicInteger();
    private final Semaphore held = new Semaphore(0);
    private boolean largeUnderWay;

    LateNode(BlockNode node) {
        this.node = node;
    }

    int pending() {
        return pending.get();
    }

    /** The most requests that were under way at once. */
    int most() {
        return most.get();
    }

    /** Large reads that had not come back when the next one was made, which is a new start's. */
    int overtaken() {
        return overtaken.get();
    }

    @Override
    public BlockInfo info() {
        return node.info();
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        release();
        boolean large = n >= LARGE;
        largeUnderWay = large;
        submit(() -> {
            if (large) {
                hold();
            }
            node.read(offset, to, at, n, status -> end(c, status));
        });
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        submit(() -> node.write(offset, from, at, n, status -> end(c, status)));
    }

    @Override
    public void flush(BlockCompletion c) {
        submit(() -> node.flush(status -> end(c, status)));
    }

    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        submit(() -> node.discard(offset, n, status -> end(c, status)));
    }

    /** On the machine thread: what is held may go on. */
    private void release() {
        if (largeUnderWay) {
            largeUnderWay = false;
            overtaken.incrementAndGet();
            held.release();
        }
    }

    private void hold() {
        try {
            held.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Runnable request) {
        most.accumulateAndGet(pending.incrementAndGet(), Math::max);
        worker.execute(request);
    }

    private void end(BlockCompletion c, BlockStatus status) {
        pending.decrementAndGet();
        c.done(status);
    }

    @Override
    public void close() {
        release();
        worker.shutdown();
        try {
            worker.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        node.close();
    }
}
