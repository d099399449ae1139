package backplane.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds between processes: the lock, and what is left of one that was killed. */
class ProcessTest {
    private static final int SECTORS = 4096;

    @TempDir
    Path folder;

    private Path image() throws IOException {
        Path file = folder.resolve("disk.img");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(SECTORS * 512L);
        }
        return file;
    }

    /** Another JVM. Lines of its output come in; a line to its input lets it go on. */
    private static final class Other implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Other(String... arguments) throws IOException {
            String[] command = new String[4 + arguments.length];
            command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            command[1] = "-cp";
            command[2] = System.getProperty("java.class.path");
            command[3] = OtherProcess.class.getName();
            System.arraycopy(arguments, 0, command, 4, arguments.length);
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return out.readLine();
        }

        void goOn() throws IOException {
            OutputStream in = process.getOutputStream();
            in.write('\n');
            in.flush();
        }

        void kill() throws InterruptedException {
            process.toHandle().destroyForcibly(); // SIGKILL; Process.destroyForcibly would close the streams too
            process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void anotherProcessHoldsTheLockUntilItEnds() throws Exception {
        Path file = image();
        try (Other other = new Other("hold", file.toString(), "readonly", "off")) {
            assertEquals("open", other.line());
            String message = assertThrows(ImageException.class, () -> Requests.open(file))
                    .getMessage();
            assertEquals(
                    file + ": Failed to get \"write\" lock, another process uses the image '" + file
                            + "'; stop it, or open both with readonly=on or snapshot=on",
                    message);
            assertThrows(ImageException.class, () -> Requests.open(file, "readonly", "on"));
            assertThrows(ImageException.class, () -> Requests.open(file, "snapshot", "on"));
            other.goOn();
            assertEquals("closed", other.line());
            Requests.open(file).close();
        }
    }

    @Test
    void readersOfSeveralProcessesShareTheImage() throws Exception {
        Path file = image();
        try (Other other = new Other("hold", file.toString(), "snapshot", "on")) {
            assertEquals("open", other.line());
            Requests.open(file, "readonly", "on").close();
            assertThrows(ImageException.class, () -> Requests.open(file));
        }
    }

    @Test
    void whatWasFlushedSurvivesAKillAndTheLockIsFree() throws Exception {
        Path file = image();
        long flushed = 0;
        try (Other other = new Other("write", file.toString())) {
            for (int i = 0; i < 200; i++) {
                String line = other.line();
                assertNotNull(line, "the writer has ended");
                flushed = Long.parseLong(line);
            }
            other.kill();
            for (String line = other.line(); line != null && !line.isEmpty(); line = other.line()) {
                flushed = Math.max(flushed, Long.parseLong(line));
            }
        }
        Image image = Requests.open(file);
        assertTrue(flushed >= 200);
        // Sector n holds the last round before the one it was written in; each round writes every sector in turn.
        for (long round = Math.max(1, flushed - SECTORS + 1); round <= flushed; round++) {
            long found = ByteBuffer.wrap(Requests.read(image, round % SECTORS * 512, 512))
                    .getLong();
            assertTrue(found >= round, "sector " + round % SECTORS + " holds " + found + ", flushed was " + round);
        }
        image.close();
    }
}
