package backplane.chipset.lapic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.core.LocalApic;
import backplane.testkit.TestMachine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the APIC as an operating system does, with the processor's cycles done by hand. */
class LapicTest {
    private static final long BASE = 0xfee00000L;
    private static final int ID = 0x20;
    private static final int VERSION = 0x30;
    private static final int TPR = 0x80;
    private static final int PPR = 0xa0;
    private static final int EOI = 0xb0;
    private static final int LDR = 0xd0;
    private static final int DFR = 0xe0;
    private static final int SVR = 0xf0;
    private static final int ISR = 0x100;
    private static final int TMR = 0x180;
    private static final int IRR = 0x200;
    private static final int ESR = 0x280;
    private static final int ICR = 0x300;
    private static final int LVT_TIMER = 0x320;
    private static final int LINT0 = 0x350;
    private static final int LVT_ERROR = 0x370;
    private static final int INITIAL = 0x380;
    private static final int CURRENT = 0x390;
    private static final int DIVIDE = 0x3e0;
    private static final int MASKED = 0x10000;

    private final Pins pins = new Pins();
    private TestMachine pc;

    @BeforeEach
    void setUp() {
        pc = TestMachine.builder()
                .card("pins", pins, Map.of())
                .card("apic", new Lapic(), Map.of())
                .build();
        pins.ended.clear();
    }

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private int read(int register) {
        return pc.read32(BASE + register);
    }

    private void write(int register, int value) {
        pc.write32(BASE + register, value);
    }

    private void enable() {
        write(SVR, 0x1ff);
    }

    private boolean send(int vector, boolean level) {
        return pins.slot.apicMessage(0, false, LocalApic.FIXED, vector, level);
    }

    @Test
    void powerOnValues() {
        assertEquals(0, read(ID));
        assertEquals(0x50014, read(VERSION));
        assertEquals(0xff, read(SVR));
        assertEquals(-1, read(DFR));
        assertEquals(MASKED, read(LVT_TIMER));
        assertEquals(0x700, read(LINT0));
        assertEquals(0xfee00900L, pins.wires.apicBase());
    }

    @Test
    void withoutSetUpThe8259ReachesTheProcessor() {
        pins.slot.intr(true);
        assertTrue(pins.intr);
        assertEquals(Pins.VECTOR_8259, pins.wires.acknowledge());
        pins.slot.intr(false);
        assertFalse(pins.intr);
    }

    @Test
    void aMaskedLint0KeepsThe8259Out() {
        enable();
        write(LINT0, MASKED);
        pins.slot.intr(true);
        assertFalse(pins.intr);
        write(LINT0, 0x700);
        assertTrue(pins.intr);
    }

    @Test
    void aFixedInterruptIsServedAndEnds() {
        enable();
        assertTrue(send(0x41, false));
        assertTrue(pins.intr);
        assertEquals(1 << 1, read(IRR + 0x20));
        assertEquals(0x41, pins.wires.acknowledge());
        assertFalse(pins.intr);
        assertEquals(0, read(IRR + 0x20));
        assertEquals(1 << 1, read(ISR + 0x20));
        assertEquals(0x40, read(PPR));
        write(EOI, 0);
        assertEquals(0, read(ISR + 0x20));
        assertTrue(pins.ended.isEmpty());
    }

    @Test
    void theEndOfALevelInterruptIsTold() {
        enable();
        send(0x52, true);
        assertEquals(1 << 0x12, read(TMR + 0x20));
        pins.wires.acknowledge();
        write(EOI, 0);
        assertEquals(List.of(0x52), pins.ended);
    }

    @Test
    void prioritiesNestByClass() {
        enable();
        send(0x41, false);
        assertEquals(0x41, pins.wires.acknowledge());
        send(0x4f, false);
        assertFalse(pins.intr, "the same class waits");
        send(0x51, false);
        assertTrue(pins.intr);
        assertEquals(0x51, pins.wires.acknowledge());
        write(EOI, 0);
        assertFalse(pins.intr);
        write(EOI, 0);
        assertEquals(0x4f, pins.wires.acknowledge());
    }

    @Test
    void theTaskPriorityHoldsBack() {
        enable();
        write(TPR, 0x50);
        send(0x5f, false);
        assertFalse(pins.intr);
        write(TPR, 0x4f);
        assertTrue(pins.intr);
    }

    @Test
    void anInterruptThatHasGoneIsAnsweredWithTheSpuriousVector() {
        enable();
        write(LINT0, MASKED);
        assertEquals(0xff, pins.wires.acknowledge());
        assertEquals(0, read(ISR + 0x70));
    }

    @Test
    void whileDisabledNothingIsTakenAndTheTableIsMasked() {
        assertFalse(send(0x41, false));
        enable();
        write(LVT_TIMER, 0x20);
        write(SVR, 0xff);
        assertEquals(MASKED | 0x20, read(LVT_TIMER));
        write(LVT_TIMER, 0x20);
        assertEquals(MASKED | 0x20, read(LVT_TIMER));
    }

    @Test
    void logicalDestinations() {
        enable();
        write(LDR, 0x04000000);
        assertTrue(pins.slot.apicMessage(0x06, true, LocalApic.LOWEST_PRIORITY, 0x41, false));
        assertFalse(pins.slot.apicMessage(0x02, true, LocalApic.FIXED, 0x41, false));
        write(DFR, 0x0fffffff);
        write(LDR, 0x31000000);
        assertTrue(pins.slot.apicMessage(0x31, true, LocalApic.FIXED, 0x41, false));
        assertTrue(pins.slot.apicMessage(0xf1, true, LocalApic.FIXED, 0x41, false));
        assertFalse(pins.slot.apicMessage(0x32, true, LocalApic.FIXED, 0x41, false));
        assertFalse(pins.slot.apicMessage(0x07, false, LocalApic.FIXED, 0x41, false));
    }

    @Test
    void selfInterruptsByShorthandAndByDestination() {
        enable();
        write(ICR, 0x40000 | 0x61);
        assertEquals(0x61, pins.wires.acknowledge());
        write(EOI, 0);
        write(ICR + 0x10, 0);
        write(ICR, 0x62);
        assertEquals(0x62, pins.wires.acknowledge());
        write(EOI, 0);
        write(ICR, 0xc0000 | 0x63);
        assertFalse(pins.intr, "there is nobody else");
        write(ICR, 0x400);
        assertEquals(1, pins.nmis);
    }

    @Test
    void initResetsTheProcessorAndStartUpDoesNothing() {
        enable();
        pins.resets = 0;
        write(ICR, 0xc4500);
        write(ICR, 0xc4610);
        write(ICR, 0x8500);
        assertEquals(0, pins.resets, "others, and level de-assert");
        write(ICR, 0x4500);
        assertEquals(1, pins.resets);
        assertEquals(0xff, read(SVR));
    }

    @Test
    void illegalVectorsAreErrors() {
        enable();
        write(LVT_ERROR, 0xfe);
        write(ICR, 0x40000 | 5);
        assertEquals(0xfe, pins.wires.acknowledge());
        assertEquals(0, read(ESR));
        write(ESR, 0);
        assertEquals(0x20, read(ESR));
        write(ESR, 0);
        assertEquals(0, read(ESR));
    }

    @Test
    void anUnassignedRegisterIsAnError() {
        enable();
        assertEquals(0, read(0x3f0));
        write(ESR, 0);
        assertEquals(0x80, read(ESR));
    }

    @Test
    void oneShotCountsDownOnce() {
        enable();
        write(DIVIDE, 0x3); // by 16
        write(LVT_TIMER, 0x30);
        write(INITIAL, 1000);
        pc.advance(8_000);
        assertEquals(500, read(CURRENT));
        assertFalse(pins.intr);
        pc.advance(8_000);
        assertEquals(0x30, pins.wires.acknowledge());
        write(EOI, 0);
        pc.advance(100_000);
        assertFalse(pins.intr);
        assertEquals(0, read(CURRENT));
    }

    @Test
    void periodicGoesOn() {
        enable();
        write(DIVIDE, 0xb); // by 1
        write(LVT_TIMER, 0x20030);
        write(INITIAL, 10_000);
        for (int i = 0; i < 5; i++) {
            pc.advance(10_000);
            assertEquals(0x30, pins.wires.acknowledge());
            write(EOI, 0);
        }
        pc.advance(2_500);
        assertEquals(7_500, read(CURRENT));
        write(INITIAL, 0);
        pc.advance(100_000);
        assertFalse(pins.intr);
    }

    @Test
    void aMaskedTimerCountsAndSaysNothing() {
        enable();
        write(DIVIDE, 0xb);
        write(LVT_TIMER, MASKED | 0x30);
        write(INITIAL, 1_000);
        pc.advance(2_000);
        assertFalse(pins.intr);
        assertEquals(0, read(CURRENT));
    }

    @Test
    void switchedOffInTheMsrItIsAsIfThereWereNone() {
        enable();
        write(LINT0, MASKED);
        pins.slot.intr(true);
        assertFalse(pins.intr);
        pins.wires.apicBase(0xfee00000L);
        assertEquals(0xfee00100L, pins.wires.apicBase());
        assertTrue(pins.intr);
        assertEquals(-1, read(VERSION));
        assertFalse(send(0x41, false));
        pins.wires.apicBase(0xfee00800L);
        assertEquals(0x50014, read(VERSION));
    }

    @Test
    void theWindowMoves() {
        pins.wires.apicBase(0xd0000800L | 1 << 10);
        assertEquals(-1, read(VERSION));
        assertEquals(0x50014, pc.read32(0xd0000030L));
        pc.reset(ResetKind.HARD);
        assertEquals(0x50014, read(VERSION));
    }

    @Test
    void aSuccessorGoesOnWithWhatWasPending() {
        enable();
        write(DIVIDE, 0xb);
        write(LVT_TIMER, 0x20030);
        write(INITIAL, 10_000);
        send(0x81, true);
        pc.advance(4_000);
        pc.replace("apic", new Lapic());
        assertTrue(pins.intr);
        assertEquals(6_000, read(CURRENT));
        assertEquals(0x81, pins.wires.acknowledge());
        write(EOI, 0);
        assertEquals(List.of(0x81), pins.ended);
        pc.advance(6_000);
        assertEquals(0x30, pins.wires.acknowledge());
    }

    @Test
    void unpluggedThe8259GoesToTheProcessor() {
        enable();
        write(LINT0, MASKED);
        pins.slot.intr(true);
        pc.unplug("apic");
        assertTrue(pins.intr);
        assertEquals(Pins.VECTOR_8259, pins.wires.acknowledge());
        assertEquals(0, pins.wires.apicBase());
    }
}
