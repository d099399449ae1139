package backplane.block;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import backplane.block.RequestQueue.Kind;
import backplane.block.RequestQueue.Request;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A disk image as a block node. Requests run in order on a thread of the image's own, named {@code block} and the
 * drive's id.
 *
 * <p>A small request that finds the queue empty runs on the caller's thread at once when the host's page cache most
 * likely holds it: a write, or a read of a part that was touched before. That saves two thread switches, which cost
 * several times what the copy does; the worst that can happen is that a caller waits for one page of a cold file.
 */
public class Image implements BlockNode {
    private static final int INLINE_MAX = 256 << 10;
    private static final int WARM_SHIFT = 16;

    private final ImageSpec spec;
    private final Medium medium;
    private final BlockInfo info;
    private final BitSet warm = new BitSet();

    private final Object monitor = new Object();
    private final RequestQueue queue = new RequestQueue();
    private Thread worker;
    private boolean busy;
    private boolean closed;

    /** Checks, opens and locks. Throws {@link ImageException}. */
    public Image(ImageSpec spec) {
        this.spec = spec;
        ImageFile file = ImageFile.open(spec);
        this.medium = spec.snapshot() && !spec.readOnly() ? new Overlay(file) : new Medium.Raw(file);
        this.info = spec.info(file.size());
    }

    @Override
    public BlockInfo info() {
        return info;
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        if (!inRange(offset, n)) {
            c.done(BlockStatus.OUT_OF_RANGE);
        } else {
            submit(Kind.READ, offset, to, at, n, c);
        }
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        if (info.readOnly()) {
            c.done(BlockStatus.READ_ONLY);
        } else if (!inRange(offset, n)) {
            c.done(BlockStatus.OUT_OF_RANGE);
        } else {
            submit(Kind.WRITE, offset, from, at, n, c);
        }
    }

    @Override
    public void flush(BlockCompletion c) {
        submit(Kind.FLUSH, 0, null, 0, 0, c);
    }

    /** Java has no hole punching; the contents stay, which a discard allows. */
    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        boolean ok = offset >= 0 && n >= 0 && offset <= info.size() - n;
        c.done(ok ? BlockStatus.OK : BlockStatus.OUT_OF_RANGE);
    }

    private boolean inRange(long offset, int n) {
        return offset >= 0 && n >= 0 && offset <= info.size() - n && ((offset | n) & ImageSpec.BLOCK - 1) == 0;
    }

    private void submit(Kind kind, long offset, byte[] buffer, int at, int n, BlockCompletion c) {
        boolean refused;
        synchronized (monitor) {
            refused = closed;
            if (!refused) {
                if (busy || !queue.isEmpty() || !isCheap(kind, offset, n)) {
                    queue.add().set(kind, offset, buffer, at, n, c);
                    wake();
                    return;
                }
                busy = true;
            }
        }
        if (refused) {
            c.done(BlockStatus.IO_ERROR);
            return;
        }
        BlockStatus status = perform(kind, offset, buffer, at, n);
        synchronized (monitor) {
            busy = false;
            monitor.notifyAll();
        }
        c.done(status);
    }

    /** Whether the page cache probably serves it. Marks what a read is going to bring in. */
    private boolean isCheap(Kind kind, long offset, int n) {
        if (kind == Kind.FLUSH || n > INLINE_MAX) {
            return false;
        }
        if (kind == Kind.WRITE || n == 0) {
            return spec.cache() != ImageSpec.Cache.WRITETHROUGH || n == 0;
        }
        int first = (int) (offset >> WARM_SHIFT);
        int last = (int) (offset + n - 1 >> WARM_SHIFT);
        boolean all = warm.nextClearBit(first) > last;
        if (!all) {
            warm.set(first, last + 1);
        }
        return all;
    }

    private void wake() {
        if (worker == null) {
            worker = new Thread(this::work, "block " + info.id());
            worker.setDaemon(true);
            worker.start();
        }
        monitor.notifyAll();
    }

    private void work() {
        Request request = new Request();
        while (take(request)) {
            BlockStatus status = perform(request.kind, request.offset, request.buffer, request.at, request.length);
            BlockCompletion completion = request.completion;
            synchronized (monitor) {
                busy = false;
                monitor.notifyAll();
            }
            completion.done(status);
        }
    }

    /** Waits for the next request; false when the image is closed and everything is done. */
    private boolean take(Request to) {
        synchronized (monitor) {
            while (busy || queue.isEmpty()) {
                if (closed && !busy && queue.isEmpty()) {
                    return false;
                }
                await();
            }
            queue.remove(to);
            busy = true;
            return true;
        }
    }

    /** Waits on the monitor whatever happens: an interrupt must not lose a guest's data. */
    private void await() {
        boolean interrupted = false;
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted && Thread.currentThread() != worker) {
            Thread.currentThread().interrupt();
        }
    }

    private BlockStatus perform(Kind kind, long offset, byte[] buffer, int at, int n) {
        try {
            switch (kind) {
                case READ -> {
                    if (!medium.read(offset, buffer, at, n)) {
                        throw new EOFException();
                    }
                }
                case WRITE -> {
                    medium.write(offset, buffer, at, n);
                    if (spec.cache() == ImageSpec.Cache.WRITETHROUGH) {
                        medium.force();
                    }
                }
                default -> {
                    if (spec.cache() != ImageSpec.Cache.UNSAFE) {
                        medium.force();
                    }
                }
            }
            return BlockStatus.OK;
        } catch (IOException e) {
            return failed(kind, e, buffer, at, n);
        }
    }

    private BlockStatus failed(Kind kind, IOException e, byte[] buffer, int at, int n) {
        if (kind == Kind.READ) {
            if (spec.ignoreReadErrors()) {
                Arrays.fill(buffer, at, at + n, (byte) 0);
                return BlockStatus.OK;
            }
            return BlockStatus.IO_ERROR;
        }
        if (spec.ignoreWriteErrors()) {
            return BlockStatus.OK;
        }
        return isFull(e, spec.path(), n) ? BlockStatus.NO_SPACE : BlockStatus.IO_ERROR;
    }

    /** Whether a write failed for lack of space. The system's text may be in any language, so the disk is asked too. */
    static boolean isFull(IOException e, Path file, int n) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left") || text.contains("quota exceeded")) {
            return true;
        }
        try {
            return Files.getFileStore(file).getUsableSpace() < n;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Runs what is queued, flushes, and gives the lock back. Idempotent. */
    @Override
    public void close() {
        synchronized (monitor) {
            if (closed) {
                return;
            }
            closed = true;
            monitor.notifyAll();
            boolean interrupted = Thread.interrupted();
            while (busy || !queue.isEmpty()) {
                await();
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        release();
    }

    private void release() {
        try {
            if (!info.readOnly()) {
                medium.force();
            }
        } catch (IOException e) {
            System.getLogger("backplane.block")
                    .log(System.Logger.Level.ERROR, "drive {0}: flush at close failed: {1}", info.id(), e.getMessage());
        } finally {
            try {
                medium.close();
            } catch (IOException e) {
                System.getLogger("backplane.block")
                        .log(System.Logger.Level.ERROR, "drive {0}: close failed: {1}", info.id(), e.getMessage());
            }
        }
    }
}
