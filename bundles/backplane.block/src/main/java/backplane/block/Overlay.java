package backplane.block;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The medium of {@code snapshot=on}: writes go to a nameless temporary file, reads come from there where something was
 * written, and the image stays as it is. The temporary file is sparse and uses the image's own offsets; a bit per
 * block says which side holds it. It is made at the first write and unlinked at once, so that it is gone with the
 * process, however that ends.
 */
final class Overlay implements Medium {
    private static final int BLOCK_SHIFT = 9;
    private static final int AREA_SHIFT = 20;
    private static final int LONGS = 1 << AREA_SHIFT - BLOCK_SHIFT - 6;

    private final ImageFile base;
    private final long[][] written;
    private RandomAccessFile file;
    private Path name;

    Overlay(ImageFile base) {
        this.base = base;
        this.written = new long[Math.toIntExact((base.size() >> AREA_SHIFT) + 1)][];
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public boolean read(long offset, byte[] to, int at, int n) throws IOException {
        long end = offset + n;
        for (long o = offset; o < end; ) {
            boolean ours = isWritten(o >> BLOCK_SHIFT);
            long stop = o;
            do {
                stop += ImageSpec.BLOCK;
            } while (stop < end && isWritten(stop >> BLOCK_SHIFT) == ours);
            int to0 = at + (int) (o - offset);
            int length = (int) (stop - o);
            if (!ours) {
                if (!base.read(o, to, to0, length)) {
                    return false;
                }
            } else {
                file.seek(o);
                file.readFully(to, to0, length);
            }
            o = stop;
        }
        return true;
    }

    @Override
    public void write(long offset, byte[] from, int at, int n) throws IOException {
        if (file == null) {
            create();
        }
        file.seek(offset);
        file.write(from, at, n);
        for (long b = offset >> BLOCK_SHIFT; b < offset + n >> BLOCK_SHIFT; b++) {
            int area = (int) (b >> AREA_SHIFT - BLOCK_SHIFT);
            if (written[area] == null) {
                written[area] = new long[LONGS];
            }
            written[area][(int) (b >> 6) & LONGS - 1] |= 1L << b;
        }
    }

    private boolean isWritten(long block) {
        long[] area = written[(int) (block >> AREA_SHIFT - BLOCK_SHIFT)];
        return area != null && (area[(int) (block >> 6) & LONGS - 1] & 1L << block) != 0;
    }

    private void create() throws IOException {
        Path path = Files.createTempFile("backplane-snapshot-", ".tmp");
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            Files.delete(path);
        } catch (IOException e) {
            // A host that cannot unlink an open file: it goes at close instead.
            name = path;
            path.toFile().deleteOnExit();
        }
    }

    /** Nothing to do: what a snapshot holds is thrown away in the end. */
    @Override
    public void force() {}

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            if (name != null) {
                Files.deleteIfExists(name);
            }
        }
        base.close();
    }
}
