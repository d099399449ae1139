package backplane.storage.lsi53c8xx;

import static backplane.storage.lsi53c8xx.ScriptHost.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.scsi.ScsiDisk;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Phases, messages, disconnection and reselection, as an operating system's driver uses them. */
class ScsiBusTest {
    private static final int INT = 0x98080000;
    private static final int BLOCKS = 1024;

    private final MemoryDisk disk = MemoryDisk.ofSectors(BLOCKS);
    private final FailingDisk drive = new FailingDisk(disk);
    private ScriptHost host;

    @BeforeEach
    void powerOn() {
        new Random(11).nextBytes(disk.data());
        host = new ScriptHost(LsiModel.LSI53C895A, drive).ready();
    }

    @AfterEach
    void powerOff() {
        host.close();
    }

    private byte[] blocks(int from, int count) {
        return Arrays.copyOfRange(disk.data(), from * 512, (from + count) * 512);
    }

    private void assertSir(int code) {
        assertEquals(0x84, host.in(0x0c), "DSTAT");
        assertEquals(code, host.in32(0x30));
    }

    @Test
    void anInterruptDrivenReadByTable() {
        host.out(0x39, 0x04);
        host.out32(0x10, 0x12000);
        host.pc().write32(0x12000, 2 << 16); // target for SELECT
        host.pc().write32(0x12008, 1);
        host.pc().write32(0x1200c, MESSAGE);
        host.pc().write32(0x12010, 10);
        host.pc().write32(0x12014, CDB);
        host.pc().write32(0x12018, 700);
        host.pc().write32(0x1201c, DATA);
        host.pc().write32(0x12020, 324);
        host.pc().write32(0x12024, DATA + 0x1000);
        host.bytes(MESSAGE, 0x80);
        host.bytes(CDB, 0x28, 0, 0, 0, 0, 12, 0, 0, 2, 0);
        host.script(0x43000000, 0, 0x9e030000, 0xbad, 0x1e000000, 8, 0x1a000000, 0x10, 0x11000000, 0x18)
                .append(0x11000000, 0x20)
                .end(0x21);
        host.pc().irq(IRQ).clear();
        host.run();
        assertEquals(1, host.pc().irq(IRQ).edges());
        assertSir(0x21);
        byte[] expected = blocks(12, 2);
        assertArrayEquals(Arrays.copyOf(expected, 700), host.pc().dump(DATA, 700));
        assertArrayEquals(Arrays.copyOfRange(expected, 700, 1024), host.pc().dump(DATA + 0x1000, 324));
        assertEquals(0, host.pc().read8(STATUS));
        assertEquals(0, host.in(0x01) & 0x10, "SCNTL1.CON");
    }

    @Test
    void checkConditionAndItsSense() {
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x28, 0, 0, 1, 0, 0, 0, 0, 1)
                .append(0x83030000, SCRIPT + 0x30, INT, 0xbad)
                .append(0, 0);
        host.append(0, 0).end(1);
        host.script(0x41020000, 0, 0x06000001, MESSAGE, 0x02000010, CDB).end(1);
        host.run();
        assertSir(1);
        assertEquals(2, host.pc().read8(STATUS));
        host.command(2, 1, 0x03, 0, 0, 0, 18).append(0x01000012, DATA).end(2);
        host.run();
        assertSir(2);
        assertEquals(5, host.pc().read8(DATA + 2));
        assertEquals(0x21, host.pc().read8(DATA + 12));
    }

    @Test
    void taggedCommandsDisconnectAndReselectInAnyOrder() {
        drive.hold();
        for (int tag = 1; tag <= 2; tag++) {
            host.bytes(MESSAGE, 0xc0, 0x20, tag);
            host.command(2, 3, 0x28, 0, 0, 0, 0, 10 * tag, 0, 0, 1)
                    .append(0x07000002, STATUS + 4, 0x48000000, 0, INT, tag);
            host.run();
            host.pc().advance(30_000);
            assertSir(tag);
            assertEquals(0x0402, host.pc().read16(STATUS + 4), "SAVE DATA POINTERS, DISCONNECT");
            assertEquals(0, host.in(0x14) & 0x08, "bus free");
        }
        assertEquals(2, drive.waiting());
        reselected();
        drive.release();
        host.pc().settle();
        for (int tag = 1; tag <= 2; tag++) {
            assertSir(0x55);
            assertEquals(0x80, host.pc().read8(STATUS + 8));
            assertEquals(0x20, host.pc().read8(STATUS + 9));
            assertEquals(tag, host.pc().read8(STATUS + 10));
            assertEquals(0x82, host.in(0x0a), "SSID");
            host.script(0x01000200, DATA + 0x1000 * tag).end(0x66);
            host.run();
            assertSir(0x66);
            assertArrayEquals(blocks(10 * tag, 1), host.pc().dump(DATA + 0x1000 * tag, 512));
            if (tag == 1) {
                reselected();
            }
        }
    }

    @Test
    void aFastDiskDoesNotDisconnectThoughItMay() {
        host.bytes(MESSAGE, 0xc0, 0x20, 3);
        host.command(2, 3, 0x28, 0, 0, 0, 0, 3, 0, 0, 1)
                .append(0x01000200, DATA)
                .end(4)
                .run();
        assertSir(4);
        assertArrayEquals(blocks(3, 1), host.pc().dump(DATA, 512));
    }

    private void reselected() {
        host.script(0x50000000, 0, 0x07000001, STATUS + 8, 0x60000040, 0, 0x07000002, STATUS + 9, INT, 0x55);
        host.run();
    }

    @Test
    void anUntaggedReselectionIsIdentifyAlone() {
        drive.hold();
        host.bytes(MESSAGE, 0xc0);
        host.command(2, 1, 0x28, 0, 0, 0, 0, 3, 0, 0, 1)
                .append(0x07000002, STATUS + 4, 0x50000000, 0, 0x07000002, STATUS + 8, 0x01000200, DATA)
                .end(3);
        host.bytes(STATUS + 8, 0xee, 0xee);
        host.run();
        host.pc().advance(30_000);
        drive.release();
        host.pc().settle();
        assertSir(3);
        assertEquals(0xee80, host.pc().read16(STATUS + 8));
        assertArrayEquals(blocks(3, 1), host.pc().dump(DATA, 512));
    }

    @Test
    void withoutThePrivilegeTheTargetHoldsTheBusAndScriptsWait() {
        drive.hold();
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x28, 0, 0, 0, 0, 3, 0, 0, 1)
                .append(0x818b0000, 8, INT, 0xbad, 0x01000200, DATA) // JUMP if DATA IN, when REQ
                .end(4);
        host.run();
        assertEquals(0x08, host.in(0x14), "connected, no interrupt");
        assertEquals(0x20, host.in(0x0b) & 0xa0, "BSY without REQ");
        drive.release();
        host.pc().settle();
        assertSir(4);
        assertArrayEquals(blocks(3, 1), host.pc().dump(DATA, 512));
    }

    /** IDENTIFY and the message go out, the answer comes in byte by byte, and TEST UNIT READY goes on. */
    private void negotiate(int[] message, int... answer) {
        host.bytes(MESSAGE, 0x80);
        host.bytes(MESSAGE + 1, message);
        host.bytes(CDB, 0x00, 0, 0, 0, 0, 0);
        host.script(0x41020000, 0, 0x06000001 + message.length, MESSAGE);
        for (int i = 0; i < answer.length; i++) {
            host.append(0x07000001, STATUS + 4 + i, 0x60000040, 0);
        }
        host.append(0x02000006, CDB).end(5);
        host.run();
        assertSir(5);
        for (int i = 0; i < answer.length; i++) {
            assertEquals(answer[i], host.pc().read8(STATUS + 4 + i), "byte " + i);
        }
        assertEquals(0, host.pc().read8(STATUS));
    }

    @Test
    void synchronousTransfersAreAgreedUpToFast40() {
        negotiate(new int[] {0x01, 0x03, 0x01, 0x0c, 0x08}, 0x01, 0x03, 0x01, 0x0c, 0x08);
        negotiate(new int[] {0x01, 0x03, 0x01, 0x09, 0x3e}, 0x01, 0x03, 0x01, 0x0a, 0x1f);
    }

    @Test
    void wideTransfersAreAgreed() {
        negotiate(new int[] {0x01, 0x02, 0x03, 0x01}, 0x01, 0x02, 0x03, 0x01);
        negotiate(new int[] {0x01, 0x02, 0x03, 0x02}, 0x01, 0x02, 0x03, 0x01);
        negotiate(new int[] {0x01, 0x02, 0x03, 0x00}, 0x01, 0x02, 0x03, 0x00);
    }

    @Test
    void parallelProtocolRequestsAreAgreedWithoutDoubleTransitions() {
        negotiate(new int[] {0x01, 0x06, 0x04, 0x09, 0x00, 0x3e, 0x01, 0x07}, 0x01, 0x06, 0x04, 0x0a, 0, 0x1f, 1, 0);
    }

    @Test
    void otherExtendedMessagesAreRejected() {
        negotiate(new int[] {0x01, 0x05, 0x00, 0, 0, 0, 0}, 0x07);
        negotiate(new int[] {0x01, 0x02, 0x01, 0x0c}, 0x07);
        negotiate(new int[] {0x23, 0x01}, 0x07);
    }

    @Test
    void aTargetDisconnectsInTheMiddleOfALongTransfer() {
        host.bytes(MESSAGE, 0xc0);
        host.command(2, 1, 0x28, 0, 0, 0, 0, 0, 0, 2, 0).append(0x0101fe00, DATA, INT, 1);
        host.run();
        assertSir(1);
        drive.hold();
        host.script(0x01020000, DATA + 0x1fe00, INT, 2).run();
        assertEquals(0x08, host.in(0x14), "connected, no interrupt");
        host.pc().advance(30_000);
        host.script(0x07000001, STATUS + 4, 0x60000040, 0, 0x07000001, STATUS + 5, 0x60000040, 0)
                .append(0x48000000, 0, 0x50000000, 0, 0x07000001, STATUS + 6, 0x01020000, DATA + 0x20000)
                .end(3);
        assertEquals(0x80, host.in(0x42), "phase mismatch");
        assertEquals(0x1fe00, host.in32(0x24) & 0xffffff, "left of the move");
        host.run();
        assertEquals(0, host.in(0x14) & 0x08, "bus free");
        drive.release();
        host.pc().settle();
        assertSir(3);
        assertEquals(0x0402, host.pc().read16(STATUS + 4), "SAVE DATA POINTERS, DISCONNECT");
        assertEquals(0x80, host.pc().read8(STATUS + 6), "IDENTIFY");
        assertArrayEquals(blocks(0, 512), host.pc().dump(DATA, 512 * 512));
    }

    @Test
    void aWriteDisconnectsWhileTheDiskWrites() {
        drive.hold();
        host.bytes(MESSAGE, 0xc0, 0x20, 9);
        host.command(2, 3, 0x2a, 0, 0, 0, 0, 40, 0, 0, 1)
                .append(0x00000200, DATA, 0x878b0000, 8, INT, 0xbad)
                .append(0x07000002, STATUS + 4, 0x48000000, 0, INT, 1);
        host.run();
        host.pc().advance(30_000);
        assertSir(1);
        assertEquals(0x0402, host.pc().read16(STATUS + 4));
        host.script(0x50000000, 0, 0x07000003, STATUS + 8).end(2).run();
        drive.release();
        host.pc().settle();
        assertSir(2);
        assertEquals(9, host.pc().read8(STATUS + 10), "tag");
        assertArrayEquals(blocks(40, 1), host.pc().dump(DATA, 512));
    }

    @Test
    void aShortTransferIsAPhaseMismatchWithWhatIsLeft() {
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x12, 0, 0, 0, 36).append(0x01000040, DATA).end(6);
        host.run();
        assertEquals(0x80, host.in(0x42), "M/A");
        assertEquals(64 - 36, host.in32(0x24) & 0xffffff, "DBC");
        assertEquals(DATA + 36, host.in32(0x28), "DNAD");
        assertEquals(3, host.in(0x0e) & 7, "STATUS phase");
        host.out32(0x2c, SCRIPT + 32);
        assertSir(6);
        assertEquals(0, host.pc().read8(STATUS));
    }

    @Test
    void aPhaseMismatchCanJump() {
        host.out(0x56, 0x80);
        host.out32(0xc0, SCRIPT + 0x100);
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x12, 0, 0, 0, 36).append(0x01000040, DATA, INT, 0xbad);
        host.pc().write32(SCRIPT + 0x100, INT);
        host.pc().write32(SCRIPT + 0x104, 7);
        host.run();
        assertSir(7);
        assertEquals(28, host.in32(0xc8) & 0xffffff, "RBC");
        assertEquals(DATA + 36, host.in32(0xcc), "UA");
        assertEquals(SCRIPT + 24, host.in32(0xd4), "IA");
        assertEquals(0, host.in(0x42));
        host.script().end(8).run();
        assertSir(8);
        assertEquals(0, host.pc().read8(STATUS));
    }

    @Test
    void aWriteInTwoMoves() {
        byte[] data = new byte[1024];
        new Random(12).nextBytes(data);
        host.pc().load(DATA, data);
        host.bytes(MESSAGE, 0xc0, 0x22, 9);
        host.command(2, 3, 0x2a, 0, 0, 0, 0, 40, 0, 0, 2)
                .append(0x00000100, DATA, 0x00000300, DATA + 256)
                .end(8);
        host.run();
        assertSir(8);
        assertArrayEquals(data, blocks(40, 2));
    }

    @Test
    void busResetTellsTheDriverAndTheTargets() {
        drive.hold();
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x28, 0, 0, 0, 0, 3, 0, 0, 1)
                .append(0x01000200, DATA)
                .end(9);
        host.out32(0x2c, SCRIPT);
        host.out(0x01, 0x08);
        assertEquals(0x02, host.in(0x42), "SIST0.RST");
        assertEquals(0x02, host.in(0x0d) & 0x02, "SSTAT0.RST");
        assertEquals(0, host.in(0x14) & 0x08);
        host.out(0x01, 0x00);
        drive.release();
        host.pc().settle();
        host.command(2, 1, 0x00).end(10);
        host.run();
        assertSir(10);
        assertEquals(2, host.pc().read8(STATUS), "unit attention");
    }

    @Test
    @Timeout(60)
    void resetsOfTheMachineInMidCommandLeaveNothingBehind() {
        for (int i = 0; i < 100; i++) {
            drive.hold();
            for (int tag = 0; tag < 3; tag++) {
                host.bytes(MESSAGE, 0xc0, 0x20, tag);
                host.command(2, 3, i % 2 == 0 ? 0x28 : 0x2a, 0, 0, 0, 0, 8 * tag, 0, 0, 8);
                if (i % 2 != 0) {
                    host.append(0x00001000, DATA);
                }
                host.append(0x07000002, STATUS + 4, 0x48000000, 0, INT, tag).run();
                host.pc().advance(i % 5 * 10_000);
            }
            host.pc().reset(ResetKind.HARD);
            host.enable();
            drive.release();
            host.pc().settle();
            assertEquals(0, host.in(0x14), "nothing connected, nothing pending");
            host.ready();
            host.bytes(MESSAGE, 0x80);
            host.command(2, 1, 0x28, 0, 0, 0, 0, i, 0, 0, 1)
                    .append(0x01000200, DATA)
                    .end(1)
                    .run();
            host.pc().settle();
            assertEquals(0, host.in(0x42) | host.in(0x43) << 8, "SIST");
            assertSir(1);
            assertArrayEquals(blocks(i, 1), host.pc().dump(DATA, 512));
        }
    }

    @Test
    void abortTagEndsOneCommand() {
        drive.hold();
        host.bytes(MESSAGE, 0xc0, 0x20, 5);
        host.command(2, 3, 0x28, 0, 0, 0, 0, 1, 0, 0, 1).append(0x07000002, STATUS, INT, 1);
        host.run();
        host.pc().advance(30_000);
        assertSir(1);
        host.bytes(MESSAGE, 0xc0, 0x20, 5, 0x0d);
        host.script(0x41020000, 0, 0x06000004, MESSAGE, 0x48000000, 0, INT, 2);
        host.run();
        assertSir(2);
        drive.release();
        host.pc().settle();
        reselected();
        host.pc().settle();
        assertEquals(0x02, host.in(0x15) & 0x02, "nobody reselects");
    }

    @Test
    void busDeviceResetRaisesAUnitAttention() {
        host.bytes(MESSAGE, 0x80, 0x0c);
        host.script(0x41020000, 0, 0x06000002, MESSAGE, 0x48000000, 0, INT, 1).run();
        assertSir(1);
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x00).end(2).run();
        assertSir(2);
        assertEquals(2, host.pc().read8(STATUS));
    }

    @Test
    void aDiskUnpluggedInMidCommandIsAnUnexpectedDisconnect() {
        drive.hold();
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x28, 0, 0, 0, 0, 3, 0, 0, 1)
                .append(0x01000200, DATA)
                .end(9);
        host.out32(0x2c, SCRIPT);
        host.pc().unplug("disk0");
        assertEquals(0x04, host.in(0x42) & 0x04, "UDC");
        host.command(2, 1, 0x00).end(10);
        host.run();
        assertEquals(0x04, host.in(0x43), "STO from now on");
    }

    @Test
    void aSuccessorOfChipOrDiskFinishesTheCommand() {
        host.bytes(MESSAGE, 0xc0, 0x20, 77);
        host.command(2, 3, 0x28, 0, 0, 0, 0, 0, 0, 2, 0).append(0x01000100, DATA, INT, 1);
        host.run();
        assertSir(1);
        host.pc().replace("disk0", new ScsiDisk(drive, "scsi0.0", 2, 0));
        host.script(0x01020000, DATA + 256, INT, 2).run();
        assertSir(2);
        host.pc().replace("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A));
        host.script(0x0101ff00, DATA + 256 + 0x20000).end(3).run();
        assertSir(3);
        assertEquals(0, host.pc().read8(STATUS));
        assertArrayEquals(blocks(0, 512), host.pc().dump(DATA, 512 * 512));
    }

    @Test
    void aMoveWithoutAConnectionIsReported() {
        host.script(0x01000010, DATA).run();
        assertEquals(0x04, host.in(0x42));
    }

    @Test
    void theSelectedTargetMayBeLeftForAnotherCommand() {
        host.bytes(MESSAGE, 0x80);
        host.command(2, 1, 0x12, 0, 0, 0, 36).append(0x01000040, DATA).run();
        assertEquals(0x80, host.in(0x42));
        host.command(2, 1, 0x00).end(1).run();
        assertSir(1);
        assertTrue(host.pc().read8(STATUS) == 0);
    }
}
