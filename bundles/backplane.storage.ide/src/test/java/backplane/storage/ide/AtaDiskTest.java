package backplane.storage.ide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockStatus;
import backplane.api.device.ResetKind;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import backplane.testkit.TestMachine;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk as master of the primary channel, driven by a PIO host. */
class AtaDiskTest {
    private static final int READY = 0x50;

    private final MemoryDisk disk = MemoryDisk.ofSectors(2048);
    private final FailingDisk drive = new FailingDisk(disk);
    private TestMachine pc;
    private AtaHost host;

    @BeforeEach
    void powerOn() {
        new Random(3).nextBytes(disk.data());
        pc = TestMachine.builder()
                .card("ide0", new Piix3Ide(), Map.of())
                .card("hd0", new IdeDisk(drive, "ide0.0", 0), Map.of())
                .build();
        host = new AtaHost(pc, 0x1f0);
    }

    @AfterEach
    void powerOff() {
        pc.close();
    }

    private byte[] sectors(int from, int count) {
        return Arrays.copyOfRange(disk.data(), from * 512, (from + count) * 512);
    }

    @Test
    void powerOnLeavesTheSignatureOfAnAtaDisk() {
        assertEquals(1, host.in(1), "diagnostic passed");
        assertEquals(1, host.in(2));
        assertEquals(1, host.in(3));
        assertEquals(0, host.in(4));
        assertEquals(0, host.in(5));
        assertEquals(READY, host.in(7));
    }

    @Test
    void theFirmwaresProbeFindsTheMasterAndNoSlave() {
        for (int device : new int[] {0xa0, 0xb0}) {
            host.out(6, device);
            host.out(2, 0x55);
            host.out(3, 0xaa);
            assertEquals(0x55, host.in(2));
            assertEquals(0xaa, host.in(3));
            assertEquals(device, host.in(6));
            assertEquals(device == 0xa0 ? READY : 0, host.in(7));
        }
    }

    @Test
    void identifyServes256Words() {
        host.command28(0xa0, 0, 0, 0xec);
        assertTrue(pc.irq(14).raised());
        assertEquals(0x58, host.in(7));
        assertFalse(pc.irq(14).raised(), "reading STATUS drops INTRQ");
        int[] w = pc.in16s(0x1f0, 256);
        assertEquals(0x0040, w[0]);
        assertEquals(2, w[1], "cylinders");
        assertEquals(16, w[3], "heads");
        assertEquals(63, w[6], "sectors");
        assertEquals('B' << 8 | 'A', w[27], "model, high byte first");
        assertEquals(2048, w[60] | w[61] << 16);
        assertEquals(2048, w[100] | w[101] << 16);
        assertEquals(0x0100, w[49] & 0x0100, "DMA");
        assertEquals(0x0407, w[63], "multiword DMA, mode 2 selected");
        assertEquals(0x003f, w[88], "Ultra DMA");
        assertEquals(0x0400, w[83] & 0x0400, "48-bit addresses");
        assertEquals(READY, host.in(7));
    }

    @Test
    void identifyPacketDeviceAborts() {
        host.command28(0xa0, 0, 0, 0xa1);
        assertEquals(0x51, host.in(7));
        assertEquals(0x04, host.in(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x21})
    void readSectorsInterruptsOncePerSector(int code) {
        pc.irq(14).clear();
        host.command28(0xe0, 10, 3, code);
        byte[] data = new byte[0];
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, pc.irq(14).edges());
            assertEquals(0x58, host.in(7));
            byte[] one = host.read(1, 1);
            data = Arrays.copyOf(data, data.length + 512);
            System.arraycopy(one, 0, data, i * 512, 512);
        }
        assertArrayEquals(sectors(10, 3), data);
        assertEquals(READY, host.in(7));
        assertEquals(3, pc.irq(14).edges(), "none after the last");
        assertEquals(12, host.in(3), "the last sector's address");
    }

    @Test
    void countZeroReads256Sectors() {
        host.command28(0xe0, 0, 0, 0x20);
        assertArrayEquals(sectors(0, 256), host.read(256, 1));
    }

    @Test
    void readSectorsExtTakesA48BitAddressAndA16BitCount() {
        host.command48(0xe0, 300, 0x0201, 0x24);
        assertArrayEquals(sectors(300, 0x201), host.read(0x201, 1));
    }

    @Test
    void chsAddressesFollowTheCurrentTranslation() {
        host.out(6, 0xa0 | 2);
        host.out(2, 1);
        host.out(3, 5);
        host.out(4, 1);
        host.out(5, 0);
        host.out(7, 0x20);
        pc.settle();
        assertArrayEquals(sectors((16 + 2) * 63 + 4, 1), host.read(1, 1));

        host.out(6, 0xa0 | 3);
        host.out(2, 32);
        host.out(7, 0x91);
        assertEquals(READY, host.in(7));
        host.out(6, 0xa0 | 2);
        host.out(2, 1);
        host.out(3, 5);
        host.out(4, 1);
        host.out(7, 0x20);
        pc.settle();
        assertArrayEquals(sectors((4 + 2) * 32 + 4, 1), host.read(1, 1));
    }

    @Test
    void multipleModeMovesBlocksOfSectors() {
        host.command28(0xe0, 0, 4, 0xc4);
        assertEquals(0x51, host.in(7), "not set yet");
        host.command28(0xe0, 0, 8, 0xc6);
        assertEquals(READY, host.in(7));
        pc.irq(14).clear();
        host.command28(0xe0, 20, 20, 0xc4);
        assertArrayEquals(sectors(20, 20), host.read(20, 8));
        assertEquals(3, pc.irq(14).edges(), "8 + 8 + 4");
        host.command48(0xe0, 40, 9, 0x29);
        assertArrayEquals(sectors(40, 9), host.read(9, 8));
        byte[] data = new byte[17 * 512];
        new Random(4).nextBytes(data);
        host.command28(0xe0, 100, 17, 0xc5);
        assertEquals(17, host.write(data, 8));
        assertArrayEquals(data, sectors(100, 17));
        host.command48(0xe0, 200, 17, 0x39);
        assertEquals(17, host.write(data, 8));
        assertArrayEquals(data, sectors(200, 17));
    }

    @Test
    void setMultipleRefusesWhatIsNoPowerOfTwo() {
        host.command28(0xe0, 0, 3, 0xc6);
        assertEquals(0x51, host.in(7));
        host.command28(0xe0, 0, 32, 0xc6);
        assertEquals(0x51, host.in(7));
    }

    @Test
    void writeSectorsAsksForDataWithoutAnInterruptFirst() {
        byte[] data = new byte[2 * 512];
        new Random(5).nextBytes(data);
        pc.irq(14).clear();
        host.command28(0xe0, 30, 2, 0x30);
        assertEquals(0, pc.irq(14).edges());
        assertEquals(2, host.write(data, 1));
        assertArrayEquals(data, sectors(30, 2));
        assertTrue(pc.irq(14).raised());
        assertEquals(READY, host.in(7));
        host.command48(0xe0, 50, 2, 0x34);
        assertEquals(2, host.write(data, 1));
        assertArrayEquals(data, sectors(50, 2));
    }

    @Test
    void aLongWriteArrivesWhole() {
        byte[] data = new byte[700 * 512];
        new Random(6).nextBytes(data);
        host.command48(0xe0, 1, 700, 0x34);
        assertEquals(700, host.write(data, 1));
        assertArrayEquals(data, sectors(1, 700));
    }

    @Test
    void addressesBehindTheEndAreNotFound() {
        host.command28(0xe0, 2047, 2, 0x20);
        assertEquals(0x51, host.in(7));
        assertEquals(0x10, host.in(1));
        host.command48(0xe0, 0xffffffffffffL, 1, 0x24);
        assertEquals(0x51, host.in(7));
    }

    @Test
    void aBadSectorEndsTheReadAndIsNamed() {
        drive.failReads(105 * 512, 512, BlockStatus.IO_ERROR);
        host.command28(0xe0, 100, 16, 0x20);
        assertArrayEquals(sectors(100, 5), host.read(16, 1), "the good ones come first");
        assertEquals(0x51, host.in(7));
        assertEquals(0x40, host.in(1), "UNC");
        assertEquals(105, host.in(3));
        assertEquals(11, host.in(2), "left");
        host.command28(0xe0, 106, 1, 0x20);
        assertArrayEquals(sectors(106, 1), host.read(1, 1), "the drive lives");
    }

    @Test
    void aWriteThatFailsIsADeviceFault() {
        drive.failWrites(8 * 512, 512, BlockStatus.NO_SPACE);
        host.command28(0xe0, 7, 2, 0x30);
        host.write(new byte[1024], 1);
        assertEquals(0x71, host.in(7));
        assertEquals(8, host.in(3));
    }

    @Test
    void flushReachesTheImage() {
        host.command28(0xe0, 0, 0, 0xe7);
        assertEquals(1, disk.flushes());
        host.command48(0xe0, 0, 0, 0xea);
        assertEquals(2, disk.flushes());
        host.out(1, 0x82);
        host.command28(0xe0, 0, 0, 0xef);
        host.command28(0xe0, 7, 1, 0x30);
        host.write(new byte[512], 1);
        assertEquals(4, disk.flushes(), "without the write cache each write is flushed");
    }

    @Test
    void commandsWithoutDataAnswer() {
        for (int code : new int[] {0x10, 0x40, 0x41, 0x70, 0x91, 0xe0, 0xe1, 0xe2, 0xe3, 0xe6, 0x94, 0x99}) {
            host.command28(0xe0, 1, 1, code);
            assertEquals(READY, host.in(7), Integer.toHexString(code));
        }
        host.command28(0xe0, 0, 0, 0xe5);
        assertEquals(0xff, host.in(2), "active");
        host.out(1, 0x03);
        host.command28(0xe0, 0, 0x0c, 0xef);
        assertEquals(READY, host.in(7), "PIO 4");
        for (int mode : new int[] {0x10, 0x23, 0x46}) {
            host.out(1, 0x03);
            host.command28(0xe0, 0, mode, 0xef);
            assertEquals(0x51, host.in(7), "no such mode");
        }
        for (int code : new int[] {0x00, 0x08, 0xb0, 0xc7, 0x26, 0x36, 0xf8, 0xff}) {
            host.command28(0xe0, 0, 1, code);
            assertEquals(0x51, host.in(7), Integer.toHexString(code));
        }
    }

    @Test
    void diagnosticGivesTheSignature() {
        host.command28(0xf0, 5, 5, 0x90);
        assertEquals(0xa0, host.in(6), "drive 0 is selected");
        assertEquals(1, host.in(1));
        assertEquals(1, host.in(2));
        assertTrue(pc.irq(14).raised());
    }

    @Test
    void nienHoldsTheInterruptBack() {
        host.control(0x0a);
        host.command28(0xe0, 0, 1, 0x20);
        assertFalse(pc.irq(14).raised());
        host.control(0x08);
        assertTrue(pc.irq(14).raised());
    }

    @Test
    void softwareResetInMidCommandIsBusyUntilItEnds() {
        drive.hold();
        host.out(6, 0xe0);
        host.out(2, 1);
        host.out(7, 0x20);
        assertEquals(0x80, host.alternate() & 0x80);
        host.control(0x0e);
        assertEquals(0x80, host.alternate());
        host.control(0x0a);
        drive.release();
        assertEquals(READY, host.alternate());
        assertEquals(1, host.in(1));
        host.control(0x08);
        host.command28(0xe0, 9, 1, 0x20);
        assertArrayEquals(sectors(9, 1), host.read(1, 1));
    }

    @Test
    void hardResetForgetsSettings() {
        host.command28(0xe0, 0, 8, 0xc6);
        pc.reset(ResetKind.HARD);
        host.command28(0xe0, 0, 8, 0xc4);
        assertEquals(0x51, host.in(7));
    }

    @Test
    void aDoublewordMovesTwoWords() {
        host.command28(0xe0, 3, 1, 0x20);
        int value = pc.in32(0x1f0);
        byte[] s = sectors(3, 1);
        assertEquals(s[0] & 0xff | (s[1] & 0xff) << 8 | (s[2] & 0xff) << 16 | s[3] << 24, value);
    }

    @Test
    void aReadOnlyDiskAbortsWrites() {
        try (TestMachine ro = TestMachine.builder()
                .card("ide0", new Piix3Ide(), Map.of())
                .card("hd0", new IdeDisk(MemoryDisk.of(new byte[4096], true), "", 3), Map.of())
                .build()) {
            AtaHost secondary = new AtaHost(ro, 0x170);
            secondary.command28(0xf0, 0, 1, 0x30);
            assertEquals(0x51, secondary.in(7));
            assertTrue(ro.irq(15).edges() > 0);
        }
    }

    @Test
    void aSuccessorGoesOnInTheMiddleOfARead() {
        host.command28(0xe0, 60, 4, 0x20);
        byte[] first = host.read(2, 1);
        pc.replace("hd0", new IdeDisk(drive, "ide0.0", 0));
        byte[] rest = host.read(2, 1);
        pc.replace("ide0", new Piix3Ide());
        assertArrayEquals(sectors(60, 2), first);
        assertArrayEquals(sectors(62, 2), rest);
        assertEquals(READY, host.in(7));
    }

    @Test
    void unpluggingTheDiskEmptiesTheChannel() {
        pc.unplug("hd0");
        for (int r = 1; r < 8; r++) {
            assertEquals(0, host.in(r), "register " + r);
        }
        host.command28(0xe0, 0, 1, 0x20);
        assertEquals(0, host.alternate());
    }
}
