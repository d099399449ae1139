package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The builtin firmware gets from reset to a boot sector by each way there is. */
class BuiltinBootTest {
    private static final long LIMIT = 5_000_000;
    private static final int TEXT = 0x40;

    /**
     * A boot sector that writes a text to port 0x402, then its drive number as a letter (A for 80h) and how many hard
     * disks the BIOS data area counts as another, then sleeps.
     *
     * <pre>
     * fc          cld
     * 31c0 8ed8   xor ax, ax; mov ds, ax
     * 88d3        mov bl, dl
     * be407c      mov si, 7c40h
     * ba0204      mov dx, 402h
     * ac 84c0     lodsb; test al, al
     * 7403        jz +3
     * ee ebf8     out dx, al; jmp -8
     * 88d8 2c3f   mov al, bl; sub al, 3fh
     * ee          out dx, al
     * a07504 0440 mov al, [475h]; add al, 40h
     * ee          out dx, al
     * b00a ee     mov al, 10; out dx, al
     * fb f4 ebfd  sti; hlt; jmp -3
     * </pre>
     */
    private static final String PROGRAM =
            "fc31c08ed888d3be407cba0204ac84c07403eeebf888d82c3feea07504" + "0440eeb00aeefbf4ebfd";

    private static MemoryDisk disk(String id, String text) {
        byte[] disk = new byte[1 << 20];
        byte[] program = HexFormat.of().parseHex(PROGRAM);
        System.arraycopy(program, 0, disk, 0, program.length);
        byte[] message = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(message, 0, disk, TEXT, message.length);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return Pc.disk(id, disk);
    }

    private static void says(Pc pc, String text) {
        assertTrue(pc.runUntilDebug(text, LIMIT), () -> text + "\n" + pc.report());
    }

    @Test
    void bootsFromScsiByItsOwnDriver() {
        try (Pc pc = Pc.builder().scsi(disk("d", "native "), false).powerOn()) {
            says(pc, "native AA\n");
        }
    }

    @Test
    void bootsThroughTheOptionRomOfExtbootAndDoesNotMapTheDiskTwice() {
        try (Pc pc = Pc.builder().scsi(disk("d", "extboot "), true).powerOn()) {
            says(pc, "extboot AA\n");
            assertTrue(pc.debug().contains("is left to an option ROM"), pc::report);
        }
    }

    @Test
    void theBootDiskComesFirstWhereverItIs() {
        try (Pc pc = Pc.builder()
                .scsi(disk("a", "first "), false)
                .scsi(disk("b", "second "), true)
                .powerOn()) {
            says(pc, "second AB\n");
        }
    }

    @Test
    void saysThatThereIsNothingToBoot() {
        try (Pc pc = Pc.builder().powerOn()) {
            says(pc, "No bootable device.");
        }
    }

    @Test
    void aDiskWithoutSignatureIsNotBooted() {
        MemoryDisk blank = Pc.disk("d", new byte[1 << 20]);
        try (Pc pc = Pc.builder().scsi(blank, false).powerOn()) {
            says(pc, "Hard disk: no boot signature.\nNo bootable device.");
        }
    }

    @Test
    void bootsAgainAfterEachKindOfReset() {
        try (Pc pc = Pc.builder().scsi(disk("d", "again "), true).powerOn()) {
            says(pc, "again AA\n");
            for (ResetKind kind : new ResetKind[] {ResetKind.HARD, ResetKind.SOFT}) {
                int before = pc.debug().length();
                pc.machine().reset(kind);
                assertTrue(
                        pc.runUntil(() -> pc.debug().indexOf("again AA\n", before) > 0, LIMIT),
                        () -> kind + "\n" + pc.report());
            }
        }
    }

    @Test
    void theTimerTicks() {
        try (Pc pc = Pc.builder().scsi(disk("d", "ticks "), false).powerOn()) {
            says(pc, "ticks AA\n");
            int before = pc.machine().memory().read32(0x46c);
            pc.runUntil(() -> pc.machine().memory().read32(0x46c) >= before + 3, 50_000_000);
            assertTrue(pc.machine().memory().read32(0x46c) >= before + 3, pc::report);
        }
    }

    @Test
    void ownVideoWritesToACardWithoutBios() throws Exception {
        try (Pc pc = Pc.builder().card("vga", vga("")).powerOn()) {
            says(pc, "No bootable device.");
            pc.machine().run(100_000);
            assertTrue(pc.screen().startsWith("Backplane BIOS\nNo bootable device.\n"), pc::report);
        }
    }

    @Test
    void aVgaBiosRunsFirstAndTakesOver() throws Exception {
        assumeTrue(VgaSettings.of("16", VgaSettings.DEFAULT_ROM, "").rom() != null, "package seabios is not installed");
        try (Pc pc = Pc.builder()
                .option("nographic", "on")
                .card("vga", vga(VgaSettings.DEFAULT_ROM))
                .powerOn()) {
            says(pc, "No bootable device.");
            pc.machine().run(100_000);
            assertTrue(pc.debug().contains("SeaVGABIOS"), pc::report);
            assertTrue(pc.screen().startsWith("Backplane BIOS\nNo bootable device.\n"), pc::report);
            assertTrue(pc.serial().contains("No bootable device."), pc::report);
        }
    }

    private static Vga vga(String romFile) throws PlugException {
        return new Vga(VgaSettings.of("16", romFile, ""), new MemoryDisplay());
    }

    @Test
    void everyRunIsTheSame() {
        long[] instructions = new long[2];
        for (int i = 0; i < 2; i++) {
            try (Pc pc = Pc.builder().scsi(disk("d", "same "), true).powerOn()) {
                says(pc, "same AA\n");
                instructions[i] = pc.machine().instructions();
                assertFalse(pc.debug().isEmpty());
            }
        }
        assertEquals(instructions[0], instructions[1]);
    }
}
