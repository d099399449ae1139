package backplane.chipset.pit8254;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.TestMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs the counters as firmware and kernels do. Time is given in clock pulses. */
class Pit8254Test {
    private static final int OUT = 0x80;
    private static final int NULL_COUNT = 0x40;

    private final TestMachine pc = TestMachine.with(new Pit8254());
    private long pulses;
    private long ns;

    @AfterEach
    void tearDown() {
        pc.close();
    }

    /** Moves to the first nanosecond of a pulse. */
    private void pulse(long count) {
        pulses += count;
        long at = (pulses * 1_000_000_000 + Pit8254.HZ - 1) / Pit8254.HZ;
        pc.advance(at - ns);
        ns = at;
    }

    private void program(int counter, int mode, int count) {
        pc.out8(0x43, counter << 6 | 0x30 | mode << 1);
        load(counter, count);
    }

    private void load(int counter, int count) {
        pc.out8(0x40 + counter, count & 0xff);
        pc.out8(0x40 + counter, count >>> 8);
    }

    private int count(int counter) {
        pc.out8(0x43, counter << 6);
        return pc.in8(0x40 + counter) | pc.in8(0x40 + counter) << 8;
    }

    private int status(int counter) {
        pc.out8(0x43, 0xe0 | 2 << counter);
        return pc.in8(0x40 + counter);
    }

    private boolean out2() {
        return (pc.in8(0x61) & 0x20) != 0;
    }

    @Test
    void nothingCountsBeforeItIsProgrammed() {
        pulse(100_000);
        assertEquals(0, pc.irq(0).edges());
        assertEquals(0, pc.in8(0x61) & 0x2f);
        assertEquals(0xff, pc.in8(0x43));
    }

    @Test
    void modeTwoTicksOncePerPeriod() {
        program(0, 2, 1000);
        pulse(1000);
        assertEquals(0, pc.irq(0).edges() - 1, "the control word raises OUT");
        pulse(1);
        assertEquals(2, pc.irq(0).edges());
        pulse(10_000);
        assertEquals(12, pc.irq(0).edges());
    }

    @Test
    void everyTickComesEvenWhenTimeLeaps() {
        program(0, 2, 0); // 65536
        pulse(65_536L * 100 + 1);
        assertEquals(101, pc.irq(0).edges());
    }

    @Test
    void countsDownOnePerPulse() {
        program(0, 2, 100);
        pulse(1);
        assertEquals(100, count(0));
        pulse(99);
        assertEquals(1, count(0));
        pulse(1);
        assertEquals(100, count(0));
    }

    @Test
    void statusShowsOutputNullCountAndControlWord() {
        program(0, 2, 10);
        assertEquals(OUT | NULL_COUNT | 0x34, status(0));
        pulse(1);
        assertEquals(OUT | 0x34, status(0));
        pulse(9);
        assertEquals(0x34, status(0), "OUT is low for the pulse at count 1");
        pulse(1);
        assertEquals(OUT | 0x34, status(0));
    }

    @Test
    void modeTwoTakesANewCountAtTheEndOfTheCycle() {
        program(0, 2, 100);
        pulse(51);
        load(0, 10);
        assertEquals(50, count(0));
        assertEquals(NULL_COUNT, status(0) & NULL_COUNT);
        pulse(50);
        assertEquals(10, count(0));
        pulse(10);
        assertEquals(10, count(0));
        assertEquals(3, pc.irq(0).edges());
    }

    @Test
    void modeThreeIsASquareWaveThatCountsByTwo() {
        pc.out8(0x61, 1);
        program(2, 3, 8);
        pulse(1);
        int[] counts = {8, 6, 4, 2, 8, 6, 4, 2, 8};
        for (int i = 0; i < counts.length; i++) {
            assertEquals(counts[i], count(2), "pulse " + i);
            assertEquals(i % 8 < 4, out2(), "pulse " + i);
            pulse(1);
        }
    }

    @Test
    void modeThreeWithAnOddCountIsHighOnePulseLonger() {
        pc.out8(0x61, 1);
        program(2, 3, 5);
        pulse(1);
        int[] counts = {4, 2, 0, 4, 2, 4};
        boolean[] out = {true, true, true, false, false, true};
        for (int i = 0; i < counts.length; i++) {
            assertEquals(counts[i], count(2), "pulse " + i);
            assertEquals(out[i], out2(), "pulse " + i);
            pulse(1);
        }
    }

    @Test
    void modeThreeTakesANewCountAtTheEndOfTheHalfCycle() {
        pc.out8(0x61, 1);
        program(2, 3, 100);
        pulse(11);
        load(2, 10);
        pulse(40);
        assertFalse(out2());
        assertEquals(10, count(2));
        pulse(4);
        assertFalse(out2());
        pulse(1);
        assertTrue(out2());
        pulse(5);
        assertFalse(out2());
    }

    @Test
    void modeThreeDrivesTheTimerInterrupt() {
        program(0, 3, 1000);
        pulse(5001);
        assertEquals(6, pc.irq(0).edges());
    }

    @Test
    void modeZeroRaisesItsOutputOnceAndCountsOn() {
        pc.out8(0x61, 1);
        program(2, 0, 0x800);
        assertFalse(out2());
        pulse(0x800);
        assertFalse(out2());
        pulse(1);
        assertTrue(out2());
        assertEquals(0, count(2));
        pulse(1);
        assertEquals(0xffff, count(2));
        assertTrue(out2());
    }

    @Test
    void modeZeroInterruptsOnce() {
        program(0, 0, 50);
        assertFalse(pc.irq(0).raised());
        pulse(51);
        assertTrue(pc.irq(0).raised());
        pulse(200_000);
        assertEquals(1, pc.irq(0).edges());
        pc.out8(0x40, 50); // the first byte of a new count drops it
        assertFalse(pc.irq(0).raised());
        pc.out8(0x40, 0);
        pulse(51);
        assertEquals(2, pc.irq(0).edges());
    }

    @Test
    void theGateHoldsModeZero() {
        pc.out8(0x61, 1);
        program(2, 0, 100);
        pulse(41);
        pc.out8(0x61, 0);
        pulse(500);
        assertEquals(60, count(2));
        assertFalse(out2());
        pc.out8(0x61, 1);
        pulse(60);
        assertTrue(out2());
    }

    @Test
    void modeOneIsTriggeredByTheGate() {
        program(2, 1, 20);
        pulse(100);
        assertTrue(out2());
        pc.out8(0x61, 1);
        pulse(1);
        assertFalse(out2());
        pulse(10);
        pc.out8(0x61, 0);
        pc.out8(0x61, 1); // again
        pulse(20);
        assertFalse(out2());
        pulse(1);
        assertTrue(out2());
    }

    @Test
    void modeFourStrobesOnce() {
        program(0, 4, 30);
        pc.irq(0).clear();
        pulse(30);
        assertEquals(OUT, status(0) & OUT);
        pulse(1);
        assertEquals(0, status(0) & OUT);
        pulse(1);
        assertEquals(OUT, status(0) & OUT);
        assertEquals(1, pc.irq(0).edges());
        pulse(200_000);
        assertEquals(1, pc.irq(0).edges());
    }

    @Test
    void modeFiveStrobesAfterATrigger() {
        program(2, 5, 4);
        pulse(50);
        assertTrue(out2());
        pc.out8(0x61, 1);
        pulse(5);
        assertFalse(out2());
        pulse(1);
        assertTrue(out2());
    }

    @Test
    void theGateRestartsAPeriodicCounter() {
        pc.out8(0x61, 1);
        program(2, 2, 100);
        pulse(61);
        pc.out8(0x61, 0);
        assertTrue(out2());
        pulse(77);
        assertEquals(40, count(2));
        pc.out8(0x61, 1);
        pulse(1);
        assertEquals(100, count(2));
    }

    @Test
    void countsInBcd() {
        pc.out8(0x43, 0x35);
        load(0, 0x1000);
        pulse(2);
        assertEquals(0x0999, count(0));
        load(0, 0); // 10000
        pulse(999);
        pulse(1);
        assertEquals(0x9999, count(0));
    }

    @Test
    void oneByteAccessLeavesTheOtherByteZero() {
        pc.out8(0x43, 0x14); // counter 0, low byte, mode 2
        pc.out8(0x40, 20);
        pulse(1);
        assertEquals(20, pc.in8(0x40));
        pc.out8(0x43, 0x24); // high byte
        pc.out8(0x40, 2);
        pulse(1);
        assertEquals(2, pc.in8(0x40));
    }

    @Test
    void aLatchHoldsUntilItIsRead() {
        program(0, 2, 1000);
        pulse(101);
        pc.out8(0x43, 0x00);
        pulse(300);
        pc.out8(0x43, 0x00); // ignored
        assertEquals(900, pc.in8(0x40) | pc.in8(0x40) << 8);
        assertEquals(600, count(0));
    }

    @Test
    void readBackLatchesSeveralCountersStatusFirst() {
        pc.out8(0x61, 1);
        program(0, 2, 1000);
        program(2, 3, 1000);
        pulse(11);
        pc.out8(0x43, 0xca); // count and status of 0 and 2
        pulse(100);
        assertEquals(OUT | 0x34, pc.in8(0x40));
        assertEquals(990, pc.in8(0x40) | pc.in8(0x40) << 8);
        assertEquals(OUT | 0x36, pc.in8(0x42));
        assertEquals(980, pc.in8(0x42) | pc.in8(0x42) << 8);
    }

    @Test
    void theRefreshBitToggles() {
        int first = pc.in8(0x61) & 0x10;
        pulse(18);
        assertEquals(first ^ 0x10, pc.in8(0x61) & 0x10);
    }

    @Test
    void theSpeakerWireCarriesThePitch() {
        program(2, 3, 1193);
        pc.out8(0x61, 3);
        assertEquals(1000, pc.signal("speaker").get());
        pc.out8(0x61, 1);
        assertEquals(0, pc.signal("speaker").get());
        assertEquals(1, pc.in8(0x61) & 0x0f);
    }

    @Test
    void aHardResetStopsTheTicksAndACpuResetDoesNot() {
        program(0, 2, 100);
        pc.reset(ResetKind.SOFT);
        pulse(1001);
        assertEquals(11, pc.irq(0).edges());
        pc.reset(ResetKind.HARD);
        pulse(1000);
        assertEquals(11, pc.irq(0).edges());
    }

    @Test
    void aSuccessorTicksOn() {
        program(0, 2, 1000);
        pulse(501);
        pc.replace("isa-pit0", new Pit8254());
        assertEquals(500, count(0));
        pc.irq(0).clear();
        pulse(500);
        assertEquals(1, pc.irq(0).edges());
        pulse(1000);
        assertEquals(2, pc.irq(0).edges());
    }

    @Test
    void theHpetTakesInterruptZeroOver() {
        pc.out8(0x43, 0x34);
        pc.out8(0x40, 0xa9);
        pc.out8(0x40, 0x04);
        pc.signal("hpet-legacy").set(1);
        int before = pc.irq(0).edges();
        assertEquals(-1, pc.untilNext(), "nobody is woken");
        pc.advance(10_000_000);
        assertEquals(before, pc.irq(0).edges());
        pc.signal("hpet-legacy").set(0);
        pc.advance(10_000_000);
        assertTrue(pc.irq(0).edges() >= before + 9);
    }
}
