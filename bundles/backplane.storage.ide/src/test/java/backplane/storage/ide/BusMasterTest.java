package backplane.storage.ide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockStatus;
import backplane.api.device.ResetKind;
import backplane.api.pci.PciAddress;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import backplane.testkit.TestMachine;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers by bus master DMA, driven as Linux's libata does it. */
class BusMasterTest {
    private static final PciAddress IDE = new PciAddress(0, 1, 1);
    private static final int PORTS = 0xc000;
    private static final int TABLE = 0x10000;
    private static final int BUFFER = 0x20000;
    private static final int READ_DMA = 0xc8;
    private static final int WRITE_DMA = 0xca;
    private static final int READ_DMA_EXT = 0x25;
    private static final int WRITE_DMA_EXT = 0x35;
    private static final int START = 1;
    private static final int TO_MEMORY = 8;

    private final MemoryDisk disk = MemoryDisk.ofSectors(2048);
    private final FailingDisk drive = new FailingDisk(disk);
    private TestMachine pc;
    private AtaHost host;

    @BeforeEach
    void powerOn() {
        new Random(7).nextBytes(disk.data());
        pc = TestMachine.builder()
                .card("ide0", new Piix3Ide(), Map.of())
                .card("hd0", new IdeDisk(drive, "ide0.0", 0), Map.of())
                .build();
        host = new AtaHost(pc, 0x1f0);
        enable();
    }

    private void enable() {
        pc.pciWrite(IDE, 0x20, 4, PORTS);
        pc.pciWrite(IDE, 0x04, 2, 5);
    }

    @AfterEach
    void powerOff() {
        pc.close();
    }

    private byte[] sectors(int from, int count) {
        return Arrays.copyOfRange(disk.data(), from * 512, (from + count) * 512);
    }

    private int status() {
        return pc.in8(PORTS + 2);
    }

    /** Regions given as address, length, address, length; the last one ends the table. */
    private void table(int... regions) {
        for (int i = 0; i < regions.length; i += 2) {
            pc.write32(TABLE + 4 * i, regions[i]);
            pc.write32(TABLE + 4 * i + 4, regions[i + 1] & 0xffff | (i + 2 == regions.length ? 1 << 31 : 0));
        }
        pc.out32(PORTS + 4, TABLE);
        pc.out8(PORTS + 2, 0x66);
    }

    private void start(int direction) {
        pc.out8(PORTS, direction);
        pc.out8(PORTS, direction | START);
        pc.settle();
    }

    private void assertDone() {
        assertTrue(pc.irq(14).raised());
        assertEquals(0x64, status(), "interrupt, no longer active, no error");
        pc.out8(PORTS, 0);
        assertEquals(0x50, host.in(7));
        assertFalse(pc.irq(14).raised());
        pc.out8(PORTS + 2, 0x64);
        assertEquals(0x60, status());
    }

    @ParameterizedTest
    @ValueSource(ints = {READ_DMA, READ_DMA + 1})
    void readsScatterOverTheRegions(int code) {
        table(BUFFER, 512, BUFFER + 0x1000, 1024, BUFFER + 0x5002, 510, BUFFER + 0x6000, 2);
        pc.irq(14).clear();
        host.command28(0xe0, 10, 4, code);
        assertEquals(0, pc.irq(14).edges(), "nothing before the bus master starts");
        start(TO_MEMORY);
        assertDone();
        assertEquals(1, pc.irq(14).edges());
        byte[] expected = sectors(10, 4);
        assertArrayEquals(Arrays.copyOf(expected, 512), pc.dump(BUFFER, 512));
        assertArrayEquals(Arrays.copyOfRange(expected, 512, 1536), pc.dump(BUFFER + 0x1000, 1024));
        assertArrayEquals(Arrays.copyOfRange(expected, 1536, 2046), pc.dump(BUFFER + 0x5002, 510));
        assertArrayEquals(Arrays.copyOfRange(expected, 2046, 2048), pc.dump(BUFFER + 0x6000, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {WRITE_DMA, WRITE_DMA + 1})
    void writesGatherFromTheRegions(int code) {
        byte[] data = new byte[3 * 512];
        new Random(8).nextBytes(data);
        pc.load(BUFFER, data);
        table(BUFFER, 1000, BUFFER + 1000, 536);
        pc.out8(PORTS, 0);
        host.command28(0xe0, 20, 3, code);
        start(0);
        assertDone();
        assertArrayEquals(data, sectors(20, 3));
    }

    @Test
    void aLongTransferGoesInChunks() {
        byte[] data = new byte[0x300 * 512];
        new Random(9).nextBytes(data);
        pc.load(BUFFER, data);
        table(
                BUFFER,
                0,
                BUFFER + 0x10000,
                0,
                BUFFER + 0x20000,
                0,
                BUFFER + 0x30000,
                0,
                BUFFER + 0x40000,
                0,
                BUFFER + 0x50000,
                0);
        host.command48(0xe0, 100, 0x300, WRITE_DMA_EXT);
        start(0);
        assertDone();
        assertArrayEquals(data, sectors(100, 0x300));
        pc.load(BUFFER, new byte[data.length]);
        host.command48(0xe0, 100, 0x300, READ_DMA_EXT);
        start(TO_MEMORY);
        assertDone();
        assertArrayEquals(data, pc.dump(BUFFER, data.length));
    }

    @Test
    void theBusMasterMayStartFirst() {
        table(BUFFER, 512);
        start(TO_MEMORY);
        assertEquals(0x61, status(), "active");
        host.command28(0xe0, 33, 1, READ_DMA);
        assertDone();
        assertArrayEquals(sectors(33, 1), pc.dump(BUFFER, 512));
    }

    @Test
    void regionsThatAreTooLongLeaveTheBusMasterActive() {
        table(BUFFER, 4096);
        host.command28(0xe0, 5, 1, READ_DMA);
        start(TO_MEMORY);
        assertEquals(0x65, status());
        assertTrue(pc.irq(14).raised());
        pc.out8(PORTS, 0);
        assertEquals(0x64, status());
    }

    @Test
    void regionsThatAreTooShortLeaveTheDriveWaiting() {
        table(BUFFER, 512);
        host.command28(0xe0, 5, 2, READ_DMA);
        start(TO_MEMORY);
        assertEquals(0x60, status());
        assertFalse(pc.irq(14).raised());
        assertEquals(0x58, host.in(7), "DRQ");
        assertEquals(0xffff, pc.in16(0x1f0), "the data port is not in use");
        pc.out8(PORTS, TO_MEMORY);
        start(TO_MEMORY);
        assertDone();
        assertArrayEquals(sectors(6, 1), pc.dump(BUFFER, 512), "the rest went to the table's first region");
    }

    @Test
    void theWrongDirectionMovesNothing() {
        table(BUFFER, 512);
        host.command28(0xe0, 5, 1, WRITE_DMA);
        byte[] before = sectors(5, 1);
        start(TO_MEMORY);
        assertEquals(0x61, status());
        assertArrayEquals(before, sectors(5, 1));
    }

    @Test
    void withoutBusMasteringNothingMoves() {
        pc.pciWrite(IDE, 0x04, 2, 1);
        table(BUFFER, 512);
        byte[] before = sectors(5, 1);
        host.command28(0xe0, 5, 1, WRITE_DMA);
        start(0);
        assertArrayEquals(before, sectors(5, 1));
        assertFalse(pc.irq(14).raised());
    }

    @Test
    void aBadSectorEndsTheReadBehindTheGoodOnes() {
        drive.failReads(105 * 512, 512, BlockStatus.IO_ERROR);
        table(BUFFER, 16 * 512);
        host.command28(0xe0, 100, 16, READ_DMA);
        start(TO_MEMORY);
        assertTrue(pc.irq(14).raised());
        assertEquals(0x65, status(), "the regions were not used up");
        assertEquals(0x51, host.in(7));
        assertEquals(0x40, host.in(1));
        assertEquals(105, host.in(3));
        assertArrayEquals(sectors(100, 5), pc.dump(BUFFER, 5 * 512));
    }

    @Test
    void aWriteThatFailsIsADeviceFault() {
        drive.failWrites(8 * 512, 512, BlockStatus.NO_SPACE);
        table(BUFFER, 1024);
        host.command28(0xe0, 7, 2, WRITE_DMA);
        start(0);
        assertEquals(0x71, host.in(7));
        assertEquals(8, host.in(3));
    }

    @Test
    void nienKeepsTheInterruptBitDown() {
        host.control(0x0a);
        table(BUFFER, 512);
        host.command28(0xe0, 5, 1, READ_DMA);
        start(TO_MEMORY);
        assertEquals(0x60, status());
        assertEquals(0x50, host.in(7));
    }

    @Test
    void withoutTheWriteCacheAWriteIsFlushed() {
        host.out(1, 0x82);
        host.command28(0xe0, 0, 0, 0xef);
        int before = disk.flushes();
        table(BUFFER, 512);
        host.command28(0xe0, 7, 1, WRITE_DMA);
        start(0);
        assertDone();
        assertEquals(before + 1, disk.flushes());
    }

    @Test
    void setFeaturesSelectsTheMode() {
        for (int[] row : new int[][] {{0x20, 0x0107, 0x003f}, {0x42, 0x0007, 0x043f}, {0x45, 0x0007, 0x203f}}) {
            host.out(1, 3);
            host.command28(0xe0, 0, row[0], 0xef);
            assertEquals(0x50, host.in(7));
            host.command28(0xe0, 0, 0, 0xec);
            int[] w = pc.in16s(0x1f0, 256);
            assertEquals(row[1], w[63]);
            assertEquals(row[2], w[88]);
        }
    }

    @Test
    @Timeout(60)
    void aResetInMidTransferDoesNotWaitForTheHost() {
        for (int i = 0; i < 3; i++) {
            table(BUFFER, 512);
            drive.hold();
            host.out(6, 0xe0);
            host.out(2, 2);
            host.out(3, 9);
            host.out(4, 0);
            host.out(5, 0);
            host.out(7, READ_DMA);
            pc.out8(PORTS, TO_MEMORY | START);
            if (i == 0) {
                host.control(0x0c);
                host.control(0x08);
            } else if (i == 1) {
                pc.reset(ResetKind.HARD);
                enable();
            } else {
                pc.unplug("hd0");
                pc.plug("hd0", new IdeDisk(drive, "ide0.0", 0), Map.of());
                pc.reset(ResetKind.HARD);
                enable();
            }
            pc.out8(PORTS, 0);
            assertEquals(0x50, host.alternate());
            drive.release();
            pc.settle();
            assertFalse(pc.irq(14).raised(), "what the host does late is nobody's");
            table(BUFFER, 512);
            host.command28(0xe0, 9, 1, READ_DMA);
            start(TO_MEMORY);
            assertDone();
            assertArrayEquals(sectors(9, 1), pc.dump(BUFFER, 512));
        }
    }

    @Test
    void successorsGoOnInTheMiddleOfATransfer() {
        table(BUFFER, 512);
        host.command28(0xe0, 60, 2, READ_DMA);
        start(TO_MEMORY);
        pc.replace("hd0", new IdeDisk(drive, "ide0.0", 0));
        pc.replace("ide0", new Piix3Ide());
        pc.out8(PORTS, 0);
        start(TO_MEMORY);
        assertDone();
        assertArrayEquals(sectors(61, 1), pc.dump(BUFFER, 512));
    }
}
