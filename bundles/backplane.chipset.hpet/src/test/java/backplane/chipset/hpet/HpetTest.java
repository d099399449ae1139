package backplane.chipset.hpet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.TestMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the timers as an operating system's clock does. */
class HpetTest {
    private static final long BASE = 0xfed00000L;
    private static final int CONF = 0x10;
    private static final int STATUS = 0x20;
    private static final int COUNT = 0xf0;
    private static final int T0_CONF = 0x100;
    private static final int T0_COMP = 0x108;
    private static final int T1_CONF = 0x120;
    private static final int T1_COMP = 0x128;
    private static final int T2_CONF = 0x140;
    private static final int T2_COMP = 0x148;

    private static final int LEVEL = 1 << 1;
    private static final int INTERRUPT = 1 << 2;
    private static final int PERIODIC = 1 << 3;
    private static final int SET_VALUE = 1 << 6;
    private static final int NARROW = 1 << 8;

    private TestMachine pc;

    @BeforeEach
    void setUp() {
        pc = TestMachine.with(new Hpet());
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

    @Test
    void identityAndPowerOnValues() {
        assertEquals(0x8086a201, read(0));
        assertEquals(10_000_000, read(4));
        assertEquals(0, read(CONF));
        assertEquals(0x30, read(T0_CONF));
        assertEquals(4, read(T0_CONF + 4));
        assertEquals(-1, read(T0_COMP));
        assertEquals(0, read(COUNT));
    }

    @Test
    void theCounterRunsAndStands() {
        write(CONF, 1);
        pc.advance(1_000);
        assertEquals(100, read(COUNT));
        write(CONF, 0);
        pc.advance(1_000);
        assertEquals(100, read(COUNT));
        write(COUNT, 7);
        write(COUNT + 4, 1);
        write(CONF, 1);
        pc.advance(10);
        assertEquals(8, read(COUNT));
        assertEquals(1, read(COUNT + 4));
        write(COUNT, 0);
        assertEquals(8, read(COUNT), "not while it runs");
    }

    @Test
    void legacyReplacementOneShotDrivesInterruptZero() {
        write(CONF, 3);
        assertEquals(1, pc.signal("hpet-legacy").get());
        write(T0_CONF, INTERRUPT | NARROW);
        write(T0_COMP, read(COUNT) + 500);
        pc.advance(4_990);
        assertEquals(0, pc.irq(0).edges());
        pc.advance(10);
        assertEquals(1, pc.irq(0).edges());
        assertFalse(pc.irq(0).raised());
        pc.advance(1_000_000);
        assertEquals(1, pc.irq(0).edges());
    }

    @Test
    void aPastComparatorWaitsForTheCounterToComeRound() {
        write(CONF, 3);
        pc.advance(1_000);
        write(T0_CONF, INTERRUPT | NARROW);
        write(T0_COMP, 50);
        pc.advance(1_000_000_000L);
        assertEquals(0, pc.irq(0).edges());
        pc.advance(42_000_000_000L);
        assertEquals(1, pc.irq(0).edges());
    }

    /** Linux turns the interrupt off once it has the local APIC's timer, and leaves the timer running. */
    @Test
    void aPeriodicTimerWithoutInterruptGoesOnButWakesNobody() {
        write(CONF, 3);
        write(T0_CONF, INTERRUPT | PERIODIC | SET_VALUE | NARROW);
        write(T0_COMP, 1_000);
        write(T0_COMP, 2_000);
        pc.advance(50_000);
        assertEquals(3, pc.irq(0).edges());
        write(T0_CONF, PERIODIC | NARROW);
        assertEquals(-1, pc.untilNext());
        pc.advance(59_990);
        assertEquals(9_000 + 2_000, read(T0_COMP));
        pc.advance(10);
        assertEquals(11_000 + 2_000, read(T0_COMP), "matched by a counter of 11,000");
        pc.advance(1_010_000);
        write(T0_CONF, INTERRUPT | PERIODIC | NARROW);
        assertEquals(10_000, pc.untilNext(), "on the old grid");
        pc.advance(10_000);
        assertEquals(4, pc.irq(0).edges());
    }

    @Test
    void whatPassedUnheardStaysPassedWhenTheCounterStops() {
        write(CONF, 3);
        write(T0_CONF, PERIODIC | SET_VALUE | NARROW);
        write(T0_COMP, 1_000);
        write(T0_COMP, 2_000);
        pc.advance(100_000);
        write(CONF, 0);
        pc.advance(100_000);
        assertEquals(11_000, read(T0_COMP));
        write(CONF, 3);
        pc.advance(10_000);
        assertEquals(13_000, read(T0_COMP));
    }

    @Test
    void periodicAsLinuxSetsItUp() {
        write(CONF, 0);
        write(CONF, 3);
        write(T0_CONF, INTERRUPT | PERIODIC | SET_VALUE | NARROW);
        write(T0_COMP, 1_000);
        write(T0_COMP, 2_000);
        pc.advance(10_000);
        assertEquals(1, pc.irq(0).edges());
        pc.advance(20_000 * 5);
        assertEquals(6, pc.irq(0).edges());
        assertEquals(11_000 + 2_000, read(T0_COMP));
    }

    @Test
    void timerOneDrivesTheClocksInterrupt() {
        write(CONF, 3);
        write(T1_CONF, INTERRUPT);
        write(T1_COMP, 100);
        write(T1_COMP + 4, 0);
        pc.advance(1_000);
        assertEquals(1, pc.irq(8).edges());
        assertEquals(0, pc.irq(0).edges());
    }

    @Test
    void aLevelInterruptStaysUntilItIsCleared() {
        write(CONF, 1);
        write(T2_CONF, INTERRUPT | LEVEL | 2 << 9);
        assertEquals(2, read(T2_CONF) >> 9 & 31);
        write(T2_COMP, 100);
        write(T2_COMP + 4, 0);
        pc.advance(1_000);
        assertTrue(pc.irq(2).raised());
        assertEquals(4, read(STATUS));
        write(STATUS, 4);
        assertFalse(pc.irq(2).raised());
        assertEquals(0, read(STATUS));
    }

    @Test
    void aRouteThatIsNotThereIsNotTaken() {
        write(T2_CONF, 11 << 9);
        assertEquals(0, read(T2_CONF) >> 9 & 31);
    }

    @Test
    void aTinyPeriodDoesNotStopTheMachine() {
        write(CONF, 3);
        write(T0_CONF, INTERRUPT | PERIODIC | SET_VALUE | NARROW);
        write(T0_COMP, 1);
        pc.advance(100_000);
        assertTrue(pc.irq(0).edges() <= 101, "at most one in a microsecond");
    }

    @Test
    void aSuccessorGoesOnCounting() {
        write(CONF, 3);
        write(T0_CONF, INTERRUPT | PERIODIC | SET_VALUE | NARROW);
        write(T0_COMP, 1_000);
        pc.advance(4_000);
        pc.replace("hpet0", new Hpet());
        assertEquals(400, read(COUNT));
        pc.advance(6_000);
        assertEquals(1, pc.irq(0).edges());
        pc.advance(10_000);
        assertEquals(2, pc.irq(0).edges());
    }

    @Test
    void resetGivesTheInterruptsBack() {
        write(CONF, 3);
        pc.reset(ResetKind.HARD);
        assertEquals(0, pc.signal("hpet-legacy").get());
        assertEquals(0, read(CONF));
        assertEquals(0x30, read(T0_CONF));
    }
}
