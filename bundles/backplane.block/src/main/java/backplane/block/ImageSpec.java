package backplane.block;

import backplane.api.block.BlockInfo;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * What a {@code -drive} says about its image, with the checks that need no open file.
 *
 * <p>{@link #check} only looks at the file's attributes. It must never open the image: closing that second channel
 * would drop the lock that this process may hold on it.
 */
public record ImageSpec(
        String id,
        String file,
        boolean readOnly,
        boolean snapshot,
        String serial,
        int cylinders,
        int heads,
        int sectors,
        Cache cache,
        boolean ignoreReadErrors,
        boolean ignoreWriteErrors) {
    /** When the guest's writes go on to stable storage. */
    public enum Cache {
        /** When the guest flushes. */
        WRITEBACK,
        /** With each write. */
        WRITETHROUGH,
        /** When the host likes: flushes do nothing. */
        UNSAFE
    }

    /** Bytes in a block, the only size there is. */
    public static final int BLOCK = 512;

    private static final int MAX_SERIAL = 36;
    private static final int UNIX_TYPE = 0170000;
    private static final int UNIX_BLOCK_DEVICE = 0060000;

    /** Reads the keys of {@code -drive}; a missing key has its default. Throws {@link ImageException}. */
    public static ImageSpec of(Map<String, String> keys) {
        String file = keys.getOrDefault("file", "");
        String id = keys.getOrDefault("id", "");
        if (file.isEmpty()) {
            throw new ImageException("drive " + id + ": file= is missing; name a disk image");
        }
        String format = keys.getOrDefault("format", "raw");
        if (!format.equals("raw") && !format.isEmpty()) {
            throw new ImageException(file + ": Unknown driver '" + format
                    + "'; only format=raw is there, convert with: qemu-img convert -O raw " + file + " disk.img");
        }
        String serial = keys.getOrDefault("serial", "");
        if (serial.length() > MAX_SERIAL || !serial.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new ImageException(file + ": serial=" + serial + " must be at most 36 printable ASCII characters");
        }
        int[] chs = {
            number(file, keys, "cyls", 65535), number(file, keys, "heads", 255), number(file, keys, "secs", 255)
        };
        boolean none = chs[0] == 0 && chs[1] == 0 && chs[2] == 0;
        if (!none && (chs[0] == 0 || chs[1] == 0 || chs[2] == 0)) {
            throw new ImageException(file + ": cyls=, heads= and secs= go together; give all or none");
        }
        return new ImageSpec(
                id,
                file,
                flag(file, keys, "readonly"),
                flag(file, keys, "snapshot"),
                serial,
                chs[0],
                chs[1],
                chs[2],
                cache(file, keys.getOrDefault("cache", "")),
                ignore(file, keys, "rerror"),
                ignore(file, keys, "werror"));
    }

    private static Cache cache(String file, String value) {
        return switch (value) {
            case "", "writeback", "none" -> Cache.WRITEBACK;
            case "writethrough", "directsync" -> Cache.WRITETHROUGH;
            case "unsafe" -> Cache.UNSAFE;
            default ->
                throw new ImageException(file + ": invalid cache option '" + value
                        + "'; use writeback, none, writethrough, directsync or unsafe");
        };
    }

    /** Errors reach the guest unless it is to be told that all is well; stopping the machine is not there yet. */
    private static boolean ignore(String file, Map<String, String> keys, String key) {
        String value = keys.getOrDefault(key, "");
        return switch (value) {
            case "", "report" -> false;
            case "ignore" -> true;
            default ->
                throw new ImageException(
                        file + ": " + key + "=" + value + " is not there yet; use report (default) or ignore");
        };
    }

    private static boolean flag(String file, Map<String, String> keys, String key) {
        String value = keys.getOrDefault(key, "off");
        return switch (value) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no", "" -> false;
            default ->
                throw new ImageException(file + ": Parameter '" + key + "' expects 'on' or 'off', not '" + value + "'");
        };
    }

    private static int number(String file, Map<String, String> keys, String key, int max) {
        String value = keys.getOrDefault(key, "");
        if (value.isEmpty()) {
            return 0;
        }
        try {
            int n = Integer.parseInt(value);
            if (n >= 1 && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for every bad value
        }
        throw new ImageException(file + ": " + key + "=" + value + " must be a number from 1 to " + max);
    }

    /** Whether this drive's guest writes reach the image file. */
    public boolean writesFile() {
        return !readOnly && !snapshot;
    }

    /** The file as given, as a path. */
    public Path path() {
        return Path.of(file);
    }

    /**
     * Throws {@link ImageException} for a file that is missing, unreadable, empty, no file, or of a size that is no
     * multiple of 512. A block device passes: its size is known once it is open.
     */
    public void check() {
        BasicFileAttributes at = attributes();
        if (at.isDirectory()) {
            throw fault("'file' driver requires '" + file + "' to be a regular file, and it is a directory");
        }
        if (!at.isRegularFile() && !isBlockDevice()) {
            throw fault("'file' driver requires '" + file + "' to be a regular file or a block device");
        }
        if (!Files.isReadable(path())) {
            throw denied();
        }
        if (writesFile() && !Files.isWritable(path())) {
            throw denied();
        }
        if (at.isRegularFile()) {
            checkSize(at.size());
        }
    }

    /** Refuses an empty image and one that ends within a block. */
    void checkSize(long size) {
        if (size == 0) {
            throw fault("image '" + file + "' is empty; give it a size with: truncate -s 64M " + file);
        }
        if (size % BLOCK != 0) {
            throw fault("size of image '" + file + "' is " + size
                    + " bytes, no multiple of 512; round it up with: truncate -s %512 " + file);
        }
    }

    private BasicFileAttributes attributes() {
        try {
            return Files.readAttributes(path(), BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (AccessDeniedException e) {
            throw denied();
        } catch (IOException e) {
            throw fault("Could not open '" + file + "': " + reason(e));
        } catch (InvalidPathException e) {
            throw fault("Could not open '" + file + "': this is no file name");
        }
    }

    private boolean isBlockDevice() {
        try {
            return ((Integer) Files.getAttribute(path(), "unix:mode") & UNIX_TYPE) == UNIX_BLOCK_DEVICE;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    ImageException missing() {
        return fault("Could not open '" + file
                + "': No such file or directory; check the path, or create a disk with: truncate -s 64M " + file);
    }

    ImageException denied() {
        return fault("Could not open '" + file + "': Permission denied; "
                + (writesFile() ? "chmod it, or add readonly=on or snapshot=on" : "chmod it or run as its owner"));
    }

    ImageException locked(String holder) {
        String lock = writesFile() ? "Failed to get \"write\" lock" : "Failed to get shared \"write\" lock";
        return fault(lock + ", " + holder + " uses the image '" + file + "'; "
                + (writesFile() ? "stop it, or open both with readonly=on or snapshot=on" : "stop it first"));
    }

    ImageException fault(String text) {
        return new ImageException(file + ": " + text);
    }

    /** The system's own words, without the file name that Java puts before them. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        String text = String.valueOf(e.getMessage());
        int open = text.lastIndexOf('(');
        return open >= 0 && text.endsWith(")") ? text.substring(open + 1, text.length() - 1) : text;
    }

    /** What the cards see. */
    BlockInfo info(long size) {
        String how = readOnly ? ", read-only" : snapshot ? ", snapshot" : "";
        return new BlockInfo(id, file + " (raw" + how + ")", size, BLOCK, readOnly, serial, cylinders, heads, sectors);
    }
}
