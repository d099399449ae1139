package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import backplane.itests.BootSector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run begins and ends, as another process sees it. */
class LifeTest {
    @TempDir
    Path base;

    private Path image(byte[] sector) throws IOException {
        return BootSector.image(base.resolve("disk.img"), sector);
    }

    private String[] options(String command, String... more) {
        List<String> options = new ArrayList<>(List.of(
                command,
                "-m",
                "16",
                "-display",
                "none",
                "-debugcon",
                "stdio",
                "-drive",
                "file=disk.img,if=scsi,boot=on"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private Backplane.Result run(String... arguments) {
        Backplane.Result result = Backplane.run(base, base, arguments);
        assertEquals(List.of(), Backplane.leftovers(base), result::toString);
        return result;
    }

    @Test
    void theGuestsPowerOffIsStatusZero() throws IOException {
        image(BootSector.marker());
        assertEquals(new Backplane.Result(0, List.of("OK"), List.of()), run(options("run")));
    }

    @Test
    void theGuestsWordToDebugExitBecomesTheStatus() throws IOException {
        image(BootSector.exit(5));
        assertEquals(new Backplane.Result(11, List.of(), List.of()), run(options("run", "-device", "isa-debug-exit")));
    }

    @Test
    void timeoutIsStatus124() throws IOException {
        image(BootSector.sleeper());
        assertEquals(124, run(options("run", "-timeout", "2")).status());
    }

    @Test
    void aLockedImageIsRefusedAndFreeAfterAKill() throws IOException {
        image(BootSector.sleeper());
        Path first = Files.createDirectory(base.resolve("first"));
        try (Backplane holder = Backplane.start(first, base, List.of(options("run")))) {
            holder.awaitOutput("OK");
            String refusal = run(options("run")).refusal();
            assertTrue(refusal.contains("disk.img: Failed to get \"write\" lock, "), refusal);
            holder.kill();
            assertEquals(137, holder.await().status());
        }
        List<Path> killed = Backplane.leftovers(first);
        assertFalse(killed.isEmpty(), "the killed process has tidied up");
        for (Path file : killed) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(600)));
        }
        // The next process gets the image, ends by SIGTERM, and has reaped what the killed one left.
        try (Backplane next = Backplane.start(first, base, List.of(options("run")))) {
            next.awaitOutput("OK");
            next.terminate();
            Backplane.Result result = next.await();
            assertEquals(143, result.status());
            assertEquals(List.of(), result.err());
        }
        assertEquals(List.of(), Backplane.leftovers(first));
    }

    @Test
    void anInterruptIsStatus130() throws IOException {
        assumeFalse(ignoresInterrupts(), "SIGINT is ignored by what started these tests");
        image(BootSector.sleeper());
        try (Backplane backplane = Backplane.start(base, base, List.of(options("run")))) {
            backplane.awaitOutput("OK");
            backplane.interrupt();
            assertEquals(new Backplane.Result(130, List.of("OK"), List.of()), backplane.await());
        }
        assertEquals(List.of(), Backplane.leftovers(base));
    }

    /** As in the background of a shell without job control: a child of ours would inherit that. */
    private static boolean ignoresInterrupts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("SigIgn:"))
                .anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) & 2) != 0);
    }

    @Test
    void demoEndsWithDemoOk() {
        Backplane.Result result = run("demo");
        assertEquals(0, result.status(), result::toString);
        assertEquals("DEMO OK", result.out().get(result.out().size() - 1).strip(), result::toString);
        assertEquals(List.of(), result.err());
    }

    @Test
    void theShellRunsCommandsAndEnds() throws IOException {
        image(BootSector.sleeper());
        Backplane.Result result =
                run("shell", "-m", "16", "-drive", "file=disk.img,if=scsi,boot=on", "-c", "devices; drives");
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().stream().anyMatch(l -> l.startsWith("scsi0 ")), result::toString);
        assertTrue(result.out().stream().anyMatch(l -> l.startsWith("drive0 ")), result::toString);
        Backplane.Result wrong =
                run("shell", "-m", "16", "-drive", "file=disk.img,if=scsi,boot=on", "-c", "frobnicate");
        assertEquals(2, wrong.status(), wrong::toString);
        assertEquals(1, wrong.err().size(), wrong::toString);
    }

    @Test
    void dryRunShowsThePlanAndTouchesNothing() throws IOException {
        Path disk = image(BootSector.marker());
        FileTime before = Files.getLastModifiedTime(disk);
        Backplane.Result result = run(options("run", "-dry-run"));
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().get(0).startsWith("requirement "), result::toString);
        assertTrue(
                result.out().stream().anyMatch(l -> l.startsWith("boot=on") && l.contains("backplane.extboot")),
                result::toString);
        assertEquals(before, Files.getLastModifiedTime(disk));
    }

    @Test
    void listsWhatThereIs() {
        assertTrue(run("run", "-device", "help").out().stream().anyMatch(l -> l.contains("lsi53c895a")));
        assertTrue(run("run", "-device", "isa-debug-exit,help").out().stream().anyMatch(l -> l.contains("iobase")));
        assertTrue(run().out().stream().anyMatch(l -> l.contains("demo")));
        assertTrue(run("--version").out().get(0).startsWith("Backplane "));
    }
}
