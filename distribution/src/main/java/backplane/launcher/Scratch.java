package backplane.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The private folder of this process: bundle cache, log, verified copies of jars. It is locked while the process
 * lives, so that those of killed processes can be told from live ones and reaped.
 */
final class Scratch implements AutoCloseable {
    private static final String LOCK = "lock";
    private final Path folder;
    private final FileChannel channel;

    private Scratch(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    @SuppressWarnings("try") // the lock is held, not used
    static Scratch open() throws IOException {
        Path parent = parent();
        Files.createDirectories(parent);
        // Whoever reaps holds this lock too: a folder is never seen between its making and its locking.
        try (FileChannel gate = lockFile(parent.resolve(LOCK));
                FileLock held = gate.lock()) {
            Path folder = Files.createTempDirectory(
                    parent, "p" + ProcessHandle.current().pid() + "-");
            FileChannel channel = lockFile(folder.resolve(LOCK));
            channel.lock();
            return new Scratch(folder, channel);
        }
    }

    private static Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir"), "backplane-" + System.getProperty("user.name"));
    }

    private static FileChannel lockFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    Path folder() {
        return folder;
    }

    /** Deletes what killed processes have left. */
    static void reap() {
        Path parent = parent();
        try (FileChannel gate = lockFile(parent.resolve(LOCK));
                FileLock held = gate.tryLock()) {
            if (held == null) {
                return;
            }
            List<Path> folders;
            try (Stream<Path> entries = Files.list(parent)) {
                folders = entries.filter(Files::isDirectory).toList();
            }
            for (Path folder : folders) {
                reap(folder);
            }
        } catch (IOException | RuntimeException e) {
            // Somebody else's business: the next start tries again.
            return;
        }
    }

    private static void reap(Path folder) throws IOException {
        try (FileChannel channel = lockFile(folder.resolve(LOCK));
                FileLock free = channel.tryLock()) {
            if (free != null) {
                delete(folder);
            }
        } catch (java.nio.channels.OverlappingFileLockException ours) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            delete(folder);
            channel.close();
        } catch (IOException e) {
            // The next start reaps it.
            return;
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
