package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciId;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.testkit.MemoryDisk;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Option ROMs under the builtin firmware: placement, headers, vectors, what they may and may not do. */
class BuiltinRomsTest {
    private static final long LIMIT = 5_000_000;
    private static final int VENDOR = 0x1234;
    private static final int DEVICE = 0x5678;
    private static final int PNP = 0x30;
    private static final int PCIR = 0x60;
    private static final int INIT = 0x80;
    private static final int VECTOR = 0xc0;

    /** A card that has nothing but a ROM. */
    private record RomCard(OptionRom rom, boolean pci) implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("rom-card", "a ROM", "none", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            if (pci) {
                slot.pci(PciId.of(VENDOR, DEVICE, 0x020000)).rom(rom);
            } else {
                slot.rom(rom);
            }
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    /** mov dx,402h; mov al,LETTER; out dx,al: {@code ba0204 b0XX ee}. */
    private static String say(char letter) {
        return String.format("ba0204b0%02xee", (int) letter);
    }

    /** A ROM of 1 KiB. Codes are hexadecimal; the vector is at {@link #VECTOR}. */
    private static byte[] rom(String init, String vector, int bcv, int bev, boolean pnp) {
        byte[] rom = new byte[1024];
        put(rom, 0, "55aa02" + "e9" + word(INIT - 6));
        if (pnp) {
            put(rom, 0x1a, word(PNP));
            put(rom, PNP, "24506e500102");
            put(rom, PNP + 0x16, word(bcv) + "0000" + word(bev));
        }
        put(rom, 0x18, word(PCIR));
        put(
                rom,
                PCIR,
                "50434952" + word(VENDOR) + word(DEVICE) + "0000" + "1800" + "00" + "000002" + "0200" + "0000"
                        + "0080");
        put(rom, INIT, init);
        put(rom, VECTOR, vector);
        int sum = 0;
        for (byte b : rom) {
            sum += b;
        }
        rom[1023] = (byte) -sum;
        return rom;
    }

    private static String word(int value) {
        return String.format("%02x%02x", value & 0xff, value >> 8);
    }

    private static void put(byte[] to, int at, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        System.arraycopy(bytes, 0, to, at, bytes.length);
    }

    private static Pc power(Device card, MemoryDisk disk, String... settings) {
        Pc.Builder builder = Pc.builder().card("rom", card, settings);
        return (disk == null ? builder : builder.scsi(disk, false)).powerOn();
    }

    private static RomCard isa(byte[] image) {
        return new RomCard(new OptionRom("test.bin", image), false);
    }

    private static void says(Pc pc, String text) {
        assertTrue(pc.runUntilDebug(text, LIMIT), () -> text + "\n" + pc.report());
    }

    private static MemoryDisk disk() {
        byte[] disk = new byte[1 << 20];
        put(disk, 0, say('D') + "f4ebfd");
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return Pc.disk("d", disk);
    }

    @Test
    void aBootEntryVectorBootsAfterTheDisks() {
        byte[] rom = rom(say('I') + "cb", say('B') + "f4ebfd", 0, VECTOR, true);
        try (Pc pc = power(isa(rom), null)) {
            says(pc, "Booting from ROM c000:00c0\nB");
        }
        try (Pc pc = power(isa(rom), disk())) {
            says(pc, "Booting from 0000:7c00\nD");
        }
    }

    @Test
    void aBootEntryVectorThatReturnsIsFollowedByTheNextDevice() {
        try (Pc pc = power(isa(rom("cb", say('B') + "cb", 0, VECTOR, true)), disk(), "bootindex", "0")) {
            says(pc, "BBooting from 0000:7c00\nD");
        }
    }

    @Test
    void theBootOrderPutsARomFirst() {
        try (Pc pc = power(isa(rom("cb", say('C') + "cb", VECTOR, 0, true)), disk(), "bootindex", "0")) {
            says(pc, "Boot connection vector of test.bin\nCDrive 80:");
        }
    }

    @Test
    void withoutBootOrderOwnDisksComeFirst() {
        try (Pc pc = power(isa(rom("cb", say('C') + "cb", VECTOR, 0, true)), disk())) {
            says(pc, "CBooting from 0000:7c00\nD");
        }
    }

    @Test
    void aLegacyRomIsInitialisedWhereItsDrivesBelong() {
        try (Pc pc = power(isa(rom(say('L') + "cb", "", 0, 0, false)), disk())) {
            says(pc, "Boot connection vector of Legacy option ROM\nLBooting");
        }
    }

    @Test
    void aRomBarIsRunWithItsFunctionInAx() {
        // mov dx,402h; add al,20h; out dx,al: device 4 function 0 is 20h, and 40h is an at sign
        byte[] rom = rom("ba02040420eecb", "", 0, 0, true);
        try (Pc pc = power(new RomCard(new OptionRom("bar.bin", rom), true), null)) {
            says(pc, "Option ROM ROM BAR of 00:04.0 at c0000, 1024 bytes\n@");
        }
    }

    @Test
    void aRomForAnotherFunctionIsNotRun() {
        byte[] rom = rom(say('X') + "cb", "", 0, 0, true);
        put(rom, PCIR + 6, "9999");
        try (Pc pc = power(new RomCard(new OptionRom("bar.bin", rom), true), null)) {
            says(pc, "holds no PC BIOS image for 1234:5678");
            says(pc, "No bootable device.");
            assertFalse(pc.debug().contains("X"), pc::report);
        }
    }

    @Test
    void aBadChecksumIsNotRun() {
        byte[] rom = rom(say('X') + "cb", "", 0, 0, true);
        rom[0x3f0]++;
        try (Pc pc = power(isa(rom), null)) {
            says(pc, "Option ROM not run: test.bin: its 1024 bytes add up to 0x01");
            says(pc, "No bootable device.");
            assertFalse(pc.debug().contains("X"), pc::report);
        }
    }

    @Test
    void aRomThatSpoiltItsChecksumOffersNothing() {
        // inc byte [cs:3f0h]; retf
        byte[] rom = rom("2efe06f003cb", say('B') + "f4ebfd", 0, VECTOR, true);
        try (Pc pc = power(isa(rom), null)) {
            says(pc, "Option ROM ignored after its initialisation");
            says(pc, "No bootable device.");
        }
    }

    @Test
    void romsAreReadOnlyAfterPost() {
        // the boot entry: inc byte [cs:3f0h]; mov al,[cs:3f0h]; add al,41h; mov dx,402h; out dx,al
        byte[] rom = rom("cb", "2efe06f0032ea0f0030441ba0204eef4ebfd", 0, VECTOR, true);
        try (Pc pc = power(isa(rom), null)) {
            says(pc, "Booting from ROM c000:00c0\nA");
        }
    }

    /** {@code push ds; xor ax,ax; mov ds,ax; mov word [64h],VECTOR; mov [66h],cs; pop ds; retf}. */
    private static final String TAKE_INT19 = "1e31c08ed8c7066400" + "c000" + "8c0e6600" + "1fcb";

    @Test
    void int19IsKeptByACardsRomAndRestoredFromARomBar() {
        byte[] rom = rom(TAKE_INT19, say('H') + "f4ebfd", 0, 0, true);
        try (Pc pc = power(isa(rom), null)) {
            says(pc, "H");
        }
        try (Pc pc = power(new RomCard(new OptionRom("bar.bin", rom), true), null)) {
            says(pc, "took INT 19h; restored");
            says(pc, "No bootable device.");
        }
    }

    @Test
    void romsLieOnTwoKibibyteBoundaries() {
        try (Pc pc = Pc.builder()
                .card("a", isa(rom("cb", "", 0, 0, true)))
                .card("b", isa(rom("cb", "", 0, 0, true)))
                .powerOn()) {
            says(pc, "No bootable device.");
            assertEquals(0xaa55, pc.machine().memory().read16(0xc0000));
            assertEquals(0xaa55, pc.machine().memory().read16(0xc0800));
        }
    }
}
