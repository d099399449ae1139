package backplane.machine;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.device.Location;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A card's lease of an image. Requests go to the node's thread and come back through the machine's completion stack;
 * under instruction counting they complete at a time fixed at submit, for which the machine waits if the host is late.
 */
final class BlockLease extends SlotClaim implements BlockPort {
    /** The modelled disk of {@code -icount}: 100 µs a request and 1 µs a KiB. */
    private static final long REQUEST_NS = 100_000;

    private static final long KIB_NS = 1_000;

    private final Machine machine;
    private final BlockNode node;
    private final Share share;
    private Request free;
    private Request inFlight;

    BlockLease(CardSlot slot, Machine machine, BlockNode node, Share share) {
        super(slot, key(node));
        this.machine = machine;
        this.node = node;
        this.share = share;
    }

    static String key(BlockNode node) {
        return "drive " + node.info().id();
    }

    BlockNode node() {
        return node;
    }

    Share share() {
        return share;
    }

    @Override
    public BlockInfo info() {
        return node.info();
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        Request r = request(c, n);
        if (outside(offset, n)) {
            r.done(BlockStatus.OUT_OF_RANGE);
        } else {
            node.read(offset, to, at, n, r);
        }
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        Request r = request(c, n);
        if (node.info().readOnly()) {
            r.done(BlockStatus.READ_ONLY);
        } else if (outside(offset, n)) {
            r.done(BlockStatus.OUT_OF_RANGE);
        } else {
            node.write(offset, from, at, n, r);
        }
    }

    @Override
    public void flush(BlockCompletion c) {
        node.flush(request(c, 0));
    }

    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        Request r = request(c, 0);
        if (node.info().readOnly()) {
            r.done(BlockStatus.READ_ONLY);
        } else {
            node.discard(offset, n, r);
        }
    }

    private boolean outside(long offset, int n) {
        BlockInfo info = node.info();
        return offset < 0
                || n < 0
                || offset > info.size() - n
                || offset % info.blockSize() != 0
                || n % info.blockSize() != 0;
    }

    private Request request(BlockCompletion c, int bytes) {
        Request r = free;
        if (r == null) {
            r = new Request(this);
        } else {
            free = r.link;
        }
        r.status = null;
        r.completion = c;
        r.link = inFlight;
        inFlight = r;
        if (machine.clock().pace() == GuestClock.Pace.ICOUNT) {
            r.deadline.at(machine.clock().now() + REQUEST_NS + (bytes + 1023L >>> 10) * KIB_NS);
        }
        return r;
    }

    /** On the machine thread: the host is done with {@code r}. */
    private void arrived(Request r) {
        if (r.abandoned) {
            recycle(r);
        } else if (machine.clock().pace() != GuestClock.Pace.ICOUNT) {
            deliver(r);
        }
    }

    private void deliver(Request r) {
        BlockStatus status = r.status;
        BlockCompletion c = r.completion;
        unlink(r);
        machine.clock().turn();
        if (c != null) {
            try {
                c.done(status);
            } catch (RuntimeException e) {
                slot().failed(e);
            }
        }
    }

    private void unlink(Request r) {
        if (inFlight == r) {
            inFlight = r.link;
        } else {
            Request p = inFlight;
            while (p.link != r) {
                p = p.link;
            }
            p.link = r.link;
        }
        recycle(r);
    }

    private void recycle(Request r) {
        r.abandoned = false;
        r.completion = null;
        r.link = free;
        free = r;
    }

    /** The oldest request in flight, or null. */
    private Request oldest() {
        Request r = inFlight;
        while (r != null && r.link != null) {
            r = r.link;
        }
        return r;
    }

    /** Waits for the host, but not when the machine is to end. */
    private void await(Request r) {
        while (r.status == null && !machine.isEnding()) {
            machine.completions().take();
            if (r.status == null) {
                LockSupport.parkNanos(this, 1_000_000);
            }
        }
    }

    @Override
    public void drain() {
        machine.completions().deliverTo(Thread.currentThread());
        for (Request r = oldest(); r != null; r = oldest()) {
            Request waiting = r;
            await(waiting);
            if (waiting.status == null) {
                cancel();
                return;
            }
            machine.completions().take();
            if (waiting.completion != null && linked(waiting)) {
                waiting.deadline.cancel();
                deliver(waiting);
            }
        }
    }

    private boolean linked(Request wanted) {
        for (Request r = inFlight; r != null; r = r.link) {
            if (r == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Does not wait: the host may hang. What is in flight keeps its place in the order; nobody hears of its end. */
    @Override
    public void cancel() {
        Request list = inFlight;
        inFlight = null;
        for (Request r = list; r != null; r = r.link) {
            r.deadline.cancel();
            r.abandoned = r.status == null;
        }
        cancelled(list);
    }

    /** Tells the cards, the oldest request first. */
    private void cancelled(Request r) {
        if (r == null) {
            return;
        }
        cancelled(r.link);
        BlockCompletion c = r.completion;
        r.completion = null;
        if (!r.abandoned) {
            recycle(r);
        }
        if (c != null) {
            try {
                c.done(BlockStatus.CANCELLED);
            } catch (RuntimeException e) {
                slot().failed(e);
            }
        }
    }

    /** Whether nothing is in flight. */
    boolean idle() {
        return inFlight == null;
    }

    @Override
    public List<Location> locations() {
        return machine.rack().locations(node, this);
    }

    @Override
    void release() {
        cancel();
        machine.rack().leases().remove(this);
    }

    /** One request; reused. {@code status} is written by the host's thread before the request reaches the stack. */
    static final class Request implements BlockCompletion {
        private final BlockLease lease;
        private final GuestClock.GuestTimer deadline;
        private BlockCompletion completion;
        private volatile BlockStatus status;
        private volatile BlockStatus early;
        private Request link;
        /** Cancelled, but still with the host. */
        private boolean abandoned;
        /** The next one on the machine's completion stack. */
        Request next;

        private Request(BlockLease lease) {
            this.lease = lease;
            deadline = lease.machine.clock().timer(this::due);
        }

        @Override
        public void done(BlockStatus s) {
            early = s;
            lease.machine.completions().add(this);
        }

        /** Taken off the stack, on the machine thread. */
        void taken() {
            status = early;
            lease.arrived(this);
        }

        private void due() {
            lease.await(this);
            if (status == null) {
                lease.cancel();
            } else {
                lease.deliver(this);
            }
        }
    }
}
