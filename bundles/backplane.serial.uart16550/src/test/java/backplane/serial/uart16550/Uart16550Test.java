package backplane.serial.uart16550;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.MemoryChardev;
import backplane.testkit.TestMachine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** COM1, driven as firmware and kernels drive it. */
class Uart16550Test {
    private static final int DATA = 0x3f8;
    private static final int IER = 0x3f9;
    private static final int IIR = 0x3fa;
    private static final int FCR = 0x3fa;
    private static final int LCR = 0x3fb;
    private static final int MCR = 0x3fc;
    private static final int LSR = 0x3fd;
    private static final int MSR = 0x3fe;
    private static final int SCR = 0x3ff;

    private static final int MCR_OUT2 = 0x0b;

    private final MemoryChardev line = new MemoryChardev();
    private final TestMachine pc =
            TestMachine.builder().card("com1", create(line), Map.of()).build();

    private static Uart16550 create(MemoryChardev line) {
        return new Uart16550(Uart16550Settings.parse("0", "", ""), line);
    }

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private void type(String text) {
        line.type(text);
        pc.settle();
    }

    private String readAll() {
        StringBuilder text = new StringBuilder();
        while ((pc.in8(LSR) & 1) != 0) {
            text.append((char) pc.in8(DATA));
        }
        return text.toString();
    }

    @Test
    void registersHaveTheirResetValues() {
        assertEquals(0, pc.in8(DATA));
        assertEquals(0, pc.in8(IER));
        assertEquals(0x01, pc.in8(IIR));
        assertEquals(0, pc.in8(LCR));
        assertEquals(0, pc.in8(MCR));
        assertEquals(0x60, pc.in8(LSR));
        assertEquals(0xb0, pc.in8(MSR));
    }

    @Test
    void firmwareFindsThePort() {
        pc.out8(IER, 2);
        assertEquals(2, pc.in8(IER));
        assertEquals(2, pc.in8(IIR) & 0x3f);
        pc.out8(IER, 0xff);
        assertEquals(0x0f, pc.in8(IER));
        pc.out8(SCR, 0x5a);
        assertEquals(0x5a, pc.in8(SCR));
    }

    @Test
    void theDivisorHidesBehindDlab() {
        pc.out8(LCR, 0x83);
        pc.out8(DATA, 0x01);
        pc.out8(IER, 0x02);
        assertEquals(0x01, pc.in8(DATA));
        assertEquals(0x02, pc.in8(IER));
        pc.out8(LCR, 0x03);
        assertEquals(0, pc.in8(IER));
        assertEquals("", line.sent());
    }

    @Test
    void bytesAreSentAtOnce() {
        for (char c : "hello".toCharArray()) {
            assertEquals(0x60, pc.in8(LSR) & 0x60);
            pc.out8(DATA, c);
        }
        pc.settle();
        assertEquals("hello", line.sent());
    }

    @Test
    void inputIsReadInOrderAndNothingIsLost() {
        String text = "a paste that is longer than the FIFO of sixteen bytes";
        type(text);
        assertEquals(text, readAll());
        pc.out8(FCR, 0x07);
        type(text);
        assertEquals(text, readAll());
        assertEquals(0x60, pc.in8(LSR), "no overrun");
    }

    @Test
    void eachByteOfA16450IsAnEdge() {
        pc.out8(MCR, MCR_OUT2);
        pc.out8(IER, 1);
        type("ab");
        assertTrue(pc.irq(4).raised());
        assertEquals(4, pc.in8(IIR));
        assertEquals('a', pc.in8(DATA));
        assertTrue(pc.irq(4).raised());
        assertEquals(2, pc.irq(4).edges());
        assertEquals('b', pc.in8(DATA));
        assertFalse(pc.irq(4).raised());
        assertEquals(1, pc.in8(IIR));
    }

    @Test
    void outTwoGatesTheInterrupt() {
        pc.out8(IER, 2);
        assertFalse(pc.irq(4).raised());
        pc.out8(MCR, MCR_OUT2);
        assertTrue(pc.irq(4).raised());
    }

    @Test
    void readingTheIdDropsThrEmptyAndSendingRaisesItAgain() {
        pc.out8(MCR, MCR_OUT2);
        pc.out8(IER, 2);
        assertEquals(2, pc.in8(IIR));
        assertFalse(pc.irq(4).raised());
        assertEquals(1, pc.in8(IIR));
        pc.out8(DATA, 'x');
        assertTrue(pc.irq(4).raised());
        pc.out8(DATA, 'y');
        assertEquals(3, pc.irq(4).edges(), "a new edge though nobody read the id");
    }

    @Test
    void theFifoInterruptsAtItsTriggerLevel() {
        pc.out8(MCR, MCR_OUT2);
        pc.out8(FCR, 0x87); // 8 bytes
        pc.out8(IER, 1);
        type("1234567");
        assertFalse(pc.irq(4).raised());
        assertEquals(0xc1, pc.in8(IIR));
        type("8");
        assertTrue(pc.irq(4).raised());
        assertEquals(0xc4, pc.in8(IIR));
        assertEquals('1', pc.in8(DATA));
        assertFalse(pc.irq(4).raised());
    }

    @Test
    void aFewBytesTimeOutAfterFourCharacters() {
        pc.out8(LCR, 0x83);
        pc.out8(DATA, 12); // 9600 baud
        pc.out8(LCR, 0x03);
        pc.out8(MCR, MCR_OUT2);
        pc.out8(FCR, 0xc7);
        pc.out8(IER, 1);
        type("ls");
        pc.advance(4_100_000);
        assertFalse(pc.irq(4).raised());
        pc.advance(100_000);
        assertTrue(pc.irq(4).raised());
        assertEquals(0xcc, pc.in8(IIR));
        assertEquals('l', pc.in8(DATA));
        assertFalse(pc.irq(4).raised());
        pc.advance(4_200_000);
        assertEquals(0xcc, pc.in8(IIR));
        assertEquals('s', pc.in8(DATA));
        pc.advance(10_000_000);
        assertEquals(0xc1, pc.in8(IIR));
    }

    @Test
    void lineStatusComesBeforeDataBeforeThrEmptyBeforeModem() {
        pc.out8(MCR, 0x10);
        pc.out8(IER, 0x0f);
        pc.out8(DATA, 1);
        pc.out8(DATA, 2); // overrun in a one-byte receiver
        assertEquals(0x06, pc.in8(IIR));
        assertEquals(0x63, pc.in8(LSR));
        assertEquals(0x04, pc.in8(IIR));
        assertEquals(1, pc.in8(DATA));
        assertEquals(0x02, pc.in8(IIR));
        assertEquals(0x00, pc.in8(IIR));
        assertEquals(0x0b, pc.in8(MSR) & 0x0b);
        assertEquals(0x01, pc.in8(IIR));
    }

    @Test
    void loopbackConnectsTheModemLines() {
        pc.out8(MCR, 0x1f);
        assertEquals(0xf0, pc.in8(MSR) & 0xf0);
        pc.out8(MCR, 0x10);
        assertEquals(0x0f, pc.in8(MSR), "DCTS, DDSR, TERI and DDCD");
        assertEquals(0x00, pc.in8(MSR));
        pc.out8(MCR, 0x12);
        assertEquals(0x11, pc.in8(MSR));
        pc.out8(MCR, 0x00);
        assertEquals(0xb0, pc.in8(MSR) & 0xf0);
    }

    @Test
    void loopbackKeepsBytesInside() {
        pc.out8(MCR, 0x10);
        type("outside");
        pc.out8(DATA, 'i');
        assertEquals("i", readAll());
        assertEquals("", line.sent());
        pc.out8(MCR, 0x00);
        assertEquals("outside", readAll());
    }

    @Test
    void clearingTheReceiverDropsWhatItHolds() {
        pc.out8(FCR, 0x01);
        type("abc");
        pc.out8(FCR, 0x03);
        assertEquals(0, pc.in8(LSR) & 1);
        assertEquals(0xc1, pc.in8(IIR));
        pc.out8(FCR, 0x00);
        assertEquals(0x01, pc.in8(IIR));
    }

    @Test
    void aHardResetKeepsTheScratchRegister() {
        pc.out8(SCR, 0x77);
        pc.out8(IER, 0x0f);
        pc.out8(LCR, 0x1b);
        pc.reset(ResetKind.SOFT);
        assertEquals(0x1b, pc.in8(LCR));
        pc.reset(ResetKind.HARD);
        assertEquals(0, pc.in8(IER));
        assertEquals(0, pc.in8(LCR));
        assertEquals(0x77, pc.in8(SCR));
    }

    @Test
    void aSuccessorHasTheBytesNotYetRead() {
        pc.out8(FCR, 0x07);
        pc.out8(MCR, MCR_OUT2);
        pc.out8(IER, 1);
        type("keep");
        assertTrue(pc.irq(4).raised());
        pc.replace("com1", create(line));
        assertTrue(pc.irq(4).raised());
        assertEquals("keep", readAll());
        type("!");
        assertEquals("!", readAll());
    }

    @Test
    void outsbSendsAllBytes() {
        byte[] text = "REP OUTSB".getBytes(StandardCharsets.US_ASCII);
        pc.machine().ports().outs(DATA, 1, text, 0, text.length);
        pc.settle();
        assertEquals("REP OUTSB", line.sent());
    }
}
