package backplane.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The private folder of this process: bundle cache, log, verified copies of jars. It is locked while the process
 * lives, so that those of killed processes can be told from live ones and reaped. Nothing of it stays, its parent
 * neither.
 */
final class Scratch implements AutoCloseable {
    private static final String LOCK = "lock";
    /** A folder younger than this may not have its lock yet. */
    private static final long YOUNG_SECONDS = 60;

    private final Path folder;
    private final FileChannel channel;

    private Scratch(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static Scratch open() throws IOException {
        while (true) {
            try {
                Files.createDirectories(parent());
                Path folder = Files.createTempDirectory(
                        parent(), "p" + ProcessHandle.current().pid() + "-");
                FileChannel channel = lockFile(folder.resolve(LOCK));
                channel.lock();
                return new Scratch(folder, channel);
            } catch (NoSuchFileException e) {
                // Another process, ending just now, has taken the empty parent away.
                continue;
            }
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

    /** Deletes what killed processes have left; not ours, whose lock a second look at the file would drop. */
    void reap() {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(parent())) {
            folders = entries.filter(Files::isDirectory)
                    .filter(other -> !other.equals(folder))
                    .toList();
        } catch (IOException | RuntimeException e) {
            // Somebody else's business: the next start tries again.
            return;
        }
        for (Path other : folders) {
            try {
                reap(other);
            } catch (IOException | RuntimeException e) {
                // Another process reaps it too, or it belongs to another user.
                continue;
            }
        }
    }

    private static void reap(Path folder) throws IOException {
        Instant changed = Files.getLastModifiedTime(folder).toInstant();
        if (changed.isAfter(Instant.now().minusSeconds(YOUNG_SECONDS))) {
            return;
        }
        try (FileChannel channel = lockFile(folder.resolve(LOCK));
                FileLock free = channel.tryLock()) {
            if (free != null) {
                delete(folder);
            }
        }
    }

    @Override
    public void close() {
        try {
            delete(folder);
            channel.close();
            Files.delete(parent());
        } catch (IOException e) {
            // Others are still in the parent, or the next start reaps this one.
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
