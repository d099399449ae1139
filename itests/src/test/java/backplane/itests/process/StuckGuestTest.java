package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.itests.BootSector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that go nowhere never take the process with them, and the program says what they are at. */
class StuckGuestTest {
    /** {@code l: jmp l}. */
    private static final String LOOP = "ebfe";
    /** {@code cli; hlt}. */
    private static final String DEAF = "faf4ebfe";
    /** {@code lidt [0x7c80]; mov eax,cr0; inc ax; mov cr0,eax; int3}: no table for protected mode, zeros there. */
    private static final String TRIPLE = "0f011e807c0f20c0400f22c0cc";

    @TempDir
    Path base;

    private List<String> options(String... more) {
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
        return options;
    }

    private void guest(String code) throws IOException {
        BootSector.image(base.resolve("disk.img"), BootSector.program(code));
    }

    private Backplane.Result run(String... more) {
        return Backplane.run(base, base, options(more).toArray(String[]::new));
    }

    @Test
    void timeoutTellsWhatTheProcessorIsDoing() throws IOException {
        Map<String, String> guests = Map.of(
                LOOP, "running at 0000:00007c08, real mode",
                DEAF, "halted with interrupts off at 0000:00007c09, real mode");
        Map<String, Backplane> running = new HashMap<>();
        for (String code : guests.keySet()) {
            Path folder = Files.createDirectory(base.resolve(code));
            BootSector.image(folder.resolve("disk.img"), BootSector.program(code));
            running.put(code, Backplane.start(folder, folder, options("-timeout", "6.5")));
        }
        for (Map.Entry<String, Backplane> each : running.entrySet()) {
            try (Backplane backplane = each.getValue()) {
                Backplane.Result result = backplane.await();
                assertEquals(124, result.status(), result::toString);
                assertEquals(1, result.err().size(), result::toString);
                String line = result.err().get(0);
                assertTrue(line.startsWith("backplane: -timeout 6.5: after "), line);
                assertTrue(line.contains(" instructions the processor was " + guests.get(each.getKey())), line);
            }
        }
    }

    @Test
    void endlessLoopEndsByASignal() throws IOException {
        guest("fa" + LOOP);
        try (Backplane backplane = Backplane.start(base, base, options())) {
            backplane.awaitOutput("OK");
            backplane.terminate();
            assertEquals(new Backplane.Result(143, List.of("OK"), List.of()), backplane.await());
        }
        assertEquals(List.of(), Backplane.leftovers(base));
    }

    @Test
    void tripleFaultUnderNoRebootEndsWithAReport() throws IOException {
        guest(TRIPLE);
        Backplane.Result result = run("-no-reboot");
        assertEquals(0, result.status(), result::toString);
        assertTrue(
                result.err()
                        .get(0)
                        .startsWith("backplane: the processor is shut down by a triple fault at 0000:00007c1"),
                result::toString);
        assertTrue(
                result.err().get(0).contains("7c14: #GP(001a), then #GP(006b), then #DF(0000), then #GP(0043)"),
                result::toString);
        assertTrue(result.err().contains("flight recorder, latest last:"), result::toString);
        assertTrue(result.err().contains("fault #DF(0000)"), result::toString);
        assertTrue(result.err().stream().anyMatch(l -> l.startsWith("EAX=")), result::toString);
    }

    @Test
    void tripleFaultResetsOtherwise() throws IOException {
        guest(TRIPLE);
        try (Backplane backplane = Backplane.start(base, base, options())) {
            backplane.awaitOutput("OKOKOK");
            backplane.terminate();
            assertEquals(List.of(), backplane.await().err());
        }
    }

    @Test
    void theShellAnswersBesideAnEndlessLoop() throws IOException {
        guest(LOOP);
        Backplane.Result result = Backplane.run(
                base,
                base,
                "shell",
                "-m",
                "16",
                "-drive",
                "file=disk.img,if=scsi,boot=on",
                "-c",
                "cpu; regs; stop; cpu");
        assertEquals(0, result.status(), result::toString);
        assertTrue(
                result.out().stream().filter(l -> l.contains(": running at ")).count() == 2, result::toString);
        assertTrue(result.out().stream().anyMatch(l -> l.startsWith("EAX=")), result::toString);
    }
}
