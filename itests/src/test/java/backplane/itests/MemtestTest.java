package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Memtest86+ starts from its ISO image as a disk and gets through all its tests once, without an error. */
class MemtestTest {
    private static final Path ISO = Path.of("/usr/lib/memtest86+/memtest86+ia32.iso");
    private static final long PATIENCE = 60_000_000_000L;
    private static final int RAM = 16;
    /** A microsecond an instruction: in the bit fade test it waits for minutes, looking at the time stamp counter. */
    private static final String SHIFT = "10";

    private static final Pattern END = Pattern.compile("Pass: +1|Errors: *[1-9]");

    @Test
    void theFirstPassFindsNoErrors() throws Exception {
        assumeTrue(Files.exists(ISO), "Memtest86+ is missing; install memtest86+");
        MemoryDisplay display = new MemoryDisplay();
        Vga vga = new Vga(VgaSettings.of("8", VgaSettings.DEFAULT_ROM, ""), display);
        try (Pc pc = Pc.builder()
                .ram(RAM)
                .option("icount.shift", SHIFT)
                .card("vga", vga, "addr", "2")
                .ide(MemoryDisk.of(Files.readAllBytes(ISO), false), 0)
                .powerOn()) {
            pc.runUntil(() -> END.matcher(display.text()).find(), 10_000_000, PATIENCE);
            String screen = display.text();
            assertTrue(Pattern.compile("Pass: +1 +Errors: 0\\b").matcher(screen).find(), screen);
            assertTrue(screen.contains("Status: Pass"), screen);
        }
    }
}
