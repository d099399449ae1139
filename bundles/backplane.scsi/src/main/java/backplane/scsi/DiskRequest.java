package backplane.scsi;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockStatus;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * A command in progress on the disk. Blocks move in chunks: the image fills a buffer, the adapter takes it from there
 * straight into guest memory, or the other way round.
 *
 * <p>A request is made per command: an adapter may keep it and cancel it late. The buffers are the target's and reused.
 */
final class DiskRequest implements ScsiRequest, BlockCompletion {
    /** Bytes that move in one piece. */
    static final int CHUNK = 128 << 10;

    /** What the data is. */
    enum Work {
        /** Nothing, or an answer that is in the buffer already. */
        ANSWER,
        READ,
        WRITE,
        /** VERIFY without BYTCHK: read, and look at the status only. */
        SCAN,
        /** VERIFY with BYTCHK: compare with the data out. */
        COMPARE,
        FLUSH,
        /** MODE SELECT's list. */
        MODE_LIST
    }

    private static final byte[] NO_SENSE = new byte[0];

    private final DiskTarget target;
    private final byte[] cdb;
    private final int tag;
    private ScsiInitiator initiator;

    private Work work = Work.ANSWER;
    private int direction = NONE;
    private long remaining;
    private byte[] buffer;
    private int ready;

    private long offset;
    private long left;
    private int chunk;
    private byte[] second;
    private int staged;
    private boolean flushAfter;
    /** Bytes of the chunk done block by block after it failed as a whole, or -1. */
    private int careful = -1;

    private boolean failAfter;

    private boolean inFlight;
    private boolean over;
    private byte[] sense = NO_SENSE;

    DiskRequest(DiskTarget target, int tag, byte[] cdb, ScsiInitiator initiator) {
        this.target = target;
        this.tag = tag;
        this.cdb = cdb;
        this.initiator = initiator;
    }

    @Override
    public int direction() {
        return direction;
    }

    @Override
    public int remaining() {
        return (int) Math.min(remaining, Integer.MAX_VALUE);
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int ready() {
        return ready;
    }

    @Override
    public byte[] sense() {
        return sense.clone();
    }

    int tag() {
        return tag;
    }

    byte[] cdb() {
        return cdb;
    }

    /** The buffer, taken from the target's on first use: for answers that are built in it. */
    byte[] take() {
        if (buffer == null) {
            buffer = target.takeBuffer();
        }
        return buffer;
    }

    /** Offers {@code length} bytes of the buffer, at most what the CDB allows. */
    void answer(int length, int allocation) {
        int n = Math.min(length, allocation);
        if (n == 0) {
            good();
            return;
        }
        direction = IN;
        remaining = n;
        ready = n;
        initiator.dataReady(this);
    }

    /** Asks for a parameter list. */
    void modeList(int length) {
        take();
        work = Work.MODE_LIST;
        direction = OUT;
        remaining = length;
        chunk = length;
        ready = length;
        initiator.dataReady(this);
    }

    /** Reads blocks to the initiator. */
    void read(long from, long bytes) {
        blocks(Work.READ, IN, from, bytes);
        io();
    }

    /** Writes blocks from the initiator; {@code flush} puts them on stable storage before the status. */
    void write(long to, long bytes, boolean flush) {
        blocks(Work.WRITE, OUT, to, bytes);
        flushAfter = flush;
        wantChunk();
    }

    void scan(long from, long bytes) {
        blocks(Work.SCAN, NONE, from, bytes);
        io();
    }

    void compare(long with, long bytes) {
        blocks(Work.COMPARE, OUT, with, bytes);
        second = target.takeBuffer();
        wantChunk();
    }

    void flush() {
        work = Work.FLUSH;
        inFlight = true;
        target.port().flush(this);
    }

    private void blocks(Work what, int way, long from, long bytes) {
        take();
        work = what;
        direction = way;
        offset = from;
        left = bytes;
        remaining = way == NONE ? 0 : bytes;
    }

    /** Makes room for the next chunk of data out. */
    private void wantChunk() {
        chunk = (int) Math.min(left, CHUNK);
        staged = 0;
        ready = chunk;
        initiator.dataReady(this);
    }

    /** Starts the disk's part of the next chunk, or of its next block after a failure. */
    private void io() {
        chunk = (int) Math.min(left, CHUNK);
        inFlight = true;
        int at = Math.max(careful, 0);
        int n = careful < 0 ? chunk : target.blockSize();
        switch (work) {
            case WRITE -> target.port().write(offset + at, buffer, at, n, this);
            case COMPARE -> target.port().read(offset + at, second, at, n, this);
            default -> target.port().read(offset + at, buffer, at, n, this);
        }
    }

    @Override
    public void next(int consumed) {
        if (over || consumed <= 0 || consumed > ready) {
            return;
        }
        remaining -= consumed;
        if (direction == IN) {
            nextIn(consumed);
        } else {
            nextOut(consumed);
        }
    }

    private void nextIn(int consumed) {
        ready -= consumed;
        if (ready > 0) {
            System.arraycopy(buffer, consumed, buffer, 0, ready);
        } else if (failAfter) {
            check(Sense.UNRECOVERED_READ_ERROR, (offset + chunk) / target.blockSize());
        } else if (remaining == 0) {
            good();
        } else {
            offset += chunk;
            left -= chunk;
            io();
        }
    }

    /** An adapter that fills the buffer piece by piece has the pieces gathered in the second buffer. */
    private void nextOut(int consumed) {
        if (consumed < chunk && work != Work.COMPARE) {
            if (second == null) {
                second = target.takeBuffer();
            }
            System.arraycopy(buffer, 0, second, staged, consumed);
            staged += consumed;
            ready = chunk - staged;
            if (ready > 0) {
                return;
            }
            byte[] whole = second;
            second = buffer;
            buffer = whole;
        }
        ready = 0;
        if (work == Work.MODE_LIST) {
            target.modeSelect(this, chunk);
        } else {
            io();
        }
    }

    @Override
    public void done(BlockStatus status) {
        inFlight = false;
        if (status == BlockStatus.CANCELLED) {
            abandon();
        } else if (over) {
            release();
        } else if (status == BlockStatus.OK) {
            if (careful >= 0 && (careful += target.blockSize()) < chunk) {
                io();
            } else {
                careful = -1;
                chunkDone();
            }
        } else if (work == Work.FLUSH) {
            check(Sense.of(status, true), -1);
        } else if (careful < 0 && chunk > target.blockSize()) {
            careful = 0; // again, block by block: the sense data names the bad one
            io();
        } else {
            failed(status);
        }
    }

    private void failed(BlockStatus status) {
        int good = Math.max(careful, 0);
        if (work == Work.READ && good > 0 && status == BlockStatus.IO_ERROR) {
            chunk = good;
            ready = good;
            failAfter = true;
            initiator.dataReady(this);
        } else {
            check(Sense.of(status, work == Work.WRITE), (offset + good) / target.blockSize());
        }
    }

    private void chunkDone() {
        switch (work) {
            case READ -> {
                ready = chunk;
                initiator.dataReady(this);
            }
            case FLUSH -> good();
            default -> {
                if (work == Work.COMPARE && !same()) {
                    check(Sense.MISCOMPARE, offset / target.blockSize());
                    return;
                }
                offset += chunk;
                left -= chunk;
                if (left > 0) {
                    if (work == Work.SCAN) {
                        io();
                    } else {
                        wantChunk();
                    }
                } else if (flushAfter) {
                    flush();
                } else {
                    good();
                }
            }
        }
    }

    private boolean same() {
        return java.util.Arrays.equals(buffer, 0, chunk, second, 0, chunk);
    }

    void good() {
        finish(DiskTarget.GOOD);
    }

    /** Ends with CHECK CONDITION; {@code block} is the failing one, or -1. */
    void check(Sense why, long block) {
        sense = new byte[Sense.LENGTH];
        why.put(sense, block);
        target.keepSense(sense);
        finish(DiskTarget.CHECK_CONDITION);
    }

    void finish(int status) {
        ready = 0;
        over = true;
        release();
        target.ended(this);
        initiator.complete(this, status);
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        ready = 0;
        over = true;
        target.ended(this);
        if (!inFlight) {
            release();
        }
    }

    /** Reset or unplug: nobody waits any more, and the host may still be at work on the buffers. */
    private void abandon() {
        ready = 0;
        over = true;
        buffer = null;
        second = null;
        target.ended(this);
    }

    /** Gives the buffers back, once nothing can write into them any more. */
    private void release() {
        target.giveBuffer(buffer);
        target.giveBuffer(second);
        buffer = null;
        second = null;
    }

    void save(StateWriter out) {
        out.put("tag", tag);
        out.put("cdb", cdb);
        out.put("work", work.name());
        out.put("direction", direction);
        out.put("remaining", remaining);
        out.put("ready", ready);
        out.put("offset", offset);
        out.put("left", left);
        out.put("chunk", chunk);
        out.put("staged", staged);
        out.put("flushAfter", flushAfter);
        out.put("careful", careful);
        out.put("failAfter", failAfter);
        out.put("inFlight", inFlight);
        out.put("buffer", buffer == null ? NO_SENSE : java.util.Arrays.copyOf(buffer, chunk > 0 ? chunk : ready));
        out.put("second", second == null ? NO_SENSE : java.util.Arrays.copyOf(second, chunk));
    }

    static DiskRequest restore(DiskTarget target, StateReader in) throws StateException {
        DiskRequest r = new DiskRequest(target, in.getInt("tag"), in.getBytes("cdb"), null);
        try {
            r.work = Work.valueOf(in.getString("work"));
        } catch (IllegalArgumentException e) {
            throw new StateException("scsi disk request: unknown work " + in.getString("work"));
        }
        r.direction = in.getInt("direction");
        r.remaining = in.getLong("remaining");
        r.ready = in.getInt("ready");
        r.offset = in.getLong("offset");
        r.left = in.getLong("left");
        r.chunk = in.getInt("chunk");
        r.staged = in.getInt("staged");
        r.flushAfter = in.getBoolean("flushAfter");
        r.careful = in.getInt("careful");
        r.failAfter = in.getBoolean("failAfter");
        r.inFlight = in.getBoolean("inFlight");
        r.buffer = load(target, in.getBytes("buffer"));
        r.second = load(target, in.getBytes("second"));
        return r;
    }

    private static byte[] load(DiskTarget target, byte[] saved) throws StateException {
        if (saved.length == 0) {
            return null;
        }
        byte[] b = target.takeBuffer();
        if (saved.length > b.length) {
            throw new StateException("scsi disk request: buffer of " + saved.length + " bytes");
        }
        System.arraycopy(saved, 0, b, 0, saved.length);
        return b;
    }

    /** Whom to tell from now on. */
    void initiator(ScsiInitiator adapter) {
        initiator = adapter;
    }

    /** A restored request goes on for this adapter; what the disk was doing is done again. */
    void resume(ScsiInitiator adapter) {
        initiator = adapter;
        if (inFlight) {
            if (work == Work.FLUSH || left == 0) {
                flush();
            } else {
                io();
            }
        }
    }
}
