package backplane.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.threadio.ThreadIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ctrl-C under lines of a real Gogo session. */
class InterruptionTest {
    private final ExecutorService executor = Executors.newCachedThreadPool(); // a shell and a terminal at a time
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean next;
    private CommandSession session;

    /** A command that ends when it is interrupted. */
    public void forever() throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
    }

    /** Another one. */
    public void next() {
        next = true;
    }

    @BeforeEach
    void open() {
        CommandProcessorImpl processor = new CommandProcessorImpl(new NoThreadIO());
        processor.addCommand("test", this, "forever");
        processor.addCommand("test", this, "next");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        session = processor.createSession(InputStream.nullInputStream(), nowhere, nowhere);
    }

    @AfterEach
    void close() {
        session.close();
        executor.shutdownNow();
    }

    /** Gogo's own puts streams in System's place, and threads of ended jobs do so once more at any time. */
    private static final class NoThreadIO implements ThreadIO {
        @Override
        public void setStreams(InputStream in, PrintStream out, PrintStream err) {}

        @Override
        public void close() {}
    }

    /** Executes a line in a thread of its own, which tells how it can be interrupted. */
    private CompletableFuture<String> execute(String line, CompletableFuture<Interruption> how) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Interruption interruption = new Interruption(session);
                    how.complete(interruption);
                    return interruption.attend(() -> ShellComponent.execute(session, line));
                },
                executor);
    }

    @Test
    void aLineRunsToItsEnd() throws Exception {
        assertEquals("", execute("test:next", new CompletableFuture<>()).get(30, TimeUnit.SECONDS));
        assertTrue(next);
        assertNull(session.foregroundJob());
    }

    @Test
    void itEndsTheCommandAndTheLine() throws Exception {
        CompletableFuture<Interruption> how = new CompletableFuture<>();
        CompletableFuture<String> line = execute("test:forever; test:next", how);
        begun.await();
        how.get().ask();
        assertEquals(Interruption.REASON, line.get(30, TimeUnit.SECONDS));
        assertFalse(next);
        assertNull(session.foregroundJob());
    }

    /** The job's thread and Ctrl-C start together, often enough for each to be the first. */
    @Test
    void itMayComeBeforeTheCommandHasBegun() throws Exception {
        for (int i = 0; i < 300; i++) {
            CompletableFuture<Interruption> how = new CompletableFuture<>();
            session.setJobListener((job, from, to) -> {
                if (to == Job.Status.Foreground) {
                    executor.execute(() -> how.join().ask());
                }
            });
            assertEquals(Interruption.REASON, execute("test:forever", how).get(30, TimeUnit.SECONDS), "round " + i);
            assertNull(session.foregroundJob());
        }
    }
}
