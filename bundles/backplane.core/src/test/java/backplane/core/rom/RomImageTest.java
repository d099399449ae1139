package backplane.core.rom;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RomImageTest {
    /** A legacy ROM of that many units whose bytes add up to 0. */
    static byte[] legacy(int units) {
        byte[] rom = new byte[units * RomImage.UNIT];
        rom[0] = 0x55;
        rom[1] = (byte) 0xaa;
        rom[2] = (byte) units;
        rom[3] = (byte) 0xcb;
        return fix(rom);
    }

    /** With a PCIR structure at 0x20. */
    static byte[] pci(int vendor, int device, int codeType) {
        byte[] rom = legacy(1);
        rom[0x18] = 0x20;
        byte[] pcir = {
            'P',
            'C',
            'I',
            'R',
            (byte) vendor,
            (byte) (vendor >> 8),
            (byte) device,
            (byte) (device >> 8),
            0,
            0,
            0x18,
            0,
            0,
            0,
            0,
            1,
            1,
            0,
            0,
            0,
            (byte) codeType,
            (byte) 0x80
        };
        System.arraycopy(pcir, 0, rom, 0x20, pcir.length);
        return fix(rom);
    }

    static byte[] fix(byte[] rom) {
        rom[rom.length - 1] = 0;
        int sum = 0;
        for (byte b : rom) {
            sum += b;
        }
        rom[rom.length - 1] = (byte) -sum;
        return rom;
    }

    private static String fault(byte[] bytes) {
        return new RomImage("x.rom", bytes).fault().orElse("");
    }

    @Test
    void aSoundRomHasNoFault() {
        RomImage rom = new RomImage("x.rom", legacy(2));
        assertEquals("", fault(legacy(2)));
        assertEquals(1024, rom.size());
        assertTrue(rom.pnp().isEmpty());
        assertTrue(rom.pci().isEmpty());
    }

    @Test
    void eachFaultNamesTheFileAndTheRemedy() {
        assertEquals("x.rom: starts with 00 00, an option ROM starts with 55 AA", fault(new byte[512]));
        byte[] noSize = legacy(1);
        noSize[2] = 0;
        assertEquals("x.rom: size byte at offset 2 is 0; it counts units of 512 bytes", fault(noSize));
        byte[] bad = legacy(1);
        bad[100] = 3;
        assertEquals("x.rom: its 512 bytes add up to 0x03, not 0; subtract that from the last byte", fault(bad));
        assertEquals(
                "x.rom: the header says 1024 bytes, the file has 512; pad the file or correct the byte at offset 2",
                fault(Arrays.copyOf(legacy(2), 512)));
        assertFalse(fault(new byte[0]).isEmpty());
        assertFalse(fault(new byte[] {0x55}).isEmpty());
    }

    @Test
    void thePnpChainGivesVectorsAndNames() {
        byte[] rom = legacy(1);
        rom[0x1a] = 0x40;
        pnp(rom, 0x40, 0x80, 0x123, 0);
        pnp(rom, 0x80, 0, 0, 0x155);
        System.arraycopy("Disk A".getBytes(US_ASCII), 0, rom, 0x100, 6);
        List<RomImage.Pnp> chain = new RomImage("x.rom", fix(rom)).pnp();
        assertEquals(
                List.of(new RomImage.Pnp(0x40, "Disk A", 0x123, 0), new RomImage.Pnp(0x80, "Disk A", 0, 0x155)), chain);
    }

    private static void pnp(byte[] rom, int at, int next, int bcv, int bev) {
        System.arraycopy("$PnP".getBytes(US_ASCII), 0, rom, at, 4);
        rom[at + 6] = (byte) next;
        rom[at + 0x11] = 1;
        rom[at + 0x16] = (byte) bcv;
        rom[at + 0x17] = (byte) (bcv >> 8);
        rom[at + 0x1a] = (byte) bev;
        rom[at + 0x1b] = (byte) (bev >> 8);
    }

    @Test
    void aPnpChainThatLoopsEnds() {
        byte[] rom = legacy(1);
        rom[0x1a] = 0x40;
        pnp(rom, 0x40, 0x40, 1, 0);
        assertEquals(16, new RomImage("x.rom", rom).pnp().size());
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            if (bytes.length > 0x20) {
                bytes[0] = 0x55;
                bytes[1] = (byte) 0xaa;
                System.arraycopy("$PnPPCIR".getBytes(US_ASCII), 0, bytes, random.nextInt(bytes.length - 8), 8);
            }
            RomImage rom = new RomImage("x", bytes);
            rom.fault();
            rom.pnp();
            rom.pci();
            rom.imageFor(1, 2);
        }
    }

    @Test
    void placementGoesUpIn2KiBStepsUntilTheCeiling() {
        RomPlacement placement = new RomPlacement(RomRules.plain("test", 0xc2000));
        assertEquals(0xc0000, placement.file(new RomImage("a", legacy(1))).address());
        assertEquals(0xc0800, placement.file(new RomImage("b", legacy(5))).address());
        assertEquals(0xc1800, placement.file(new RomImage("c", legacy(4))).address());
        RomPlacement.Placed full = placement.file(new RomImage("d", legacy(1)));
        assertFalse(full.runs());
        assertEquals("d: needs 2 KiB, 0 KiB are free below 0xc2000", full.reason());
        assertEquals(4, placement.all().size());
    }

    @Test
    void aRomBarNeedsItsIdsAndAFirmwareWithoutADriver() {
        RomPlacement placement = new RomPlacement(RomRules.seabios256());
        assertEquals(
                "SeaBIOS (bios-256k.bin) drives 1000:0012 itself and skips its ROM; offer it as genroms (rombar=0)",
                placement
                        .bar(new RomImage("r", pci(0x1000, 0x12, 0)), 0x1000, 0x12, 0x0100)
                        .reason());
        assertTrue(placement
                .bar(new RomImage("r", pci(0x1000, 1, 0)), 0x1000, 1, 0x0100)
                .runs());
        assertEquals(
                "r: its PCIR structure is for 1000:0001, the card is 1000:000c",
                placement
                        .bar(new RomImage("r", pci(0x1000, 1, 0)), 0x1000, 12, 0x0100)
                        .reason());
        assertEquals(
                "r: code type 3, a PC BIOS runs type 0",
                placement
                        .bar(new RomImage("r", pci(0x1000, 1, 3)), 0x1000, 1, 0x0100)
                        .reason());
        assertEquals(
                "r: no PCIR structure (word at offset 0x18); a ROM BAR needs one",
                placement.bar(new RomImage("r", legacy(1)), 0x1000, 1, 0x0100).reason());
        assertTrue(new RomPlacement(RomRules.microvm())
                .bar(new RomImage("r", pci(0x1000, 0x12, 0)), 0x1000, 0x12, 0x0100)
                .runs());
    }
}
