package backplane.extboot;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.testkit.MemoryDisk;
import java.util.ArrayList;
import java.util.List;

/** A memory disk that keeps the order of the requests. */
class CountingDisk implements BlockNode {
    final MemoryDisk memory;
    private final List<String> requests = new ArrayList<>();

    CountingDisk(MemoryDisk memory) {
        this.memory = memory;
    }

    synchronized String log() {
        return String.join(" ", requests);
    }

    private synchronized void note(String request) {
        requests.add(request);
    }

    @Override
    public BlockInfo info() {
        return memory.info();
    }

    @Override
    public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
        note("read");
        memory.read(offset, to, at, n, c);
    }

    @Override
    public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
        note("write");
        memory.write(offset, from, at, n, c);
    }

    @Override
    public void flush(BlockCompletion c) {
        note("flush");
        memory.flush(c);
    }

    @Override
    public void discard(long offset, long n, BlockCompletion c) {
        note("discard");
        memory.discard(offset, n, c);
    }

    @Override
    public void close() {
        memory.close();
    }
}
