package backplane.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Requests that wait for their end. */
final class Requests {
    private Requests() {}

    @FunctionalInterface
    interface Submission {
        void to(backplane.api.block.BlockCompletion completion);
    }

    static BlockStatus await(Submission submission) {
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<BlockStatus> status = new AtomicReference<>();
        submission.to(s -> {
            assertTrue(status.compareAndSet(null, s), "completed twice");
            done.countDown();
        });
        try {
            assertTrue(done.await(60, TimeUnit.SECONDS), "never completed");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return status.get();
    }

    static byte[] read(BlockNode node, long offset, int n) {
        byte[] b = new byte[n];
        assertEquals(BlockStatus.OK, await(c -> node.read(offset, b, 0, n, c)));
        return b;
    }

    static void write(BlockNode node, long offset, byte[] b) {
        assertEquals(BlockStatus.OK, await(c -> node.write(offset, b, 0, b.length, c)));
    }

    static void flush(BlockNode node) {
        assertEquals(BlockStatus.OK, await(node::flush));
    }

    static Image open(Object file, String... keysAndValues) {
        Map<String, String> keys = new java.util.HashMap<>(Map.of("id", "drive0", "file", file.toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Image(ImageSpec.of(keys));
    }
}
