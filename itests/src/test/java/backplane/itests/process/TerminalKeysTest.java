package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.itests.BootSector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets Ctrl-C on a terminal: the guest, or the shell, but never the process. */
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

    /** From one Ctrl-C to the next: the first may come before the command has begun. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final String CTRL_A = "\001";
    private static final String CTRL_C = "\003";

    @TempDir
    Path base;

    private Backplane start(String command) throws IOException {
        BootSector.image(base.resolve("disk.img"), BootSector.program(ECHO));
        List<String> options = List.of(
                command,
                "-m",
                "16",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-debugcon",
                "file:debug",
                "-drive",
                "file=disk.img,if=scsi,boot=on");
        return Backplane.onTerminal(base, base, options);
    }

    private boolean guestRuns() {
        try {
            Path debug = base.resolve("debug");
            return Files.exists(debug) && Files.readString(debug).contains("OK");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theGuestGetsCtrlC() throws IOException {
        try (Backplane backplane = start("run")) {
            backplane.await("OK on the debug console", this::guestRuns);
            backplane.type(CTRL_C + "\032");
            backplane.awaitOutput("CZ");
            backplane.type(CTRL_A + "x");
            assertEquals(0, backplane.await().status());
        }
    }

    @Test
    void inTheShellItEndsTheCommand() throws IOException {
        try (Backplane backplane = start("shell")) {
            backplane.awaitOutput("bp> ");
            backplane.type("perf 3600\r");
            backplane.await("what Ctrl-C does", () -> {
                backplane.type(CTRL_C);
                LockSupport.parkNanos(PAUSE.toNanos());
                return backplane.lines().stream().anyMatch(line -> line.contains("interrupted"));
            });
            backplane.type("\rcpu\r");
            backplane.awaitOutput(", real mode");
            backplane.type(CTRL_A + "x");
            assertEquals(0, backplane.await().status());
        }
    }
}
