package backplane.scsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import backplane.api.block.BlockInfo;
import backplane.api.block.BlockStatus;
import backplane.api.device.ResetKind;
import backplane.api.scsi.ScsiRequest;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and sense data of the disk. */
class ScsiDiskTest {
    private static final int GOOD = 0x00;
    private static final int CHECK = 0x02;
    private static final int BLOCKS = 8192;

    private final MemoryDisk disk = MemoryDisk.ofSectors(BLOCKS);
    private final FailingDisk drive = new FailingDisk(disk);
    private ScsiHost host;

    @BeforeEach
    void powerOn() {
        new Random(9).nextBytes(disk.data());
        host = new ScsiHost(drive);
    }

    @AfterEach
    void powerOff() {
        host.close();
    }

    private byte[] blocks(int from, int count) {
        return Arrays.copyOfRange(disk.data(), from * 512, (from + count) * 512);
    }

    private static int be32(byte[] b, int at) {
        return (int) Cdb.be32(b, at);
    }

    private void refused(int sense, int... command) {
        host.in(command);
        assertEquals(CHECK, host.status());
        assertEquals(Integer.toHexString(sense), Integer.toHexString(host.sense()));
    }

    @Test
    void unitAttentionAfterPowerOnComesOnce() {
        host.in(0x12, 0, 0, 0, 36);
        assertEquals(GOOD, host.status(), "INQUIRY passes");
        host.in(0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16);
        assertEquals(GOOD, host.status(), "REPORT LUNS passes");
        refused(0x062901, 0x00);
        host.in(0x00);
        assertEquals(GOOD, host.status());
        assertEquals(0, host.sense());
    }

    @Test
    void resetsRaiseTheirOwnUnitAttention() {
        host.ready();
        host.target().reset();
        refused(0x062903, 0x00);
        host.pc().reset(ResetKind.BUS);
        refused(0x062902, 0x28, 0, 0, 0, 0, 0, 0, 0, 1);
        host.pc().reset(ResetKind.HARD);
        assertEquals(0x062901, host.sense(), "REQUEST SENSE gives a pending one itself");
        host.in(0x00);
        assertEquals(GOOD, host.status());
        host.pc().reset(ResetKind.SOFT);
        host.in(0x00);
        assertEquals(GOOD, host.status(), "the CPU's reset does not reach the bus");
    }

    @Test
    void inquiryNamesTheDisk() {
        byte[] d = host.in(0x12, 0, 0, 0, 255);
        assertEquals(36, d.length);
        assertEquals(0, d[0]);
        assertEquals(5, d[2], "SPC-3");
        assertEquals(2, d[7] & 2, "CMDQUE");
        assertEquals("BACKPLNEHARDDISK        1.0 ", new String(d, 8, 28));
        assertEquals(5, host.in(0x12, 0, 0, 0, 5).length, "the allocation length cuts");
    }

    @Test
    void vitalProductDataPages() {
        assertArrayEquals(
                new byte[] {0, 0, 0, 5, 0, (byte) 0x80, (byte) 0x83, (byte) 0xb0, (byte) 0xb1},
                host.in(0x12, 1, 0, 0, 255));
        assertEquals("BP0001", new String(host.in(0x12, 1, 0x80, 0, 255), 4, 6));
        byte[] id = host.in(0x12, 1, 0x83, 0, 255);
        assertEquals("BACKPLNEBP0001", new String(id, 8, 14));
        assertEquals(id.length - 4, Cdb.be16(id, 2));
        assertEquals(64, host.in(0x12, 1, 0xb0, 0, 255).length);
        assertEquals(1, Cdb.be16(host.in(0x12, 1, 0xb1, 0, 255), 4), "does not rotate");
        host.ready();
        refused(0x052400, 0x12, 1, 0x84, 0, 255);
        refused(0x052400, 0x12, 0, 0x80, 0, 255);
    }

    @Test
    void theCardsSerialNumberComesFirst() {
        try (ScsiHost other = new ScsiHost(MemoryDisk.ofSectors(8), "MINE")) {
            assertEquals("MINE", new String(other.in(0x12, 1, 0x80, 0, 255), 4, 4));
        }
    }

    @Test
    void capacity() {
        host.ready();
        byte[] ten = host.in(0x25);
        assertEquals(BLOCKS - 1, be32(ten, 0));
        assertEquals(512, be32(ten, 4));
        byte[] sixteen = host.in(0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32);
        assertEquals(32, sixteen.length);
        assertEquals(BLOCKS - 1, be32(sixteen, 4));
        assertEquals(12, host.in(0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12).length);
        refused(0x052400, 0x25, 0, 0, 0, 0, 1);
        refused(0x052400, 0x9e, 0x11);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 512, 5000, 1 << 20})
    void readsOfEveryLengthInPiecesOfEverySize(int piece) {
        host.ready().pieces(piece);
        assertArrayEquals(blocks(0x105, 3), host.in(0x08, 0, 0x01, 0x05, 3));
        assertArrayEquals(blocks(0, 256), host.in(0x08, 0, 0, 0, 0), "0 means 256 here");
        assertArrayEquals(blocks(17, 300), host.in(0x28, 0, 0, 0, 0, 17, 0, 1, 0x2c));
        assertEquals(0, host.in(0x28, 0, 0, 0, 0, 17, 0, 0, 0).length, "and nothing here");
        assertArrayEquals(blocks(18, 2), host.in(0xa8, 0, 0, 0, 0, 18, 0, 0, 0, 2));
        assertArrayEquals(blocks(19, 2), host.in(0x88, 0, 0, 0, 0, 0, 0, 0, 0, 19, 0, 0, 0, 2));
        assertEquals(GOOD, host.status());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 512, 5000, 1 << 20})
    void writesOfEveryLengthInPiecesOfEverySize(int piece) {
        host.ready().pieces(piece);
        byte[] data = new byte[300 * 512];
        new Random(10).nextBytes(data);
        byte[] two = Arrays.copyOf(data, 1024);
        assertEquals(GOOD, host.out(two, 0x0a, 0, 0, 50, 2));
        assertArrayEquals(two, blocks(50, 2));
        assertEquals(GOOD, host.out(data, 0x2a, 0, 0, 0, 0, 100, 0, 1, 0x2c));
        assertArrayEquals(data, blocks(100, 300));
        assertEquals(GOOD, host.out(two, 0xaa, 0, 0, 0, 0, 60, 0, 0, 0, 2));
        assertArrayEquals(two, blocks(60, 2));
        assertEquals(GOOD, host.out(two, 0x8a, 0, 0, 0, 0, 0, 0, 0, 0, 70, 0, 0, 0, 2));
        assertArrayEquals(two, blocks(70, 2));
        assertEquals(0, disk.flushes());
        assertEquals(GOOD, host.out(two, 0x2e, 0, 0, 0, 0, 80, 0, 0, 2));
        assertArrayEquals(two, blocks(80, 2));
        assertEquals(1, disk.flushes(), "WRITE AND VERIFY");
        assertEquals(GOOD, host.out(two, 0x2a, 0x08, 0, 0, 0, 80, 0, 0, 2));
        assertEquals(2, disk.flushes(), "FUA");
    }

    @Test
    void addressesBehindTheEndAreOutOfRange() {
        host.ready();
        refused(0x052100, 0x28, 0, 0, 0, 0x1f, 0xff, 0, 0, 2);
        refused(0x052100, 0x2a, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 1);
        refused(0x052100, 0x88, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1);
        refused(0x052100, 0x35, 0, 0, 0, 0x20, 0, 0, 0, 1);
        refused(0x052100, 0x2b, 0, 0, 0, 0x20, 0);
        host.in(0x28, 0, 0, 0, 0x1f, 0xff, 0, 0, 1);
        assertEquals(GOOD, host.status());
    }

    @Test
    void aReadErrorNamesTheBlockAndGivesTheOnesBefore() {
        host.ready();
        drive.failReads(33 * 512, 512, BlockStatus.IO_ERROR);
        byte[] got = host.in(0x28, 0, 0, 0, 0, 30, 0, 0, 8);
        assertEquals(CHECK, host.status());
        assertArrayEquals(blocks(30, 3), got);
        byte[] sense = host.in(0x03, 0, 0, 0, 18);
        assertEquals(0xf0, sense[0] & 0xff);
        assertEquals(33, be32(sense, 3));
        assertEquals(3, sense[2]);
        assertEquals(0x11, sense[12]);
        assertEquals(0, host.sense(), "told once");
    }

    @Test
    void writeErrorsHaveTheirSense() {
        host.ready();
        drive.failWrites(40 * 512, 512, BlockStatus.IO_ERROR);
        assertEquals(CHECK, host.out(new byte[1024], 0x2a, 0, 0, 0, 0, 39, 0, 0, 2));
        byte[] sense = host.in(0x03, 0, 0, 0, 18);
        assertEquals(40, be32(sense, 3));
        assertEquals(0x0c, sense[12]);
        drive.failWrites(50 * 512, 512, BlockStatus.NO_SPACE);
        assertEquals(CHECK, host.out(new byte[512], 0x2a, 0, 0, 0, 0, 50, 0, 0, 1));
        assertEquals(0x072707, host.sense());
        drive.failFlush(BlockStatus.IO_ERROR);
        refused(0x030c00, 0x35);
    }

    @Test
    void aReadOnlyDiskIsWriteProtected() {
        try (ScsiHost ro = new ScsiHost(MemoryDisk.of(new byte[8192], true)).ready()) {
            assertEquals(CHECK, ro.out(new byte[512], 0x2a, 0, 0, 0, 0, 0, 0, 0, 1));
            assertEquals(0x072700, ro.sense());
            assertEquals(0x80, ro.in(0x1a, 8, 0x3f, 0, 255)[2] & 0x80, "WP in MODE SENSE");
        }
    }

    @Test
    void unknownCommandsAndFields() {
        host.ready();
        refused(0x052000, 0x04);
        refused(0x052000, 0xff);
        refused(0x052000, 0xc0);
        refused(0x052400, 0x00, 0, 0, 0, 0, 4);
        refused(0x052400, 0x28, 0x20, 0, 0, 0, 0, 0, 0, 1);
        refused(0x052400, 0x03, 1, 0, 0, 18);
    }

    @Test
    void verifyReadsOrCompares() {
        host.ready();
        host.in(0x2f, 0, 0, 0, 0, 5, 0, 2, 0);
        assertEquals(GOOD, host.status());
        assertEquals(GOOD, host.out(blocks(5, 2), 0x2f, 2, 0, 0, 0, 5, 0, 0, 2));
        assertEquals(CHECK, host.out(new byte[1024], 0x2f, 2, 0, 0, 0, 5, 0, 0, 2));
        assertEquals(0x0e1d00, host.sense());
        drive.failReads(6 * 512, 512, BlockStatus.IO_ERROR);
        refused(0x031100, 0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 2);
    }

    @Test
    void synchronizeCacheFlushes() {
        host.ready();
        host.in(0x35);
        host.in(0x91);
        assertEquals(2, disk.flushes());
    }

    @Test
    void aStoppedUnitWantsToBeStarted() {
        host.ready();
        host.in(0x1b, 0, 0, 0, 0);
        assertEquals(1, disk.flushes());
        refused(0x020402, 0x00);
        refused(0x020402, 0x28, 0, 0, 0, 0, 0, 0, 0, 1);
        host.in(0x12, 0, 0, 0, 36);
        assertEquals(GOOD, host.status());
        host.in(0x1b, 0, 0, 0, 1);
        host.in(0x00);
        assertEquals(GOOD, host.status());
    }

    @Test
    void modeSenseHasTheGeometryThatTheDriveWasGiven() {
        BlockInfo info = new BlockInfo("d", "d", 1008 * 512, 512, false, "", 4, 4, 63);
        try (ScsiHost other = new ScsiHost(MemoryDisk.of(info)).ready()) {
            byte[] four = other.in(0x5a, 8, 0x04, 0, 0, 0, 0, 0, 255);
            assertEquals(8 + 24, four.length);
            assertEquals(4, Cdb.be24(four, 8 + 2));
            assertEquals(4, four[8 + 5]);
            byte[] three = other.in(0x1a, 8, 0x03, 0, 255);
            assertEquals(63, Cdb.be16(three, 4 + 10));
            assertEquals(512, Cdb.be16(three, 4 + 12));
        }
    }

    @Test
    void modeSensePages() {
        host.ready();
        byte[] all = host.in(0x1a, 0, 0x3f, 0, 255);
        assertEquals(4 + 8 + 12 + 24 + 24 + 20, all.length);
        assertEquals(all.length - 1, all[0]);
        assertEquals(8, all[3]);
        assertEquals(BLOCKS, be32(all, 4));
        assertEquals(512, Cdb.be24(all, 9));
        assertEquals(4, host.in(0x1a, 8, 0x08, 0, 255)[6], "WCE");
        assertEquals(0, host.in(0x1a, 8, 0x41, 0, 255)[6], "nothing on page 1 can be changed");
        refused(0x053900, 0x1a, 8, 0xc8, 0, 255);
        refused(0x052400, 0x1a, 8, 0x02, 0, 255);
        refused(0x052400, 0x1a, 8, 0x08, 1, 255);
    }

    @Test
    void modeSelectSwitchesTheWriteCacheAndNothingElse() {
        host.ready();
        byte[] list = new byte[4 + 20];
        list[4] = 8;
        list[5] = 18;
        assertEquals(GOOD, host.out(list, 0x15, 0x10, 0, 0, list.length));
        assertEquals(0, host.in(0x1a, 8, 0x08, 0, 255)[6]);
        host.out(new byte[512], 0x2a, 0, 0, 0, 0, 0, 0, 0, 1);
        assertEquals(1, disk.flushes(), "each write goes through now");
        list[7] = 1;
        assertEquals(CHECK, host.out(list, 0x15, 0x10, 0, 0, list.length));
        assertEquals(0x052600, host.sense());
        assertEquals(CHECK, host.out(new byte[2], 0x15, 0x10, 0, 0, 2));
        assertEquals(0x051a00, host.sense());
        refused(0x052400, 0x15, 0x11, 0, 0, 12);
        byte[] page = host.in(0x5a, 8, 0x01, 0, 0, 0, 0, 0, 255);
        page[0] = 0;
        page[1] = 0;
        assertEquals(GOOD, host.out(page, 0x55, 0x10, 0, 0, 0, 0, 0, 0, page.length), "as it is");
    }

    @Test
    void absentLogicalUnits() {
        assertEquals(0x7f, host.inOf(3, 0x12, 0, 0, 0, 36)[0]);
        assertEquals(0x25, host.inOf(3, 0x03, 0, 0, 0, 18)[12]);
        host.inOf(3, 0x00);
        assertEquals(CHECK, host.status());
        assertEquals(0x052500, host.sense());
        byte[] luns = host.inOf(3, 0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16);
        assertEquals(8, luns[3]);
    }

    @Test
    void manyCommandsAtOnceAndThenTaskSetFull() {
        host.ready();
        drive.hold();
        for (int tag = 0; tag < 64; tag++) {
            host.start(0, tag, 0x28, 0, 0, 0, 0, tag, 0, 0, 1);
            assertEquals(-1, host.status());
        }
        host.start(0, 64, 0x28, 0, 0, 0, 0, 64, 0, 0, 1);
        assertEquals(0x28, host.status());
        drive.release();
        host.pc().settle();
    }

    @Test
    void aCancelledRequestIsNotHeardOfAgain() {
        host.ready();
        drive.hold();
        ScsiRequest r = host.start(0, 1, 0x28, 0, 0, 0, 0, 0, 0, 0, 1);
        int before = host.completions();
        r.cancel();
        r.cancel();
        drive.release();
        host.pc().settle();
        assertEquals(before, host.completions());
        assertEquals(0, r.ready());
        host.in(0x00);
        assertEquals(GOOD, host.status());
    }

    @Test
    void aSuccessorGoesOnWithACommandInProgress() {
        host.ready();
        ScsiRequest r = host.start(0, 7, 0x28, 0, 0, 0, 0, 20, 0, 1, 0x40);
        host.pc().settle();
        byte[] data = new byte[0x140 * 512];
        int at = r.ready();
        System.arraycopy(r.buffer(), 0, data, 0, at);
        r.next(at);
        host.pc().settle();
        host.pc().replace("disk", new ScsiDisk(drive, "host.0", 2, 0));
        assertNull(host.target().resume(0, 8, host));
        ScsiRequest again = host.target().resume(0, 7, host);
        assertNotNull(again);
        assertNotEquals(r, again);
        while (host.status() < 0) {
            host.pc().settle();
            int n = again.ready();
            System.arraycopy(again.buffer(), 0, data, at, n);
            at += n;
            again.next(n);
        }
        assertEquals(GOOD, host.status());
        assertArrayEquals(blocks(20, 0x140), data);
    }
}
