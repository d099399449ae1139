package backplane.config;

import backplane.core.PlanException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Looks at the files that options name before anything is made, so that the message can name the option. */
final class HostFiles {
    private static final int SECTOR = 512;

    private HostFiles() {}

    /** Checks a drive's image. Locks are the block layer's business: they are held from then on. */
    static void image(Drive drive) throws PlanException {
        KeyValues spec = drive.spec();
        Path path = readable(spec, drive.file());
        long size;
        try {
            size = Files.size(path);
        } catch (IOException e) {
            throw notOpened(spec, drive.file(), reason(e), "name an existing image");
        }
        if (size == 0) {
            throw notOpened(spec, drive.file(), "it is empty", "make it a disk, as with truncate -s 64M");
        }
        if (size % SECTOR != 0) {
            throw notOpened(
                    spec,
                    drive.file(),
                    "its size, " + size + " bytes, is no multiple of " + SECTOR,
                    "round it up with truncate -s %" + SECTOR);
        }
        if (!drive.readOnly() && !drive.snapshot() && !Files.isWritable(path)) {
            throw notOpened(spec, drive.file(), "Permission denied for writing", "add readonly=on or snapshot=on");
        }
    }

    /** Checks that a file is there and can be read. */
    static Path readable(KeyValues spec, String file) throws PlanException {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            throw notOpened(spec, file, e.getReason(), "name an existing file");
        }
        if (Files.isDirectory(path)) {
            throw notOpened(spec, file, "it is a directory", "name a file in it");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw notOpened(spec, file, "it is no regular file", "name a file");
        }
        // Opening and closing a file drops this process's locks on it; none can be held yet at this point.
        try {
            FileChannel.open(path, StandardOpenOption.READ).close();
            return path;
        } catch (IOException e) {
            throw notOpened(spec, file, reason(e), "name a file that exists and can be read");
        }
    }

    /** Checks that a folder is there, if one is named. */
    static void folder(String option, String name) throws PlanException {
        if (!name.isEmpty() && !Files.isDirectory(Path.of(name))) {
            throw new PlanException(option + " " + name + ": there is no such folder; make it with mkdir -p " + name);
        }
    }

    private static PlanException notOpened(KeyValues spec, String file, String why, String remedy) {
        return spec.error("Could not open '" + file + "': " + why + "; " + remedy);
    }

    /** Why a file operation failed, in the words of the C library. */
    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String message = e.getMessage();
        int colon = message == null ? -1 : message.lastIndexOf(": ");
        return colon < 0 ? String.valueOf(message) : message.substring(colon + 2);
    }
}
