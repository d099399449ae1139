package backplane.storage.lsi53c8xx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockStatus;
import backplane.scsi.ScsiDisk;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import backplane.testkit.TestMachine;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The polling driver of SeaBIOS against a disk at id 0. */
class SeabiosScriptTest {
    private static final int BUFFER = 0x20000;

    private final MemoryDisk disk = MemoryDisk.ofSectors(4096);
    private final FailingDisk drive = new FailingDisk(disk);
    private TestMachine pc;
    private SeabiosDriver driver;

    @BeforeEach
    void powerOn() {
        new Random(1).nextBytes(disk.data());
        pc = TestMachine.builder()
                .card("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A), Map.of("addr", "4"))
                .card("disk0", new ScsiDisk(drive, "scsi0.0", 0, 0), Map.of())
                .build();
        driver = new SeabiosDriver(pc);
    }

    @AfterEach
    void powerOff() {
        pc.close();
    }

    private void clearUnitAttention() {
        driver.run(0, 0, true, 0, 0, 0x00);
    }

    @Test
    void reportLunsAndInquiryPassAPendingUnitAttention() {
        assertTrue(driver.run(0, 0, true, BUFFER, 16, 0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16));
        assertEquals(8, pc.read8(BUFFER + 3));
        assertTrue(driver.run(0, 0, true, BUFFER, 36, 0x12, 0, 0, 0, 36));
        assertEquals(0, pc.read8(BUFFER));
        assertEquals("BACKPLNEHARDDISK", new String(pc.dump(BUFFER + 8, 16)));
    }

    @Test
    void firstTestUnitReadyFailsAndRequestSenseSaysPowerOn() {
        assertFalse(driver.run(0, 0, true, 0, 0, 0x00));
        assertTrue(driver.run(0, 0, true, BUFFER, 18, 0x03, 0, 0, 0, 18));
        assertEquals(0x70, pc.read8(BUFFER));
        assertEquals(6, pc.read8(BUFFER + 2));
        assertEquals(0x29, pc.read8(BUFFER + 12));
        assertTrue(driver.run(0, 0, true, 0, 0, 0x00));
    }

    @Test
    void readCapacityGivesTheLastBlock() {
        clearUnitAttention();
        assertTrue(driver.run(0, 0, true, BUFFER, 8, 0x25));
        assertEquals(Integer.reverseBytes(4095), pc.read32(BUFFER));
        assertEquals(Integer.reverseBytes(512), pc.read32(BUFFER + 4));
    }

    @Test
    void readTransfersBlocks() {
        clearUnitAttention();
        assertTrue(driver.run(0, 0, true, BUFFER, 8 * 512, 0x28, 0, 0, 0, 0, 100, 0, 0, 8));
        assertArrayEquals(Arrays.copyOfRange(disk.data(), 100 * 512, 108 * 512), pc.dump(BUFFER, 8 * 512));
    }

    @Test
    void aReadLargerThanTheChunkAndTheBudgetArrivesWhole() {
        clearUnitAttention();
        int blocks = 2047;
        assertTrue(driver.run(0, 0, true, 0x100000, blocks * 512, 0x28, 0, 0, 0, 0, 0, 0, blocks >> 8, blocks & 255));
        assertArrayEquals(Arrays.copyOf(disk.data(), blocks * 512), pc.dump(0x100000, blocks * 512));
    }

    @Test
    void writeTransfersBlocks() {
        clearUnitAttention();
        byte[] data = new byte[3 * 512];
        new Random(2).nextBytes(data);
        pc.load(BUFFER, data);
        assertTrue(driver.run(0, 0, false, BUFFER, data.length, 0x2a, 0, 0, 0, 0, 7, 0, 0, 3));
        assertArrayEquals(data, Arrays.copyOfRange(disk.data(), 7 * 512, 10 * 512));
    }

    @Test
    void aSlowDiskHoldsTheBusUntilDataIsThere() {
        clearUnitAttention();
        drive.hold();
        driver.meanwhile(drive::release);
        assertTrue(driver.run(0, 0, true, BUFFER, 512, 0x28, 0, 0, 0, 0, 5, 0, 0, 1));
        assertArrayEquals(Arrays.copyOfRange(disk.data(), 5 * 512, 6 * 512), pc.dump(BUFFER, 512));
    }

    @Test
    void absentTargetsFailAtOnce() {
        for (int lun = 0; lun < 8; lun++) {
            assertFalse(driver.run(3, lun, true, BUFFER, 36, 0x12, 0, 0, 0, 36));
        }
        assertTrue(driver.run(0, 0, true, BUFFER, 36, 0x12, 0, 0, 0, 36), "the next target is found all the same");
    }

    @Test
    void anotherLogicalUnitOfThePresentTargetIsNotThere() {
        assertTrue(driver.run(0, 1, true, BUFFER, 36, 0x12, 0, 0, 0, 36));
        assertEquals(0x7f, pc.read8(BUFFER));
        assertFalse(driver.run(0, 1, true, 0, 0, 0x00));
    }

    @Test
    void aReadErrorIsACheckConditionWithSenseAndTheChipLives() {
        clearUnitAttention();
        drive.failReads(200 * 512, 512, BlockStatus.IO_ERROR);
        assertFalse(driver.run(0, 0, true, BUFFER, 512, 0x28, 0, 0, 0, 0, 200, 0, 0, 1));
        assertTrue(driver.run(0, 0, true, BUFFER, 18, 0x03, 0, 0, 0, 18), "selects out of the status phase");
        assertEquals(0xf0, pc.read8(BUFFER), "information field valid");
        assertEquals(Integer.reverseBytes(200), pc.read32(BUFFER + 3), "the failing block");
        assertEquals(3, pc.read8(BUFFER + 2), "MEDIUM ERROR");
        assertEquals(0x11, pc.read8(BUFFER + 12));
        assertTrue(driver.run(0, 0, true, BUFFER, 512, 0x28, 0, 0, 0, 0, 5, 0, 0, 1));
    }

    @Test
    void shortDataIsAPhaseMismatch() {
        clearUnitAttention();
        assertFalse(driver.run(0, 0, true, BUFFER, 64, 0x12, 0, 0, 0, 36));
    }

    @Test
    void softwareResetInMidCommandFreesTheBus() {
        clearUnitAttention();
        drive.hold();
        pc.write32(0xe200, 0x40000000);
        pc.write32(0xe204, 0);
        pc.write32(0xe208, 0x06000001);
        pc.write32(0xe20c, 0xe300);
        pc.write32(0xe210, 0x02000010);
        pc.write32(0xe214, 0xe310);
        pc.write32(0xe218, 0x01000200);
        pc.write32(0xe21c, BUFFER);
        pc.write8(0xe300, 0x80);
        pc.load(0xe310, new byte[] {0x28, 0, 0, 0, 0, 9, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
        pc.out32(SeabiosDriver.IO + 0x2c, 0xe200);
        assertEquals(1, drive.waiting());
        assertEquals(0x08, pc.in8(SeabiosDriver.IO + 0x14) & 0x08, "connected");
        pc.out8(SeabiosDriver.IO + 0x14, 0x40);
        assertEquals(0, pc.in8(SeabiosDriver.IO + 0x14), "ISTAT0 after reset");
        drive.release();
        pc.settle();
        assertTrue(driver.run(0, 0, true, BUFFER, 512, 0x28, 0, 0, 0, 0, 9, 0, 0, 1));
    }
}
