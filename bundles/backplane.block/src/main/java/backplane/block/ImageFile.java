package backplane.block;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * An open image, one per process and file. POSIX drops a process's locks on a file when it closes any descriptor of
 * it, so the registry, keyed by device and inode, makes sure that there is never a second one; several readers share
 * this object and count themselves in and out.
 *
 * <p>The locks get along with QEMU's, which are on single bytes: a permission that is used and one that is denied to
 * others have a byte each. Our writer and a QEMU exclude each other, our reader keeps a writing QEMU out. A reader
 * cannot see that a QEMU writes already: Java has no way to test a lock without write access.
 *
 * <p>Access goes through {@link RandomAccessFile}, because an interrupt of a thread that is inside a FileChannel would
 * close the channel for everybody.
 */
final class ImageFile {
    /** QEMU's file-posix: uses consistent read; denies write; denies resize. */
    private static final long[] READER_BYTES = {100, 201, 203};

    private static final Map<Object, ImageFile> OPEN = new HashMap<>();

    private final Object key;
    private final RandomAccessFile file;
    private final boolean writable;
    private final String owner;
    private final long size;
    private int users = 1;

    private ImageFile(Object key, RandomAccessFile file, ImageSpec spec) throws IOException {
        this.key = key;
        this.file = file;
        this.writable = spec.writesFile();
        this.owner = "drive " + spec.id() + " of this process";
        this.size = file.length();
    }

    /** Opens and locks, or joins the readers of an image that is open already. */
    static ImageFile open(ImageSpec spec) {
        spec.check();
        synchronized (OPEN) {
            try {
                Object key = key(spec.path());
                ImageFile there = OPEN.get(key);
                if (there == null) {
                    there = openNew(spec, key);
                    OPEN.put(key, there);
                } else if (there.writable || spec.writesFile()) {
                    throw spec.locked(there.owner);
                } else {
                    there.users++;
                }
                return there;
            } catch (IOException e) {
                throw translate(spec, e);
            }
        }
    }

    private static ImageFile openNew(ImageSpec spec, Object key) throws IOException {
        RandomAccessFile file = new RandomAccessFile(new File(spec.file()), spec.writesFile() ? "rw" : "r");
        boolean done = false;
        try {
            spec.checkSize(file.length());
            lock(spec, file);
            done = true;
            return new ImageFile(key, file, spec);
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** A writer takes the whole file; a reader the bytes that a QEMU which only reads would take. */
    private static void lock(ImageSpec spec, RandomAccessFile file) throws IOException {
        FileChannel channel = file.getChannel();
        try {
            FileLock lock = null;
            if (spec.writesFile()) {
                lock = channel.tryLock(0, Long.MAX_VALUE, false);
            } else {
                for (long at : READER_BYTES) {
                    lock = channel.tryLock(at, 1, true);
                    if (lock == null) {
                        break;
                    }
                }
            }
            if (lock == null) {
                throw spec.locked("another process");
            }
        } catch (OverlappingFileLockException e) {
            throw spec.locked("this process");
        }
    }

    private static ImageException translate(ImageSpec spec, IOException e) {
        String reason = ImageSpec.reason(e);
        if (reason.contains("Read-only file system")) {
            return spec.fault(
                    "Could not open '" + spec.file() + "': Read-only file system; add readonly=on or snapshot=on");
        }
        if (reason.contains("ermission denied")) {
            return spec.denied();
        }
        return spec.fault("Could not open '" + spec.file() + "': " + reason);
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    long size() {
        return size;
    }

    /** Returns false where the file has become shorter than it was: a truncated image. */
    synchronized boolean read(long offset, byte[] to, int at, int n) throws IOException {
        file.seek(offset);
        for (int end = at + n; at < end; ) {
            int got = file.read(to, at, end - at);
            if (got <= 0) {
                return false;
            }
            at += got;
        }
        return true;
    }

    synchronized void write(long offset, byte[] from, int at, int n) throws IOException {
        file.seek(offset);
        file.write(from, at, n);
    }

    /** Returns when every write before it is on stable storage. On the image's own thread, which nobody interrupts. */
    void force() throws IOException {
        file.getChannel().force(false);
    }

    /** The last user closes the file and with it the lock. */
    void close() throws IOException {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(key);
            file.close(); // and with it the locks
        }
    }
}
