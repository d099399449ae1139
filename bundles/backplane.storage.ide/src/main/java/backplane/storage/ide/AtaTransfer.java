package backplane.storage.ide;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockStatus;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The data protocols (ATA/ATAPI-6 sections 9.5 to 9.7). The image is read and written in chunks of up to 128 KiB. With
 * PIO the host sees DRQ blocks of one sector of them, or several with READ and WRITE MULTIPLE; with DMA the bus master
 * takes or fills a chunk as a whole. A chunk that fails is done again sector by sector, so that the address registers
 * name the bad one.
 */
final class AtaTransfer implements BlockCompletion {
    /** In place of the sectors in a DRQ block: the bus master moves the data. */
    static final int DMA = -1;

    private static final int SECTOR = 512;
    private static final int CHUNK = 128 << 10;

    private enum Work {
        NONE,
        ANSWER,
        READ,
        WRITE,
        VERIFY,
        FLUSH
    }

    private final AtaDrive drive;
    private byte[] buffer;
    private Work work = Work.NONE;
    private boolean ext;
    private boolean dma;
    private boolean inFlight;
    /** The first sector of the chunk in the buffer, and sectors of the command from there on. */
    private long sector;

    private int left;
    /** Sectors in a DRQ block. */
    private int block;
    /** Bytes of the chunk, of the DRQ block's end in it, and moved so far. */
    private int chunk;

    private int limit;
    private int at;
    /** Sectors of the chunk done one by one after a failure, or -1. */
    private int careful = -1;

    AtaTransfer(AtaDrive drive) {
        this.drive = drive;
    }

    byte[] take() {
        if (buffer == null) {
            buffer = new byte[CHUNK];
        }
        return buffer;
    }

    void stop() {
        work = Work.NONE;
        dma = false;
        at = 0;
        limit = 0;
        careful = -1;
    }

    /** One sector that is in the buffer already. */
    void answer() {
        work = Work.ANSWER;
        dma = false;
        left = 1;
        block = 1;
        chunk = SECTOR;
        at = 0;
        limit = SECTOR;
        drive.requestData(true);
    }

    private void begin(Work what, long first, int count, int sectors, boolean extended) {
        take();
        work = what;
        sector = first;
        left = count;
        dma = sectors == DMA;
        block = dma ? CHUNK / SECTOR : sectors;
        ext = extended;
        careful = -1;
        nextChunk();
    }

    void read(long first, int count, int sectors, boolean extended) {
        begin(Work.READ, first, count, sectors, extended);
        io();
    }

    void write(long first, int count, int sectors, boolean extended) {
        begin(Work.WRITE, first, count, sectors, extended);
        offer(false);
    }

    void verify(long first, int count, boolean extended) {
        begin(Work.VERIFY, first, count, 1, extended);
        io();
    }

    void flush() {
        work = Work.FLUSH;
        drive.busy();
        inFlight = true;
        drive.port().flush(this);
    }

    /** The chunk is there for the host to take or to fill. */
    private void offer(boolean interrupt) {
        if (dma) {
            drive.requestData(false);
            busMasterReady();
        } else {
            drive.requestData(interrupt);
        }
    }

    /** The bus master may have been started: with DMA it moves what it can. */
    void busMasterReady() {
        if (dma && drive.busMaster() != null && (drive.status() & AtaDrive.DRQ) != 0) {
            at += drive.busMaster().move(isIn(), buffer, at, chunk - at);
            if (at == chunk) {
                chunkMoved();
            }
        }
    }

    private void nextChunk() {
        int whole = CHUNK / SECTOR / block * block;
        chunk = Math.min(left, whole) * SECTOR;
        at = 0;
        limit = Math.min(chunk, block * SECTOR);
    }

    private void io() {
        drive.busy();
        inFlight = true;
        long offset = sector * SECTOR;
        int from = 0;
        int n = chunk;
        if (careful >= 0) {
            from = careful * SECTOR;
            offset += from;
            n = SECTOR;
        }
        if (work == Work.WRITE) {
            drive.port().write(offset, buffer, from, n, this);
        } else {
            drive.port().read(offset, buffer, from, n, this);
        }
    }

    @Override
    public void done(BlockStatus status) {
        inFlight = false;
        if (status == BlockStatus.CANCELLED) {
            buffer = null; // the host may still be at work on it
            return;
        }
        if (work == Work.NONE) {
            return;
        }
        if (status == BlockStatus.OK) {
            chunkDone();
        } else if (work == Work.FLUSH) {
            drive.fault();
        } else if (careful < 0 && chunk > SECTOR) {
            careful = 0;
            io();
        } else {
            failed(Math.max(careful, 0));
        }
    }

    /** The sector after {@code good} sectors of this chunk is bad. A read gives the good ones first. */
    private void failed(int good) {
        if (work == Work.READ && good > 0) {
            careful = good;
            chunk = good * SECTOR;
            limit = Math.min(chunk, block * SECTOR);
            offer(true);
            return;
        }
        drive.file().count(left - good, ext);
        drive.file().sector(sector + good, ext, drive.geometry());
        if (work == Work.WRITE) {
            drive.fault();
        } else {
            drive.fail(AtaDrive.UNC);
        }
    }

    private void chunkDone() {
        if (work == Work.FLUSH) {
            work = Work.NONE;
            drive.done();
            return;
        }
        if (careful >= 0 && ++careful * SECTOR < chunk) {
            io();
            return;
        }
        careful = -1;
        if (work == Work.READ) {
            offer(true);
            return;
        }
        advance();
        if (left > 0) {
            nextChunk();
            if (work == Work.WRITE) {
                offer(true);
            } else {
                io();
            }
        } else if (work == Work.WRITE && !drive.writeCache()) {
            flush();
        } else {
            work = Work.NONE;
            drive.done();
        }
    }

    /** The chunk is over: the registers name its last sector. */
    private void advance() {
        int n = chunk / SECTOR;
        sector += n;
        left -= n;
        drive.file().count(left, ext);
        drive.file().sector(sector - 1, ext, drive.geometry());
    }

    // ---- The data register
    // -------------------------------------------------------------------------------------------

    private boolean isIn() {
        return work == Work.READ || work == Work.ANSWER;
    }

    private boolean isOpen(boolean in) {
        return (drive.status() & AtaDrive.DRQ) != 0 && in == isIn() && !dma;
    }

    int readWord() {
        if (!isOpen(true)) {
            return 0xffff;
        }
        int value = buffer[at] & 0xff | (buffer[at + 1] & 0xff) << 8;
        moved(2);
        return value;
    }

    void writeWord(int value) {
        if (isOpen(false)) {
            buffer[at] = (byte) value;
            buffer[at + 1] = (byte) (value >>> 8);
            moved(2);
        }
    }

    /** REP INSW or INSD: as much as the DRQ block has, ones beyond it. */
    void readBytes(byte[] to, int index, int n) {
        int end = index + n;
        while (index < end && isOpen(true)) {
            int m = Math.min(limit - at, end - index);
            System.arraycopy(buffer, at, to, index, m);
            index += m;
            moved(m);
        }
        java.util.Arrays.fill(to, index, end, (byte) 0xff);
    }

    void writeBytes(byte[] from, int index, int n) {
        int end = index + n;
        while (index < end && isOpen(false)) {
            int m = Math.min(limit - at, end - index);
            System.arraycopy(from, index, buffer, at, m);
            index += m;
            moved(m);
        }
    }

    private void moved(int n) {
        at += n;
        if (at < limit) {
            return;
        }
        if (at < chunk) {
            limit = Math.min(chunk, at + block * SECTOR);
            drive.requestData(true);
        } else {
            chunkMoved();
        }
    }

    private void chunkMoved() {
        if (work == Work.WRITE) {
            io();
        } else {
            readChunkTaken();
        }
    }

    private void readChunkTaken() {
        if (work == Work.ANSWER) {
            work = Work.NONE;
            drive.idle();
            return;
        }
        boolean bad = careful >= 0;
        advance();
        if (bad) {
            chunk = 0;
            careful = -1;
            failed(0);
        } else if (left > 0) {
            nextChunk();
            io();
        } else {
            work = Work.NONE;
            if (dma) {
                drive.done(); // PIO has interrupted before the data, DMA does behind it
            } else {
                drive.idle();
            }
        }
    }

    void save(StateWriter out) {
        out.put("work", work.name());
        out.put("ext", ext);
        out.put("dma", dma);
        out.put("inFlight", inFlight);
        out.put("sector", sector);
        out.put("counters", new int[] {left, block, chunk, limit, at, careful});
        out.put("buffer", work == Work.NONE || buffer == null ? new byte[0] : java.util.Arrays.copyOf(buffer, chunk));
    }

    void restore(StateReader in) throws StateException {
        try {
            work = Work.valueOf(in.getString("work"));
        } catch (IllegalArgumentException e) {
            throw new StateException("ide-hd: unknown work " + in.getString("work"));
        }
        ext = in.getBoolean("ext");
        dma = in.getBoolean("dma");
        sector = in.getLong("sector");
        int[] c = in.getInts("counters");
        byte[] saved = in.getBytes("buffer");
        if (c.length != 6 || saved.length > CHUNK) {
            throw new StateException("ide-hd: counters or buffer have a wrong length");
        }
        left = c[0];
        block = c[1];
        chunk = c[2];
        limit = c[3];
        at = c[4];
        careful = c[5];
        System.arraycopy(saved, 0, take(), 0, saved.length);
        if (in.getBoolean("inFlight") && work != Work.NONE) {
            if (work == Work.FLUSH) {
                flush();
            } else {
                io();
            }
        }
    }
}
