package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.launcher.DemoDisk;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, from power-on to power-off, by several routes. */
class DemoBootTest {
    private static final int SCRATCH = 2048 * 512;
    private static final long PATIENCE = 400_000_000;
    private static final String PATH = "disk 80h: 16 MiB, EDD path PCI 00:04.0 SCSI id 0 lun 0";

    @TempDir
    private Path work;

    @Test
    void extbootBootsTheScsiDiskUnderBuiltin() throws Exception {
        MemoryDisk disk = disk();
        try (Pc pc = Pc.builder().scsi(disk, true).powerOn()) {
            assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
            demoIsOk(pc);
            assertTrue(pc.serial().contains(PATH), pc::report);
            assertTrue(pc.serial().contains("00:04.0 1000:0012 SCSI controller"), pc::report);
        }
        scratchIsWritten(disk, 1);
        try (Pc pc = Pc.builder().scsi(disk, true).powerOn()) {
            pc.runToEnd(PATIENCE);
        }
        scratchIsWritten(disk, 2);
    }

    @Test
    void theScreenShowsWhatComesOutOfTheSerialLine() throws Exception {
        MemoryDisplay display = new MemoryDisplay();
        Pc.Builder builder = Pc.builder().card("vga", new Vga(new VgaSettings(1 << 20, null), display), "addr", "2");
        try (Pc pc = builder.scsi(disk(), true).powerOn()) {
            assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
            String screen = IntStream.range(0, 25).mapToObj(display::row).collect(Collectors.joining("\n"));
            assertTrue(screen.contains("sector 2048: written, flushed, read back, equal\nDEMO OK\n"), screen);
            assertTrue(screen.contains(PATH + "\n"), screen);
        }
    }

    @Test
    void runsAreTheSameToTheInstruction() throws Exception {
        long[] instructions = new long[2];
        for (int i = 0; i < instructions.length; i++) {
            MemoryDisk disk = disk();
            try (Pc pc = Pc.builder().scsi(disk, true).powerOn()) {
                pc.runToEnd(PATIENCE);
                instructions[i] = pc.machine().instructions();
            }
        }
        assertEquals(instructions[0], instructions[1]);
    }

    @Test
    void extbootBootsTheScsiDiskUnderSeaBios() throws Exception {
        SeaBios.assume();
        MemoryDisk disk = disk();
        try (Pc pc = Pc.builder().seabios().scsi(disk, true).powerOn()) {
            assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
            demoIsOk(pc);
            assertTrue(pc.serial().contains(PATH), pc::report);
        }
        scratchIsWritten(disk, 1);
    }

    @Test
    void seaBiosBootsTheScsiDiskByItsOwnDriver() throws Exception {
        SeaBios.assume();
        MemoryDisk disk = disk();
        try (Pc pc = Pc.builder().seabios().scsi(disk, false).powerOn()) {
            assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
            demoIsOk(pc);
        }
        scratchIsWritten(disk, 1);
    }

    @Test
    void theIdeDiskBootsUnderBothFirmwares() throws Exception {
        for (boolean seabios : new boolean[] {false, true}) {
            if (seabios) {
                SeaBios.assume();
            }
            MemoryDisk disk = disk();
            Pc.Builder builder = Pc.builder().ide(disk, 0);
            try (Pc pc = (seabios ? builder.seabios() : builder).powerOn()) {
                assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
                demoIsOk(pc);
                assertTrue(
                        pc.serial().contains("disk 80h: 16 MiB, EDD path PCI 00:01.1 ATA channel 0 unit 0"),
                        pc::report);
            }
            scratchIsWritten(disk, 1);
        }
    }

    @Test
    void failureEndsTheRunWithAStatus() throws Exception {
        MemoryDisk disk = MemoryDisk.of(disk().data(), true);
        try (Pc pc = Pc.builder().scsi(disk, true).powerOn()) {
            assertEquals(3, pc.runToEnd(PATIENCE), pc::report);
            assertTrue(pc.serial().contains("DEMO FAILED: the scratch sector cannot be written"), pc::report);
        }
    }

    private static void demoIsOk(Pc pc) {
        String said = pc.serial().replace("\r", "");
        assertTrue(said.contains("Hello from inside the guest.\n"), pc::report);
        assertTrue(said.contains("sector 2048: written, flushed, read back, equal\nDEMO OK\n"), pc::report);
        assertTrue(said.contains("00:01.3 8086:7113 bridge\n"), pc::report);
        assertTrue(said.contains("00100000-"), pc::report);
    }

    private static void scratchIsWritten(MemoryDisk disk, int run) {
        byte[] sector = Arrays.copyOfRange(disk.data(), SCRATCH, SCRATCH + 20);
        assertArrayEquals("Backplane demo\n\0".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(sector, 16));
        assertEquals(run, sector[16]);
    }

    private MemoryDisk disk() throws IOException {
        Path image = work.resolve("demo.img");
        DemoDisk.write(image);
        return MemoryDisk.of(Files.readAllBytes(image), false);
    }
}
