package backplane.block;

import static backplane.block.Requests.await;
import static backplane.block.Requests.flush;
import static backplane.block.Requests.open;
import static backplane.block.Requests.read;
import static backplane.block.Requests.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images as cards use them. */
class ImageTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path folder;

    private Path file;
    private byte[] content;

    @BeforeEach
    void makeImage() throws IOException {
        content = new byte[SIZE];
        new Random(8).nextBytes(content);
        file = folder.resolve("disk.img");
        Files.write(file, content);
    }

    private static byte[] bytes(int n, int seed) {
        byte[] b = new byte[n];
        new Random(seed).nextBytes(b);
        return b;
    }

    @Test
    void saysWhatItIs() {
        Image image = open(file, "serial", "S1", "cyls", "8", "heads", "16", "secs", "63");
        assertEquals("drive0", image.info().id());
        assertEquals(SIZE, image.info().size());
        assertEquals(SIZE / 512, image.info().blocks());
        assertEquals("S1", image.info().serial());
        assertEquals(63, image.info().sectors());
        image.close();
    }

    @Test
    void readsAndWrites() throws IOException {
        Image image = open(file);
        assertArrayEquals(Arrays.copyOfRange(content, 512, 2048), read(image, 512, 1536));
        byte[] data = bytes(300 << 10, 1);
        write(image, 1 << 20, data);
        assertArrayEquals(data, read(image, 1 << 20, data.length));
        image.close();
        byte[] now = Files.readAllBytes(file);
        assertArrayEquals(data, Arrays.copyOfRange(now, 1 << 20, (1 << 20) + data.length));
    }

    @Test
    void requestsTakeEffectInTheOrderTheyCame() throws InterruptedException {
        Image image = open(file);
        int writes = 2_000;
        CountDownLatch done = new CountDownLatch(writes + writes / 100);
        for (int i = 0; i < writes; i++) {
            byte[] block = new byte[512];
            Arrays.fill(block, (byte) i);
            image.write(0, block, 0, 512, s -> done.countDown());
            if (i % 100 == 0) {
                image.flush(s -> done.countDown());
            }
        }
        assertEquals((byte) (writes - 1), read(image, 0, 512)[100]);
        assertTrue(done.await(60, TimeUnit.SECONDS));
        image.close();
    }

    @Test
    void requestsOutsideTheImageAreRefused() {
        Image image = open(file);
        byte[] b = new byte[1024];
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.read(SIZE, b, 0, 512, c)));
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.read(SIZE - 512, b, 0, 1024, c)));
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.write(-512, b, 0, 512, c)));
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.read(100, b, 0, 512, c)));
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.read(0, b, 0, 100, c)));
        assertEquals(BlockStatus.OUT_OF_RANGE, await(c -> image.read(Long.MAX_VALUE & -512, b, 0, 512, c)));
        assertEquals(BlockStatus.OK, await(c -> image.read(SIZE - 512, b, 0, 512, c)));
        image.close();
    }

    @Test
    void readOnlyRefusesWrites() {
        Image image = open(file, "readonly", "on");
        assertTrue(image.info().readOnly());
        assertEquals(BlockStatus.READ_ONLY, await(c -> image.write(0, new byte[512], 0, 512, c)));
        assertArrayEquals(Arrays.copyOf(content, 512), read(image, 0, 512));
        image.close();
    }

    @Test
    void aSnapshotKeepsTheImageAsItIs() throws IOException {
        Image image = open(file, "snapshot", "on");
        assertFalse(image.info().readOnly());
        byte[] data = bytes(5 * 512, 2);
        write(image, 7 * 512, data);
        write(image, SIZE - 512, Arrays.copyOf(data, 512));
        flush(image);
        byte[] expected = content.clone();
        System.arraycopy(data, 0, expected, 7 * 512, data.length);
        System.arraycopy(data, 0, expected, SIZE - 512, 512);
        assertArrayEquals(expected, read(image, 0, SIZE), "mixed from both sides");
        image.close();
        assertArrayEquals(content, Files.readAllBytes(file));
        Image again = open(file);
        assertArrayEquals(content, read(again, 0, SIZE), "nothing of it is left");
        again.close();
    }

    @Test
    void aTruncatedImageFailsReadsBehindItsEnd() throws IOException {
        Image image = open(file);
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(SIZE / 2 + 100);
        }
        byte[] b = new byte[1024];
        assertEquals(BlockStatus.IO_ERROR, await(c -> image.read(SIZE / 2, b, 0, 1024, c)));
        assertEquals(BlockStatus.IO_ERROR, await(c -> image.read(SIZE - 1024, b, 0, 1024, c)));
        assertEquals(BlockStatus.OK, await(c -> image.read(SIZE / 2 - 1024, b, 0, 1024, c)));
        image.close();
    }

    @Test
    void errorsAreIgnoredOnlyWhenAskedTo() throws IOException {
        Image image = open(file, "rerror", "ignore");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(512);
        }
        assertArrayEquals(new byte[512], read(image, SIZE / 2, 512));
        image.close();
    }

    @Test
    void aFullDiskIsNoSpace() {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
        // /dev/full is no image; what its write throws is what a full file system's does.
        IOException e = assertThrows(IOException.class, () -> {
            try (RandomAccessFile f = new RandomAccessFile(full.toFile(), "rw")) {
                f.write(1);
            }
        });
        assertTrue(Image.isFull(e, file, 1));
    }

    @Test
    void aClosedImageFailsRequestsAndIsFreeForOthers() {
        Image image = open(file);
        image.close();
        image.close();
        assertEquals(BlockStatus.IO_ERROR, await(c -> image.read(0, new byte[512], 0, 512, c)));
        assertEquals(BlockStatus.IO_ERROR, await(image::flush));
        open(file).close();
    }

    @Test
    void closeRunsWhatIsQueued() throws IOException {
        Image image = open(file);
        byte[] data = bytes(512 << 10, 3);
        int n = 6;
        for (int i = 0; i < n; i++) {
            image.write((long) i * data.length, data, 0, data.length, s -> {});
        }
        image.close();
        byte[] now = Files.readAllBytes(file);
        for (int i = 0; i < n; i++) {
            assertArrayEquals(data, Arrays.copyOfRange(now, i * data.length, (i + 1) * data.length));
        }
    }

    @Test
    void anInterruptedCallerDoesNotHarmTheImage() {
        Image image = open(file);
        read(image, 0, 512);
        Thread.currentThread().interrupt();
        byte[] b = new byte[512];
        BlockStatus[] status = new BlockStatus[1];
        image.read(0, b, 0, 512, s -> status[0] = s);
        assertTrue(Thread.interrupted());
        assertEquals(BlockStatus.OK, status[0], "a warm read is done at once");
        assertArrayEquals(Arrays.copyOf(content, 512), read(image, 0, 512));
        image.close();
    }

    @Test
    void requestsSubmittedFromCompletionsDoNotDeadlock() throws InterruptedException {
        Image image = open(file);
        CountDownLatch done = new CountDownLatch(1);
        byte[] b = new byte[512];
        image.flush(s ->
                image.write(0, b, 0, 512, t -> image.flush(u -> image.read(0, b, 0, 512, v -> done.countDown()))));
        assertTrue(done.await(60, TimeUnit.SECONDS));
        image.close();
    }
}
