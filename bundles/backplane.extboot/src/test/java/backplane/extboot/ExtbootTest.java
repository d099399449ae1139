package backplane.extboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockNode;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import backplane.testkit.TestMachine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the device as an option ROM does: block in memory, OUT, look at the block and the data. */
class ExtbootTest {
    private static final int SECTORS = 32768;
    private static final long BLOCK = 0x9000;
    private static final long BUFFER = 0x20000;

    @Test
    void portsReadAsTheOldestRomsExpect() {
        try (TestMachine pc = TestMachine.with(new Extboot(disk()))) {
            assertEquals(1, pc.in8(0x404));
            assertEquals(0xff, pc.in8(0x405));
            assertEquals(0xffff, pc.in16(0x405));
        }
    }

    @Test
    void answersGeometryIntoSixteenBytes() {
        try (TestMachine pc = TestMachine.with(new Extboot(disk()))) {
            block(pc, 0, 0, 0, 0, 0);
            pc.write32(BLOCK + 16, 0x11223344);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertEquals(32, word(pc, 2));
            assertEquals(16, word(pc, 4));
            assertEquals(63, word(pc, 6));
            assertEquals(SECTORS, pc.read32(BLOCK + 8));
            assertEquals(0, pc.read32(BLOCK + 12));
            assertEquals(0x11223344, pc.read32(BLOCK + 16), "nothing beyond 16 bytes");
        }
    }

    @Test
    void readsSectorsToSegmentAndOffset() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            block(pc, 1, 3, 0x1ff0, 0x100, 5);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertArrayEquals(Arrays.copyOfRange(disk.data(), 5 * 512, 8 * 512), pc.dump(BUFFER, 3 * 512));
        }
    }

    @Test
    void offsetsDoNotWrapAndTransfersMayBeLong() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.builder()
                .ram(64)
                .card("extboot0", new Extboot(disk), Map.of())
                .build()) {
            block(pc, 1, SECTORS - 1, 0xffff, 0xfff0, 1);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertArrayEquals(
                    Arrays.copyOfRange(disk.data(), 512, SECTORS * 512), pc.dump(0x10ffe0, (SECTORS - 1) * 512));
        }
    }

    @Test
    void writesAndFlushesBeforeOutReturns() {
        CountingDisk disk = new CountingDisk(disk());
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            byte[] data = pattern(1024, 7);
            pc.load(BUFFER, data);
            block(pc, 2, 2, 0x2000, 0, 9);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertArrayEquals(data, Arrays.copyOfRange(disk.memory.data(), 9 * 512, 11 * 512));
            assertEquals("write flush", disk.log());
        }
    }

    @Test
    void zeroSectorsSucceedWithoutTransfer() {
        CountingDisk disk = new CountingDisk(disk());
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            block(pc, 1, 0, 0xf000, 0, SECTORS);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertEquals("", disk.log());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {SECTORS, SECTORS - 1, -1, Long.MAX_VALUE, 1L << 55})
    void sectorsBeyondTheDiskAreNotFound(long first) {
        try (TestMachine pc = TestMachine.with(new Extboot(disk()))) {
            pc.write32(BUFFER, 0x5a5a5a5a);
            block(pc, 1, 2, 0x2000, 0, first);
            command(pc);
            assertEquals(0x8004, word(pc, 0));
            assertEquals(0x5a5a5a5a, pc.read32(BUFFER));
        }
    }

    @Test
    void buffersOutsideRamAreRefusedBeforeAnythingMoves() {
        CountingDisk disk = new CountingDisk(disk());
        try (TestMachine pc = TestMachine.builder()
                .ram(2)
                .card("extboot0", new Extboot(disk), Map.of())
                .build()) {
            block(pc, 1, 3000, 0x2000, 0, 0);
            command(pc);
            assertEquals(0x8009, word(pc, 0));
            assertEquals("", disk.log());
        }
    }

    @Test
    void failedReadsReportAndLeaveMemoryAlone() {
        BlockNode disk = new FailingDisk(disk()).failReads(5 * 512, 512, BlockStatus.IO_ERROR);
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            pc.write32(BUFFER, 0x5a5a5a5a);
            block(pc, 1, 1, 0x2000, 0, 5);
            command(pc);
            assertEquals(0x8010, word(pc, 0));
            assertEquals(0x5a5a5a5a, pc.read32(BUFFER));
            block(pc, 1, 1, 0x2000, 0, 6);
            command(pc);
            assertEquals(0, word(pc, 0), "the next sector reads well");
        }
    }

    @Test
    void failedWritesReportWriteFault() {
        BlockNode disk = new FailingDisk(disk()).failWrites(5 * 512, 512, BlockStatus.NO_SPACE);
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            block(pc, 2, 1, 0x2000, 0, 5);
            command(pc);
            assertEquals(0x80cc, word(pc, 0));
        }
    }

    @Test
    void identifiesWithSixtyFourBytes() {
        try (TestMachine pc = TestMachine.with(new Extboot(disk()))) {
            block(pc, 3, 0, 0, 0, 0);
            pc.write32(BLOCK + 64, 0x11223344);
            command(pc);
            assertEquals(0, word(pc, 0));
            assertEquals(1, word(pc, 2));
            assertEquals("XBID", new String(pc.dump(BLOCK + 4, 4), StandardCharsets.US_ASCII));
            assertEquals(Extboot.HAS_STATUS | Extboot.HAS_EXTENDED, word(pc, 8), "no controller has this disk");
            assertEquals(512, word(pc, 10));
            assertEquals(SECTORS, pc.read32(BLOCK + 12));
            assertEquals(0x11223344, pc.read32(BLOCK + 64));
        }
    }

    @Test
    void extendedCommandsTakeFlatAddresses() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.builder()
                .ram(16)
                .card("extboot0", new Extboot(disk), Map.of())
                .build()) {
            extended(pc, 4, 0, 300, 11, 0x200004);
            assertEquals(0, word(pc, 0));
            assertEquals(300, pc.read32(BLOCK + 24));
            assertArrayEquals(Arrays.copyOfRange(disk.data(), 11 * 512, 311 * 512), pc.dump(0x200004, 300 * 512));
            byte[] data = pattern(512, 3);
            pc.load(0x300000, data);
            extended(pc, 5, 0, 1, 20, 0x300000);
            assertEquals(0, word(pc, 0));
            assertArrayEquals(data, Arrays.copyOfRange(disk.data(), 20 * 512, 21 * 512));
        }
    }

    @Test
    void extendedErrorsAreReported() {
        BlockNode disk = new FailingDisk(disk()).failReads(5 * 512, 512, BlockStatus.IO_ERROR);
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            extended(pc, 6, 0, 4, 2, -1);
            assertEquals(0x8010, word(pc, 0), "verify reads, without a buffer");
            extended(pc, 6, 0, 3, 2, -1);
            assertEquals(0, word(pc, 0));
            extended(pc, 4, 0, 1, 2, 1L << 32);
            assertEquals(0x8009, word(pc, 0));
            extended(pc, 4, 1, 1, 2, BUFFER);
            assertEquals(0x8001, word(pc, 0), "there is one drive");
            extended(pc, 4, 0, 0x7fffffff, 2, BUFFER);
            assertEquals(0x8004, word(pc, 0));
        }
    }

    @Test
    void otherTypesAndWidthsChangeNothing() {
        try (TestMachine pc = TestMachine.with(new Extboot(disk()))) {
            block(pc, 7, 1, 2, 3, 4);
            byte[] before = pc.dump(BLOCK, 64);
            command(pc);
            assertArrayEquals(before, pc.dump(BLOCK, 64));
            block(pc, 0, 1, 2, 3, 4);
            before = pc.dump(BLOCK, 64);
            pc.out8(0x405, (int) (BLOCK >> 4) & 0xff);
            pc.out8(0x406, (int) (BLOCK >> 12));
            pc.out32(0x404, (int) (BLOCK >> 4) << 8);
            pc.out16(0x404, (int) (BLOCK >> 4));
            pc.out16(0x406, (int) (BLOCK >> 4));
            assertArrayEquals(before, pc.dump(BLOCK, 64));
        }
    }

    @Test
    void readOnlyDisksSayWriteProtected() {
        BlockNode disk = new ReadOnlyDisk(disk());
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            block(pc, 2, 1, 0x2000, 0, 5);
            command(pc);
            assertEquals(0x8003, word(pc, 0));
        }
    }

    @Test
    void geometryIsGuessedAnewAfterAResetOnly() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            block(pc, 0, 0, 0, 0, 0);
            command(pc);
            byte[] mbr = disk.data();
            mbr[446 + 5] = 7;
            mbr[446 + 6] = 17;
            mbr[446 + 12] = 1;
            mbr[510] = 0x55;
            mbr[511] = (byte) 0xaa;
            block(pc, 0, 0, 0, 0, 0);
            command(pc);
            assertEquals(16, word(pc, 4));
            pc.reset(ResetKind.HARD);
            block(pc, 0, 0, 0, 0, 0);
            command(pc);
            assertEquals(8, word(pc, 4));
        }
    }

    @Test
    void aliasesTheDiskOfAController() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.builder()
                .ram(16)
                .card("owner", new Owner(disk), Map.of())
                .card("extboot0", new Extboot(disk), Map.of())
                .build()) {
            block(pc, 1, 1, 0x2000, 0, 1);
            command(pc);
            assertEquals(0, word(pc, 0));
            pc.unplug("extboot0");
            assertEquals(0xff, pc.in8(0x404));
        }
    }

    /** The calls of the ROM of 2007 to 2010, in its order, with the block on the caller's stack. */
    @Test
    void servesTheHistoricRom() {
        MemoryDisk disk = disk();
        try (TestMachine pc = TestMachine.with(new Extboot(disk))) {
            HistoricRom rom = new HistoricRom(pc);
            assertEquals(1, pc.in8(0x404), "it hooks INT 13h");
            assertArrayEquals(new int[] {30, 15, 63}, rom.parameters(), "08h: last cylinder less one, head, sectors");
            rom.readChs(0, 0, 1, 1, 0x7c0, 0);
            assertArrayEquals(Arrays.copyOf(disk.data(), 512), pc.dump(0x7c00, 512));
            rom.readChs(3, 2, 5, 2, 0x1000, 0x10);
            int lba = (3 * 16 + 2) * 63 + 4;
            assertArrayEquals(Arrays.copyOfRange(disk.data(), lba * 512, (lba + 2) * 512), pc.dump(0x10010, 1024));
            rom.transferLba(1, 127, 0x2000, 0, 1000);
            assertArrayEquals(Arrays.copyOfRange(disk.data(), 1000 * 512, 1127 * 512), pc.dump(0x20000, 127 * 512));
            pc.load(0x30000, pattern(512, 99));
            rom.transferLba(2, 1, 0x3000, 0, 77);
            assertArrayEquals(pattern(512, 99), Arrays.copyOfRange(disk.data(), 77 * 512, 78 * 512));
            assertEquals(SECTORS, rom.total());
        }
    }

    private record HistoricRom(TestMachine pc) {
        private static final long STACK = 0x6a40;

        private void out() {
            pc.out16(0x405, (int) (STACK >> 4));
            assertNotEquals(0xff, pc.read8(STACK), "it touches the block once");
        }

        private void geometry() {
            pc.write16(STACK, 0);
            out();
        }

        int[] parameters() {
            geometry();
            return new int[] {pc.read16(STACK + 2) - 2, pc.read16(STACK + 4) - 1, pc.read16(STACK + 6)};
        }

        long total() {
            geometry();
            return pc.read32(STACK + 8) & 0xffffffffL;
        }

        void readChs(int cylinder, int head, int sector, int count, int segment, int offset) {
            geometry();
            int heads = pc.read16(STACK + 4);
            int sectors = pc.read16(STACK + 6);
            transferLba(1, count, segment, offset, (cylinder * heads + head) * sectors + sector - 1);
        }

        void transferLba(int type, int count, int segment, int offset, int first) {
            pc.write16(STACK, type);
            pc.write16(STACK + 2, count);
            pc.write16(STACK + 4, segment);
            pc.write16(STACK + 6, offset);
            pc.write32(STACK + 8, first);
            pc.write32(STACK + 12, 0);
            out();
        }
    }

    /** Leases the disk as a controller would. */
    private record Owner(BlockNode disk) implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("owner", "a controller", "", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            slot.block(disk, Share.EXCLUSIVE);
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    private static MemoryDisk disk() {
        MemoryDisk disk = MemoryDisk.ofSectors(SECTORS);
        byte[] data = disk.data();
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + (i >> 9));
        }
        data[510] = 0;
        assertTrue(data.length == SECTORS * 512);
        return disk;
    }

    private static byte[] pattern(int size, int seed) {
        byte[] b = new byte[size];
        for (int i = 0; i < size; i++) {
            b[i] = (byte) (i * seed + 1);
        }
        return b;
    }

    private static void block(TestMachine pc, int type, int count, int segment, int offset, long first) {
        pc.write16(BLOCK, type);
        pc.write16(BLOCK + 2, count);
        pc.write16(BLOCK + 4, segment);
        pc.write16(BLOCK + 6, offset);
        pc.write32(BLOCK + 8, (int) first);
        pc.write32(BLOCK + 12, (int) (first >>> 32));
    }

    private static void extended(TestMachine pc, int type, int drive, int count, long first, long address) {
        block(pc, type, drive, 0, 0, first);
        pc.write32(BLOCK + 4, count);
        pc.write32(BLOCK + 16, (int) address);
        pc.write32(BLOCK + 20, (int) (address >>> 32));
        pc.write32(BLOCK + 24, 0);
        command(pc);
    }

    private static void command(TestMachine pc) {
        pc.out16(0x405, (int) (BLOCK >> 4));
    }

    private static int word(TestMachine pc, int at) {
        return pc.read16(BLOCK + at);
    }
}
