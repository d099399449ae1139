package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.rom.OptionRom;
import backplane.chipset.ps2i8042.Ps2I8042;
import backplane.core.MemoryMap;
import backplane.firmware.roms.SystemBios;
import backplane.testkit.MemoryChardev;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's SeaBIOS on the whole machine, judged by its own log. */
class SeaBiosBootTest {
    private static final int SECTORS = 131_072;
    private static final long PATIENCE = 200_000_000;
    private static final String MARKER = "The marker runs";

    @BeforeEach
    void installed() {
        SeaBios.assume();
    }

    private static MemoryDisk marker() {
        return Pc.disk("marker", GuestCode.disk(SECTORS, MARKER, GuestCode.halt()));
    }

    @Test
    void itsOwnLsiDriverBootsTheDiskAndTheLogIsTheOneExpected() throws Exception {
        try (Pc pc = Pc.builder().seabios().scsi(marker(), false).powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            SeaBiosLog.check(pc.debug(), "lsi-boot.patterns");
            assertEquals(List.of(), pc.log(), "nobody complains");
        }
    }

    @Test
    void itBootsAnIdeDiskAndTheLogIsTheOneExpected() throws Exception {
        try (Pc pc = Pc.builder().seabios().ide(marker(), 0).powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            SeaBiosLog.check(pc.debug(), "ide-boot.patterns");
            assertEquals(List.of(), pc.log(), "nobody complains");
        }
    }

    @Test
    void extbootComesFirstWithBootOn() throws Exception {
        try (Pc pc = Pc.builder().seabios().scsi(marker(), true).powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            SeaBiosLog.checkBad(pc.debug());
            assertTrue(pc.debug().contains("Searching bootorder for: /rom@genroms/extboot.bin"), pc::report);
            assertTrue(pc.debug().contains("000000000009f800 = 1 RAM"), "the ROM keeps 1 KiB\n" + pc.report());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bios.bin", "bios-256k.bin", "bios-microvm.bin"})
    void eachOfTheDistributionsImagesGetsThroughPost(String name) throws Exception {
        Path image = Path.of("/usr/share/seabios", name);
        assumeTrue(Files.exists(image), image + " is missing; install seabios");
        try (Pc pc =
                Pc.builder().firmware(new SystemBios("bios-file", () -> image)).powerOn()) {
            assertTrue(pc.runUntilDebug("No bootable device", PATIENCE), pc::report);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0xcf9", "keyboard", "0x92", "triple fault", "jump"})
    void everyWayToResetStartsAllOver(String way) throws Exception {
        int[] code = switch (way) {
            case "0xcf9" -> GuestCode.reset();
            case "keyboard" -> GuestCode.resetByKeyboard();
            case "0x92" -> GuestCode.resetByPort92();
            case "triple fault" -> GuestCode.tripleFault();
            default -> GuestCode.resetByJump();
        };
        MemoryDisk disk = Pc.disk("resetter", GuestCode.disk(SECTORS, MARKER, code));
        try (Pc pc = Pc.builder().seabios().scsi(disk, false).powerOn()) {
            pc.runUntil(() -> pc.debug().split(MARKER, -1).length > 3, 3 * PATIENCE);
            String[] runs = pc.debug().split(MARKER + "\n");
            assertTrue(runs.length > 3, pc::report);
            assertEquals(runs[1], runs[2], "the second boot is like the third");
            assertTrue(runs[1].contains("SeaBIOS (version"), runs[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lsi", "ide"})
    void int13hAnswersAsOnQemu(String controller) throws Exception {
        MemoryDisk disk = Pc.disk("ask", GuestCode.disk(SECTORS, MARKER, GuestCode.askDrive()));
        Pc.Builder builder = Pc.builder().seabios();
        boolean ide = controller.equals("ide");
        try (Pc pc = (ide ? builder.ide(disk, 0) : builder.scsi(disk, false)).powerOn()) {
            MemoryMap memory = pc.machine().memory();
            assertTrue(pc.runUntil(() -> memory.read8(0x620) == 1, PATIENCE), pc::report);
            assertEquals("0000 803f 0f01", words(memory, 0x600, 4, 6));
            assertEquals("0300 0001 fbf0", words(memory, 0x608, 4, 6));
            assertEquals("3000 aa55 0007", words(memory, 0x610, 2, 4));
            assertEquals(0, memory.read8(0x619), "48h");
            assertEquals(ide ? 30 : 26, memory.read16(0x700), "an EDD 3.0 path for IDE alone");
            assertEquals(SECTORS, memory.read32(0x710));
            assertEquals(512, memory.read16(0x718));
        }
    }

    /** AX and the two words at those distances from it. */
    private static String words(MemoryMap memory, int at, int first, int second) {
        return String.format(
                "%04x %04x %04x", memory.read16(at), memory.read16(at + first), memory.read16(at + second));
    }

    @Test
    void theVgaBiosInitialisesAndPrints() throws Exception {
        MemoryDisplay display = new MemoryDisplay();
        VgaSettings settings = VgaSettings.of("8", VgaSettings.DEFAULT_ROM, "");
        assumeTrue(settings.rom() != null, "vgabios-stdvga.bin is missing; install seabios");
        try (Pc pc = Pc.builder()
                .seabios()
                .card("vga", new Vga(settings, display), "addr", "2")
                .scsi(marker(), false)
                .powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            pc.machine().run(100_000);
            assertTrue(pc.debug().contains("Start SeaVGABIOS"), pc::report);
            assertTrue(pc.debug().contains("set VGA mode 3"), pc::report);
            assertTrue(display.row(0).startsWith("SeaBIOS (version"), pc::report);
            String screen = String.join("\n", display.row(1), display.row(2), display.row(3), display.row(4));
            assertTrue(screen.contains("Booting from Hard Disk..."), screen);
            SeaBiosLog.checkBad(pc.debug().replaceAll("Removing mode .*", ""));
        }
    }

    @Test
    void theBootMenuTakesKeys() throws Exception {
        MemoryChardev keyboard = new MemoryChardev();
        try (Pc pc = Pc.builder()
                .seabios()
                .option("boot.menu", "on")
                .card("kbd", new Ps2I8042(keyboard))
                .ide(marker(), 0)
                .powerOn()) {
            assertTrue(pc.runUntilDebug("Press ESC for boot menu", PATIENCE), pc::report);
            keyboard.type("\u0001\u0081");
            assertTrue(pc.runUntilDebug("Select boot device:", PATIENCE), pc::report);
            assertTrue(pc.debug().contains("ata0-0: BACKPLANE HARDDISK"), pc::report);
            keyboard.type("\u0002\u0082");
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
        }
    }

    @Test
    void withoutGraphicsTheConsoleIsTheSerialPort() throws Exception {
        try (Pc pc = Pc.builder()
                .seabios()
                .option("nographic", "on")
                .scsi(marker(), false)
                .powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            assertTrue(pc.serial().contains("SeaBIOS (version"), pc::report);
            assertTrue(pc.serial().contains("Booting from Hard Disk..."), pc::report);
        }
    }

    private static String withRom(RomCarrier card) throws Exception {
        try (Pc pc = Pc.builder().seabios().card("rom", card, "addr", "5").powerOn()) {
            assertTrue(pc.runUntilDebug("No bootable device", PATIENCE), pc::report);
            return pc.debug();
        }
    }

    @Test
    void romsRunFromTheBarAndFromFwCfg() throws Exception {
        byte[] rom = GuestCode.rom("The ROM runs", 0x1000, 1);
        assertTrue(withRom(new RomCarrier(0x1000, 1, new OptionRom("x.bin", rom), true))
                .contains("The ROM runs"));
        assertTrue(withRom(new RomCarrier(0, 0, new OptionRom("x.bin", rom), false))
                .contains("The ROM runs"));
    }

    @Test
    void romsWithForeignIdsABadChecksumOrANativeDriverDoNotRun() throws Exception {
        byte[] rom = GuestCode.rom("The ROM runs", 0x1000, 1);
        assertFalse(withRom(new RomCarrier(0x1000, 2, new OptionRom("x.bin", rom), true))
                .contains("The ROM runs"));
        rom[0x200]++;
        String log = withRom(new RomCarrier(0, 0, new OptionRom("x.bin", rom), false));
        assertFalse(log.contains("The ROM runs"));
        assertTrue(log.contains("bad checksum"), log);
    }
}
