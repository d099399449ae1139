package backplane.chipset.dma8237;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.TestMachine;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sets channels 2 and 5 up as a floppy and a sound driver do. */
class Dma8237Test {
    private static final int WRITE = 0x44;
    private static final int READ = 0x48;
    private static final int VERIFY = 0x40;
    private static final int AUTO = 0x10;
    private static final int DOWN = 0x20;

    private final DmaCard floppy = new DmaCard(2);
    private final DmaCard sound = new DmaCard(5);
    private final TestMachine pc = TestMachine.builder()
            .card("dma", new Dma8237(), Map.of())
            .card("floppy", floppy, Map.of())
            .card("sound", sound, Map.of())
            .build();

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private void program2(int mode, int address, int count) {
        pc.out8(0x0a, 0x06);
        pc.out8(0x0c, 0);
        pc.out8(0x0b, mode | 2);
        pc.out8(0x04, address & 0xff);
        pc.out8(0x04, address >>> 8 & 0xff);
        pc.out8(0x81, address >>> 16);
        pc.out8(0x05, count - 1 & 0xff);
        pc.out8(0x05, count - 1 >>> 8);
        pc.out8(0x0a, 0x02);
    }

    private void program5(int mode, int address, int words) {
        pc.out8(0xd4, 0x05);
        pc.out8(0xd8, 0);
        pc.out8(0xd6, mode | 1);
        pc.out8(0xc4, address >>> 1 & 0xff);
        pc.out8(0xc4, address >>> 9 & 0xff);
        pc.out8(0x8b, address >>> 16);
        pc.out8(0xc6, words - 1 & 0xff);
        pc.out8(0xc6, words - 1 >>> 8);
        pc.out8(0xd4, 0x01);
    }

    private void request(DmaCard card) {
        card.channel.request(true);
        pc.advance(100_000_000);
    }

    private int address2() {
        pc.out8(0x0c, 0);
        return pc.in8(0x04) | pc.in8(0x04) << 8;
    }

    private int count2() {
        pc.out8(0x0c, 0);
        return pc.in8(0x05) | pc.in8(0x05) << 8;
    }

    @Test
    void afterPowerOnAllChannelsAreMasked() {
        assertEquals(0xff, pc.in8(0x0f));
        assertEquals(0xff, pc.in8(0xde));
        assertEquals(0, pc.in8(0x08));
        pc.out8(0x0e, 0);
        assertEquals(0xf0, pc.in8(0x0f));
        pc.out8(0x0f, 0x05);
        assertEquals(0xf5, pc.in8(0x0f));
    }

    @Test
    void theFirmwaresSequenceIsTaken() {
        pc.out8(0x0d, 0);
        pc.out8(0xda, 0);
        pc.out8(0xd6, 0xc0);
        pc.out8(0xd4, 0);
        assertEquals(0xfe, pc.in8(0xde));
    }

    @Test
    void aSectorGoesToMemory() {
        program2(WRITE, 0x12345, 512);
        request(floppy);
        for (int i = 0; i < 512; i++) {
            assertEquals(i + 1 & 0xff, pc.read8(0x12345 + i));
        }
        assertEquals(0, pc.read8(0x12345 + 512));
        assertEquals(1, floppy.terminalCounts);
        assertEquals(0x2545, address2());
        assertEquals(0xffff, count2());
        assertEquals(0x04, pc.in8(0x08));
        assertEquals(0x00, pc.in8(0x08), "reading clears the terminal count");
        assertEquals(0x04, pc.in8(0x0f) & 0x04, "masked again");
    }

    @Test
    void aSectorComesFromMemory() {
        pc.load(0x8000, new byte[] {'d', 'i', 's', 'k'});
        program2(READ, 0x8000, 4);
        request(floppy);
        assertEquals("disk", floppy.taken.toString());
        assertEquals(1, floppy.terminalCounts);
    }

    @Test
    void nothingMovesWhileMaskedDisabledOrUnrequested() {
        program2(WRITE, 0x8000, 16);
        assertEquals(0, floppy.given);
        pc.out8(0x0a, 0x06);
        request(floppy);
        assertEquals(0, floppy.given);
        assertEquals(0x40, pc.in8(0x08));
        pc.out8(0x08, 0x04);
        pc.out8(0x0a, 0x02);
        pc.advance(1_000_000);
        assertEquals(0, floppy.given);
        pc.out8(0x08, 0x00);
        pc.advance(1_000_000);
        assertEquals(16, floppy.given);
    }

    @Test
    void aCardMayStopInTheMiddle() {
        floppy.appetite = 100;
        program2(WRITE, 0x8000, 300);
        request(floppy);
        assertEquals(100, floppy.given);
        assertEquals(199, count2());
        floppy.appetite = 1000;
        request(floppy);
        assertEquals(300, floppy.given);
        assertEquals(1, floppy.terminalCounts);
    }

    @Test
    void wordsGoByTheSecondController() {
        program5(WRITE, 0x21000, 3);
        request(sound);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 0}, pc.dump(0x21000, 7));
        assertEquals(0x02, pc.in8(0xd0));
    }

    @Test
    void autoInitialisationStartsAgain() {
        pc.load(0x9000, new byte[] {'a', 'b', 'c'});
        floppy.appetite = 3;
        program2(READ | AUTO, 0x9000, 3);
        request(floppy);
        assertEquals(0x9000, address2());
        assertEquals(2, count2());
        assertEquals(0, pc.in8(0x0f) & 0x04);
        floppy.appetite = 3;
        request(floppy);
        assertEquals("abcabc", floppy.taken.toString());
        assertEquals(2, floppy.terminalCounts);
    }

    @Test
    void addressesCanCountDown() {
        program2(WRITE | DOWN, 0x8003, 4);
        request(floppy);
        assertArrayEquals(new byte[] {4, 3, 2, 1}, pc.dump(0x8000, 4));
        assertEquals(0x7fff, address2());
    }

    @Test
    void theAddressWrapsWithinItsPage() {
        program2(WRITE, 0x1fffe, 4);
        request(floppy);
        assertArrayEquals(new byte[] {1, 2}, pc.dump(0x1fffe, 2));
        assertArrayEquals(new byte[] {3, 4}, pc.dump(0x10000, 2));
        assertEquals(0, pc.read8(0x20000));
    }

    @Test
    void aFullPageTakesSeveralChunks() {
        program2(WRITE, 0x30000, 0x10000);
        request(floppy);
        assertEquals(0x10000, floppy.given);
        assertEquals(1, floppy.terminalCounts);
        assertEquals(0, pc.read8(0x3ffff));
        assertEquals(0xff, pc.read8(0x3fffe));
    }

    @Test
    void verifyStoresNothing() {
        program2(VERIFY, 0x8000, 4);
        request(floppy);
        assertEquals(4, floppy.given);
        assertEquals(0, pc.read32(0x8000));
        assertEquals(1, floppy.terminalCounts);
    }

    @Test
    void aSoftwareRequestStartsTheCard() {
        program2(WRITE, 0x8000, 2);
        pc.out8(0x09, 0x06);
        pc.advance(1_000_000);
        assertEquals(2, floppy.given);
        assertEquals(0, pc.in8(0x08) & 0x40);
    }

    @Test
    void pageRegistersAndLatchesReadBack() {
        for (int port = 0x81; port <= 0x8f; port++) {
            pc.out8(port, port ^ 0x5a);
        }
        for (int port = 0x81; port <= 0x8f; port++) {
            assertEquals(port ^ 0x5a, pc.in8(port), "port " + port);
        }
        assertEquals(0xff, pc.in8(0x80), "left to POST cards");
    }

    @Test
    void masterClearMasksAndKeepsAddresses() {
        program2(WRITE, 0x12345, 512);
        pc.out8(0x0d, 0);
        assertEquals(0xff, pc.in8(0x0f));
        assertEquals(0x2345, address2());
        pc.reset(ResetKind.SOFT);
        assertEquals(0x2345, address2());
        pc.reset(ResetKind.POWER_ON);
        assertEquals(0, address2());
    }

    @Test
    void channelsHaveOneCardEach() {
        String message = pc.plugFails("other", new DmaCard(2), Map.of()).getMessage();
        assertTrue(message.contains("floppy"), message);
        pc.unplug("floppy");
        DmaCard other = new DmaCard(2);
        pc.plug("other", other, Map.of());
        program2(WRITE, 0x8000, 4);
        request(other);
        assertEquals(4, other.given);
        assertEquals(0, floppy.given);
    }

    @Test
    void aSuccessorHasTheRegistersAndServesTheCards() {
        program2(WRITE, 0x12345, 512);
        pc.out8(0x0c, 0);
        pc.in8(0x04);
        pc.replace("dma", new Dma8237());
        assertEquals(0x23, pc.in8(0x04), "the byte pointer too");
        request(floppy);
        assertEquals(512, floppy.given);
        assertEquals(1, pc.read8(0x12345));
    }
}
