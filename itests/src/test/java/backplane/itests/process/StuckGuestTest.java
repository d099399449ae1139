package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.itests.BootSector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that go nowhere never take the process with them, and the program says what they are at. */
class StuckGuestTest {
    /** {@code l: jmp l}. */
    private static final String LOOP = "ebfe";
    /** {@code cli; hlt}. */
    private static final String DEAF = "faf4ebfe";
    /** {@code lidt [0x7c80]; mov eax,cr0; inc ax; mov cr0,eax; int3}: no table for protected mode, zeros there. */
    private static final String TRIPLE = "0f011e807c0f20c0400f22c0cc";

    /** Random bytes. */
    private static final String GARBAGE = HexFormat.of().formatHex(garbage());

    /** What the processor is said to be doing, by the guest's code. */
    private static final Map<String, String> GUESTS = Map.of(
            LOOP, "running at 0000:00007c08, real mode",
            DEAF, "halted with interrupts off at 0000:00007c09, real mode",
            GARBAGE, "(running|halted).* at [0-9a-f]{4}:[0-9a-f]{8}, .*");

    private static final String CTRL_A = "\001";

    @TempDir
    Path base;

    private static byte[] garbage() {
        byte[] bytes = new byte[480];
        new Random(13).nextBytes(bytes);
        return bytes;
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit", "jit,threshold=1"})
    void keysAndTimeoutEndIt(String engine) throws IOException {
        Duration start = keysEndIt(engine);
        timeoutTellsWhatTheProcessorIsDoing(engine, start.multipliedBy(2).plusSeconds(2));
    }

    /**
     * Ctrl-A c opens the shell, which says what the processor is doing, and Ctrl-A x ends all.
     *
     * @return how long it took until the guests ran
     */
    private Duration keysEndIt(String engine) throws IOException {
        long start = System.nanoTime();
        Map<String, Backplane> running =
                start(folder -> Backplane.onTerminal("xterm", folder, folder, options("-accel", engine)));
        try {
            running.values().forEach(backplane -> backplane.awaitOutput("OK"));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            for (Map.Entry<String, Backplane> each : running.entrySet()) {
                Backplane backplane = each.getValue();
                backplane.type(CTRL_A + "c");
                backplane.awaitOutput("bp> ");
                backplane.type("cpu\r");
                backplane.awaitOutput(Pattern.compile(": " + GUESTS.get(each.getKey())));
                backplane.type(CTRL_A + "x");
                Backplane.Result result = backplane.await();
                assertEquals(0, result.status(), result::toString);
                assertEquals(List.of(), Backplane.leftovers(folder(each.getKey())));
            }
            return took;
        } finally {
            running.values().forEach(Backplane::close);
        }
    }

    private void timeoutTellsWhatTheProcessorIsDoing(String engine, Duration timeout) throws IOException {
        String seconds = Long.toString(timeout.toSeconds());
        Map<String, Backplane> running =
                start(folder -> Backplane.start(folder, folder, options("-accel", engine, "-timeout", seconds)));
        try {
            for (Map.Entry<String, Backplane> each : running.entrySet()) {
                Backplane.Result result = each.getValue().await();
                assertEquals(124, result.status(), result::toString);
                assertEquals(1, result.err().size(), result::toString);
                String line = result.err().get(0);
                String says = "backplane: -timeout " + seconds + ": after \\d+ instructions the processor was ";
                assertTrue(line.matches(says + GUESTS.get(each.getKey())), line);
            }
        } finally {
            running.values().forEach(Backplane::close);
        }
    }

    private Path folder(String code) {
        return base.resolve(code.substring(0, 4));
    }

    /** One process for each of the guests, all at once. */
    private Map<String, Backplane> start(Function<Path, Backplane> starter) throws IOException {
        Map<String, Backplane> running = new LinkedHashMap<>();
        for (String code : GUESTS.keySet()) {
            Path folder = Files.createDirectories(folder(code));
            BootSector.image(folder.resolve("disk.img"), BootSector.program(code));
            running.put(code, starter.apply(folder));
        }
        return running;
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
