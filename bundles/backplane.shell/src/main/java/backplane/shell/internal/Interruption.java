package backplane.shell.internal;

import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;

/**
 * How Ctrl-C ends a line. Interrupting Gogo's job is not enough: one whose thread has not begun yet never runs then,
 * but stays in the foreground, and whoever executes the line waits for it for ever. So that one is interrupted, too.
 */
final class Interruption {
    /** Why the line failed. */
    static final String REASON = "interrupted";

    private final CommandSession session;
    private final Thread shell = Thread.currentThread();

    /** An interruption of the line that this thread is about to execute. */
    Interruption(CommandSession session) {
        this.session = session;
    }

    /** Ctrl-C, from the terminal's thread. */
    void ask() {
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
            shell.interrupt();
        }
    }

    /** Executes the line, and returns why it failed, or nothing. */
    String attend(Supplier<String> line) {
        if (Thread.interrupted()) {
            return REASON; // Ctrl-C came right behind the line
        }
        String failure = line.get();
        Thread.interrupted(); // has done what it should
        Job left = session.foregroundJob();
        if (left != null) {
            leave(left);
        }
        return failure;
    }

    /** Out of the foreground with one that will never run: the next line wants that place. */
    private static void leave(Job job) {
        try {
            job.background();
        } catch (IllegalStateException e) {
            return; // it has ended by now
        }
    }
}
