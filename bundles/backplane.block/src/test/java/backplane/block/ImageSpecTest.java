package backplane.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told about an image that cannot be used: one line that names the file and the remedy. */
class ImageSpecTest {
    @TempDir
    Path folder;

    private static String refusal(Object file, String... keys) {
        String message = assertThrows(ImageException.class, () -> Requests.open(file, keys))
                .getMessage();
        assertFalse(message.contains("\n"), message);
        assertTrue(message.startsWith(file + ": "), message);
        return message.substring(file.toString().length() + 2);
    }

    private Path file(int size) throws IOException {
        Path file = folder.resolve("disk.img");
        Files.write(file, new byte[size]);
        return file;
    }

    @Test
    void aMissingFile() {
        Path file = folder.resolve("none.img");
        assertEquals(
                "Could not open '" + file + "': No such file or directory; check the path, or create a disk with:"
                        + " truncate -s 64M " + file,
                refusal(file));
        assertFalse(Files.exists(file), "asking does not create it");
    }

    @Test
    void aDirectory() {
        assertEquals(
                "'file' driver requires '" + folder + "' to be a regular file, and it is a directory", refusal(folder));
    }

    @Test
    void anEmptyFile() throws IOException {
        Path file = file(0);
        assertEquals("image '" + file + "' is empty; give it a size with: truncate -s 64M " + file, refusal(file));
    }

    @Test
    void aSizeThatIsNoMultipleOf512() throws IOException {
        Path file = file(1000);
        assertEquals(
                "size of image '" + file + "' is 1000 bytes, no multiple of 512; round it up with: truncate -s %512 "
                        + file,
                refusal(file));
    }

    @Test
    void aFileBelowAFile() throws IOException {
        Path below = file(512).resolve("x");
        String refusal = refusal(below);
        // JDK 25 takes ENOTDIR for a missing file, JDK 17 passes the C library's words on.
        assertTrue(
                refusal.startsWith("Could not open '" + below + "': No such file or directory")
                        || refusal.startsWith("Could not open '" + below + "': Not a directory"),
                refusal);
    }

    @Test
    void aCharacterDevice() {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Path.of("/dev/null")), "no /dev/null here");
        assertTrue(refusal("/dev/null").contains("a regular file or a block device"));
    }

    @Test
    void badKeys() throws IOException {
        Path file = file(512);
        assertTrue(refusal(file, "format", "qcow2").startsWith("Unknown driver 'qcow2'; only format=raw is there"));
        assertEquals("Parameter 'readonly' expects 'on' or 'off', not 'maybe'", refusal(file, "readonly", "maybe"));
        assertEquals("cyls=0 must be a number from 1 to 65535", refusal(file, "cyls", "0"));
        assertEquals("cyls=, heads= and secs= go together; give all or none", refusal(file, "heads", "16"));
        assertTrue(refusal(file, "serial", "x".repeat(37)).contains("at most 36"));
        assertTrue(refusal(file, "werror", "stop").contains("not there yet"));
        assertTrue(refusal(file, "cache", "fast").startsWith("invalid cache option 'fast'"));
    }

    @Test
    void anImageInUseInThisProcess() throws IOException {
        Path file = file(512);
        Image first = Requests.open(file);
        assertEquals(
                "Failed to get \"write\" lock, drive drive0 of this process uses the image '" + file
                        + "'; stop it, or open both with readonly=on or snapshot=on",
                refusal(file));
        assertTrue(refusal(file, "snapshot", "on").startsWith("Failed to get shared \"write\" lock"));
        Path alias = folder.resolve("alias.img");
        Files.createSymbolicLink(alias, file);
        assertTrue(refusal(alias).startsWith("Failed to get \"write\" lock"), "by another name");
        first.close();
        Image reader = Requests.open(file, "readonly", "on");
        Image another = Requests.open(file, "snapshot", "on");
        assertTrue(refusal(file).startsWith("Failed to get \"write\" lock"));
        reader.close();
        assertTrue(refusal(file).startsWith("Failed to get \"write\" lock"));
        another.close();
        Requests.open(file).close();
    }
}
