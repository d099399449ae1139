package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.display.Frame;
import backplane.core.rom.RomReport;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Modes set by the distribution's VGA BIOS: it knows the registers, the display shows whether the card does. */
class VgaBiosTest {
    private static final long PATIENCE = 100_000_000;
    private static final long SETTLED_NS = 300_000_000;
    private static final String MARKER = "Now the mode";

    @BeforeEach
    void installed() throws Exception {
        SeaBios.assume();
        assumeTrue(settings().rom() != null, "vgabios-stdvga.bin is missing; install seabios");
    }

    private static VgaSettings settings() throws Exception {
        return VgaSettings.of("8", VgaSettings.DEFAULT_ROM, "");
    }

    /** What is on the screen after a boot sector has run that code. */
    private static Frame screenAfter(int... code) throws Exception {
        MemoryDisplay display = new MemoryDisplay();
        int[] halted = GuestCode.thenHalt(code);
        MemoryDisk disk = Pc.disk("mode", GuestCode.disk(2048, MARKER, halted));
        try (Pc pc = Pc.builder()
                .seabios()
                .card("vga", new Vga(settings(), display), "addr", "2")
                .scsi(disk, false)
                .powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            long end = pc.machine().now() + SETTLED_NS;
            while (pc.machine().now() < end) {
                pc.machine().run(1_000);
            }
            return display.frame();
        }
    }

    @Test
    void theRomIsFoundAlthoughItHasChangedItself() throws Exception {
        try (Pc pc = Pc.builder()
                .seabios()
                .card("vga", new Vga(settings(), new MemoryDisplay()), "addr", "2")
                .scsi(Pc.disk("mode", GuestCode.disk(2048, MARKER, GuestCode.halt())), false)
                .powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            RomReport.Row row = RomReport.of(pc.machine()).get(0);
            assertEquals(0xc0000, row.address(), row::toString);
        }
    }

    @Test
    void mode13hHas256Colours() throws Exception {
        Frame frame = screenAfter(
                0xb8, 0x13, 0x00, 0xcd, 0x10, 0xb8, 0x00, 0xa0, 0x8e, 0xc0, 0xbf, 0x41, 0x01, 0xb0, 0x04, 0xaa);
        assertEquals(320, frame.width());
        assertEquals(200, frame.height());
        assertEquals(0xaa0000, frame.pixels()[321]);
        assertEquals(0, frame.pixels()[320]);
    }

    /** INT 10h function 0Ch draws a point in that colour at 3, 5. */
    private static int[] point(int mode, int colour) {
        return new int[] {
            0xb8, mode, 0x00, 0xcd, 0x10, 0xb8, colour, 0x0c, 0xb7, 0x00, 0xb9, 0x03, 0x00, 0xba, 0x05, 0x00, 0xcd, 0x10
        };
    }

    @Test
    void mode12hHasFourPlanes() throws Exception {
        Frame frame = screenAfter(point(0x12, 2));
        assertEquals(640, frame.width());
        assertEquals(480, frame.height());
        assertEquals(0x00aa00, frame.pixels()[5 * 640 + 3]);
        assertEquals(0, frame.pixels()[5 * 640 + 4]);
    }

    @Test
    void mode4IsTheColourGraphicsAdapters() throws Exception {
        Frame frame = screenAfter(point(0x04, 3));
        assertEquals(320, frame.width());
        assertEquals(200, frame.height());
        assertTrue(frame.pixels()[5 * 320 + 3] != 0);
        assertEquals(0, frame.pixels()[5 * 320 + 4]);
        assertEquals(0, frame.pixels()[4 * 320 + 3]);
    }

    @Test
    void aVesaModeWithABankedWindow() throws Exception {
        Frame frame = screenAfter(
                0xb8, 0x02, 0x4f, 0xbb, 0x42, 0x01, 0xcd, 0x10, 0xb8, 0x00, 0xa0, 0x8e, 0xc0, 0x31, 0xff, 0x66, 0xb8,
                0x56, 0x34, 0x12, 0x00, 0x66, 0xab);
        assertEquals(640, frame.width());
        assertEquals(480, frame.height());
        assertEquals(0x123456, frame.pixels()[0]);
    }

    @Test
    void an8By8FontGives50Lines() throws Exception {
        Frame frame = screenAfter(0xb8, 0x03, 0x00, 0xcd, 0x10, 0xb8, 0x12, 0x11, 0xb3, 0x00, 0xcd, 0x10);
        assertEquals(80, frame.columns());
        assertEquals(50, frame.rows());
    }

    @Test
    void mode1Has40Columns() throws Exception {
        Frame frame = screenAfter(0xb8, 0x01, 0x00, 0xcd, 0x10, 0xb8, 0x58, 0x0e, 0xcd, 0x10);
        assertEquals(40, frame.columns());
        assertEquals('X', frame.cells()[0]);
        assertEquals(1, frame.cursor());
    }
}
