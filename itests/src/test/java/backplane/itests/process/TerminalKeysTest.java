package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.itests.BootSector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets Ctrl-C on a terminal: the guest, or the command that the shell executes, but never the process. */
class TerminalKeysTest {
    /**
     * Sends what comes on the serial line back as a letter.
     *
     * <pre>
     * bafd03 ec    l: mov dx, 0x3fd; in al, dx
     * a801 74f8    test al, 1; jz l
     * baf803 ec    mov dx, 0x3f8; in al, dx
     * 0c40 ee      or al, 0x40; out dx, al
     * ebef         jmp l
     * </pre>
     */
    private static final String ECHO = "bafd03ec a80174f8 baf803ec 0c40ee ebef";

    /** From one key to the next: the first may come before the shell is ready for it. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final String CTRL_A = "\001";
    private static final String CTRL_C = "\003";

    @TempDir
    Path base;

    private Backplane start(String type, String... command) throws IOException {
        BootSector.image(base.resolve("disk.img"), BootSector.program(ECHO));
        List<String> options = new ArrayList<>(List.of(command));
        options.addAll(List.of(
                "-m",
                "16",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-debugcon",
                "file:debug",
                "-drive",
                "file=disk.img,if=scsi,boot=on"));
        return Backplane.onTerminal(type, base, base, options);
    }

    private boolean guestRuns() {
        try {
            Path debug = base.resolve("debug");
            return Files.exists(debug) && Files.readString(debug).contains("OK");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "dumb"})
    void theGuestGetsCtrlC(String type) throws IOException {
        try (Backplane backplane = start(type, "run")) {
            backplane.await("OK on the debug console", this::guestRuns);
            backplane.type(CTRL_C + "\032");
            backplane.awaitOutput("CZ");
            backplane.type(CTRL_A + "x");
            assertEquals(0, backplane.await().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "dumb"})
    void inTheShellItEndsTheCommand(String type) throws IOException {
        try (Backplane backplane = start(type, "shell")) {
            backplane.awaitOutput("bp> ");
            backplane.type("perf 3600\r");
            backplane.awaitOutput("perf 3600\n"); // Ctrl-C overtakes what the line editor has not read yet
            typeUntil(backplane, CTRL_C, "interrupted");
            typeUntil(backplane, "cpu\r", ", real mode");
            backplane.type(CTRL_A + "x");
            assertEquals(0, backplane.await().status());
        }
    }

    @Test
    void itEndsCommandsOfTheCommandLine() throws IOException {
        try (Backplane backplane = start("xterm", "shell", "-c", "perf 3600")) {
            backplane.awaitOutput("boot=on via extboot");
            typeUntil(backplane, CTRL_C, "backplane: interrupted");
            assertEquals(130, backplane.await().status());
        }
    }

    private static void typeUntil(Backplane backplane, String keys, String text) {
        backplane.await(text, () -> {
            if (!shows(backplane, text)) {
                backplane.type(keys);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return shows(backplane, text);
        });
    }

    private static boolean shows(Backplane backplane, String text) {
        return backplane.lines().stream().anyMatch(line -> line.contains(text));
    }
}
