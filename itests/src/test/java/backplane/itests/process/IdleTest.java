package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.itests.BootSector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest that waits costs next to nothing. Processor time of the whole process is measured, which a busy host leaves
 * alone; what HotSpot still compiles after the start passes, so the guest gets some time to come to rest.
 */
class IdleTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int WINDOWS = 20;
    /** The aim is 2 %; a window of two seconds is short. */
    private static final int MOST_PERCENT = 4;

    @TempDir
    Path base;

    private void comesToRest(byte[] sector, String... more) throws IOException {
        BootSector.image(base.resolve("disk.img"), sector);
        List<String> options = new ArrayList<>(List.of(
                "run",
                "-m",
                "16",
                "-display",
                "none",
                "-debugcon",
                "stdio",
                "-drive",
                "file=disk.img,if=scsi,boot=on"));
        options.addAll(List.of(more));
        try (Backplane backplane = Backplane.start(base, base, options)) {
            backplane.awaitOutput("OK");
            long least = Long.MAX_VALUE;
            for (int i = 0; i < WINDOWS && least > MOST_PERCENT; i++) {
                Duration before = backplane.processorTime();
                long start = System.nanoTime();
                while (System.nanoTime() - start < WINDOW.toNanos()) {
                    LockSupport.parkNanos(WINDOW.toNanos());
                }
                long used = backplane.processorTime().minus(before).toNanos();
                least = Math.min(least, used * 100 / (System.nanoTime() - start));
            }
            assertTrue(least <= MOST_PERCENT, "the idlest window took " + least + " % of a core");
        }
    }

    @Test
    void halted() throws IOException {
        comesToRest(BootSector.sleeper());
    }

    @Test
    void askingForAKey() throws IOException {
        comesToRest(BootSector.keyPoller());
    }
}
