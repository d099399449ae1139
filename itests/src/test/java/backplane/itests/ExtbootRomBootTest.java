package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import backplane.core.CpuState;
import backplane.core.MemoryMap;
import backplane.extboot.Extboot;
import backplane.scsi.ScsiDisk;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** INT 13h of our option ROM, called from a boot sector with every function it has. */
class ExtbootRomBootTest {
    private static final int SECTORS = 130 * 16 * 63 + 17;
    private static final int BOOTED = 0x7c00;
    private static final int CALL = 0x7c02;
    private static final int RETURNED = 0x7c04;
    private static final int PACKET = 0x600;
    private static final int BUFFER = 0x20000;
    private static final int CARRY = 1;

    private Pc pc;
    private CpuState cpu;

    @AfterEach
    void powerOff() {
        if (pc != null) {
            pc.close();
        }
    }

    @Test
    void takesItsNumberAndOneKibibyte() throws Exception {
        boot(disk());
        assertEquals(1, memory().read8(0x475), "one disk");
        assertEquals(638, memory().read16(0x413), "639 KiB less the ROM's own");
        assertEquals(638 * 64, memory().read16(0x13 * 4 + 2), "the hook is there");
    }

    @Test
    void tellsItsGeometry() throws Exception {
        boot(disk());
        int13(0x0800, 0, 0, 0x80);
        assertOk(0);
        assertEquals(0x803f, cpu.get16(CpuState.ECX), "cylinders 0 to 128, 63 sectors");
        assertEquals(0x0f01, cpu.get16(CpuState.EDX), "16 heads, one disk");
        int13(0x1500, 0, 0, 0x80);
        assertOk(3);
        assertEquals(129 * 16 * 63, cpu.get16(CpuState.ECX) << 16 | cpu.get16(CpuState.EDX));
    }

    @Test
    void readsAndWritesByCylinderHeadAndSector() throws Exception {
        MemoryDisk disk = disk();
        boot(disk);
        cpu.selector(CpuState.ES, BUFFER >> 4);
        int13(0x0203, 0x10, 0x0205, 0x0380);
        assertOk(0);
        assertEquals(3, cpu.get8(CpuState.EAX), "sectors done");
        int lba = (2 * 16 + 3) * 63 + 4;
        assertArrayEquals(sectors(disk, lba, 3), memory(BUFFER + 0x10, 3 * 512));
        int13(0x0301, 0x10, 0x8101 + 0x40, 0x0080);
        assertEquals(1, cpu.get8(CpuState.EAX + 4), "cylinder 385 is beyond the disk");
        int13(0x0301, 0x10, 0x7f01, 0x0f80);
        assertOk(0);
        assertArrayEquals(
                memory(BUFFER + 0x10, 512), sectors(disk, (127 * 16 + 15) * 63, 1), "the sector at C127 H15 S1");
    }

    @ParameterizedTest
    @CsvSource({"0x00, 1, 0x0080", "0x81, 1, 0x0080", "1, 0, 0x0080", "1, 0x8201, 0x0080", "1, 1, 0x1080"})
    void refusesBadCountsAndPlaces(String count, String place, String drive) throws Exception {
        boot(disk());
        int13(0x0200 | Integer.decode(count), 0, Integer.decode(place), Integer.decode(drive));
        assertFailed(1);
    }

    @Test
    void moves128SectorsAtOnceAndNoMore() throws Exception {
        MemoryDisk disk = disk();
        boot(disk);
        packet(16, 128, BUFFER, 1000);
        int13(0x4200, 0, 0, 0x80);
        assertOk(0);
        assertArrayEquals(sectors(disk, 1000, 128), memory(BUFFER, 128 * 512));
        packet(16, 129, BUFFER, 1000);
        int13(0x4200, 0, 0, 0x80);
        assertFailed(9);
        assertEquals(0, memory().read16(PACKET + 2), "nothing was moved");
    }

    @Test
    void writesByPacketWithAFlatAddress() throws Exception {
        MemoryDisk disk = disk();
        boot(disk);
        byte[] data = new byte[1024];
        Arrays.fill(data, (byte) 0x5a);
        for (int i = 0; i < data.length; i++) {
            memory().write8(0x150000 + i, data[i]);
        }
        packet(24, 2, 0, 77);
        memory().write32(PACKET + 4, -1);
        memory().write32(PACKET + 16, 0x150000);
        memory().write32(PACKET + 20, 0);
        int13(0x4300, 0, 0, 0x80);
        assertOk(0);
        assertArrayEquals(data, sectors(disk, 77, 2));
    }

    @Test
    void seeksAndVerifies() throws Exception {
        boot(new FailingDisk(disk()).failReads(5000 * 512, 512, BlockStatus.IO_ERROR));
        packet(16, 1, 0, SECTORS - 1);
        int13(0x4700, 0, 0, 0x80);
        assertOk(0);
        packet(16, 1, 0, SECTORS);
        int13(0x4700, 0, 0, 0x80);
        assertFailed(4);
        packet(16, 200, 0, 4900);
        int13(0x4400, 0, 0, 0x80);
        assertFailed(0x10);
        packet(16, 100, 0, 4900);
        int13(0x4400, 0, 0, 0x80);
        assertOk(0);
        int13(0x0402, 0, 0x0001, 0x80);
        assertOk(0);
    }

    @Test
    void reportsTheDisksErrorsAndKeepsThem() throws Exception {
        boot(new FailingDisk(disk()).failReads(5000 * 512, 512, BlockStatus.IO_ERROR));
        packet(16, 4, BUFFER, 4998);
        int13(0x4200, 0, 0, 0x80);
        assertFailed(0x10);
        assertEquals(0, memory().read16(PACKET + 2));
        int13(0x0100, 0, 0, 0x80);
        assertEquals(0x10, cpu.get8(CpuState.EAX + 4), "status of the last operation");
        int13(0x0000, 0, 0, 0x80);
        assertOk(0);
        int13(0x0100, 0, 0, 0x80);
        assertOk(0);
    }

    @Test
    void shortPacketsAndUnknownFunctionsAreParameterErrors() throws Exception {
        boot(disk());
        packet(15, 1, BUFFER, 1);
        int13(0x4200, 0, 0, 0x80);
        assertFailed(1);
        int13(0x7700, 0, 0, 0x80);
        assertFailed(1);
        int13(0x4100, 0x1234, 0, 0x80);
        assertFailed(1);
    }

    @Test
    void otherDrivesAreNotItsOwn() throws Exception {
        boot(disk());
        int13(0x0801, 0, 0, 0x81);
        assertTrue((cpu.eflags() & CARRY) != 0, "there is no second disk");
    }

    @Test
    void hasTheExtensions() throws Exception {
        boot(disk());
        int13(0x4100, 0x55aa, 0, 0x80);
        assertOk(0x30);
        assertEquals(0xaa55, cpu.get16(CpuState.EBX));
        assertEquals(7, cpu.get16(CpuState.ECX));
    }

    @ParameterizedTest
    @CsvSource({"26, 26", "30, 30", "66, 30", "74, 74", "512, 74"})
    void fillsAsMuchOfTheParametersAsThereIsRoomFor(int room, int filled) throws Exception {
        boot(disk());
        for (int i = 0; i < 80; i++) {
            memory().write8(PACKET + i, 0xee);
        }
        memory().write16(PACKET, room);
        int13(0x4800, 0, 0, 0x80);
        assertOk(0);
        assertEquals(filled, memory().read16(PACKET));
        assertEquals(0xee, memory().read8(PACKET + filled), "nothing behind it");
        assertEquals(130, memory().read32(PACKET + 4));
        assertEquals(SECTORS, memory().read32(PACKET + 16));
        if (filled == 74) {
            assertEquals(0xbedd, memory().read16(PACKET + 30));
            assertEquals("PCI SCSI    ", new String(memory(PACKET + 36, 12), StandardCharsets.US_ASCII));
            assertArrayEquals(new byte[] {0, 5, 0, 0, 0, 0, 0, 0, 3, 0}, memory(PACKET + 48, 10));
            int sum = 0;
            for (byte b : memory(PACKET + 30, 44)) {
                sum += b;
            }
            assertEquals(0, sum & 0xff);
        }
    }

    @Test
    void refusesTooSmallABufferForParameters() throws Exception {
        boot(disk());
        memory().write16(PACKET, 25);
        int13(0x4800, 0, 0, 0x80);
        assertFailed(1);
    }

    @Test
    void preservesRegisters() throws Exception {
        boot(disk());
        packet(16, 1, BUFFER, 1);
        int[] values = {0xa1a20000, 0xb1b2b3b4, 0xc1c20080, 0xd1d2d3d4, 0x7000, 0xe1e2e3e4, PACKET, 0xf1f2f3f4};
        for (int r = 0; r < 8; r++) {
            cpu.set(r, values[r]);
        }
        cpu.selector(CpuState.ES, 0x1234);
        cpu.selector(CpuState.FS, 0x2345);
        cpu.set16(CpuState.EAX, 0x4200);
        call();
        for (int r = 1; r < 8; r++) {
            assertEquals(values[r], cpu.get(r), "register " + r);
        }
        assertEquals(0xa1a20000, cpu.get(CpuState.EAX));
        assertEquals(0x1234, cpu.selector(CpuState.ES));
        assertEquals(0, cpu.selector(CpuState.DS));
        assertEquals(0x2345, cpu.selector(CpuState.FS));
    }

    @Test
    void needsLittleStack() throws Exception {
        boot(disk());
        packet(16, 1, BUFFER, 1);
        for (int i = 0x6000; i < 0x6100; i++) {
            memory().write8(i, 0xcc);
        }
        cpu.set(CpuState.ESP, 0x6100);
        int13(0x4200, 0, 0, 0x80);
        assertOk(0);
        int used = 0;
        while (used < 0x100 && memory().read8(0x6000 + used) == 0xcc) {
            used++;
        }
        assertTrue(0x100 - used <= 64, () -> "stack used");
    }

    /** Boots a sector that waits, then a call of INT 13h. */
    private void boot(BlockNode disk) throws Exception {
        pc = Pc.builder()
                .card("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A), "addr", "5")
                .card("disk0", new ScsiDisk(disk, "scsi0.0", 3, 0))
                .card("extboot0", new Extboot(disk), "bootindex", "0")
                .powerOn();
        cpu = pc.machine().cpu().state();
        awaitEip(BOOTED);
        assertFalse(cpu.protectedMode());
        assertEquals(0x80, cpu.get8(CpuState.EDX), "DL");
        cpu.selector(CpuState.DS, 0);
        cpu.selector(CpuState.SS, 0);
        cpu.set(CpuState.ESP, 0x7000);
    }

    private void int13(int ax, int bx, int cx, int dx) {
        cpu.set(CpuState.EAX, ax);
        cpu.set(CpuState.EBX, bx);
        cpu.set(CpuState.ECX, cx);
        cpu.set(CpuState.EDX, dx);
        cpu.set(CpuState.ESI, PACKET);
        call();
    }

    private void call() {
        cpu.eip(CALL);
        awaitEip(RETURNED);
    }

    private void awaitEip(int eip) {
        for (int i = 0; cpu.eip() != eip || cpu.base(CpuState.CS) != 0; i++) {
            assertTrue(i < 50_000, pc::report);
            pc.machine().run(1_000);
        }
    }

    private void assertOk(int ah) {
        assertEquals(0, cpu.eflags() & CARRY, () -> "AH=" + Integer.toHexString(cpu.get8(CpuState.EAX + 4)));
        assertEquals(ah, cpu.get8(CpuState.EAX + 4), "AH");
        assertEquals(0, memory().read8(0x474), "40:74");
    }

    private void assertFailed(int ah) {
        assertEquals(CARRY, cpu.eflags() & CARRY, "CF");
        assertEquals(ah, cpu.get8(CpuState.EAX + 4), "AH");
        assertEquals(ah, memory().read8(0x474), "40:74");
    }

    private MemoryMap memory() {
        return pc.machine().memory();
    }

    private byte[] memory(int at, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) memory().read8(at + i);
        }
        return bytes;
    }

    private void packet(int size, int count, long address, long lba) {
        memory().write8(PACKET, size);
        memory().write8(PACKET + 1, 0);
        memory().write16(PACKET + 2, count);
        memory().write16(PACKET + 4, 0);
        memory().write16(PACKET + 6, (int) (address >> 4) & 0xffff);
        memory().write32(PACKET + 8, (int) lba);
        memory().write32(PACKET + 12, 0);
    }

    private static byte[] sectors(MemoryDisk disk, int first, int count) {
        return Arrays.copyOfRange(disk.data(), first * 512, (first + count) * 512);
    }

    private static MemoryDisk disk() {
        byte[] data = new byte[SECTORS * 512];
        for (int i = 512; i < data.length; i++) {
            data[i] = (byte) (i * 31 + (i >> 9));
        }
        ByteBuffer sector = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(new byte[] {(byte) 0xeb, (byte) 0xfe, (byte) 0xcd, 0x13, (byte) 0xeb, (byte) 0xfe});
        sector.putShort(510, (short) 0xaa55);
        return MemoryDisk.of(data, false);
    }
}
