package backplane.chipset.rtc146818;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.TestMachine;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drives ports 0x70 and 0x71. Each test sets the clock itself. */
class Rtc146818Test {
    private static final long SECOND = 1_000_000_000;
    private static final int A = 0x0a;
    private static final int B = 0x0b;
    private static final int C = 0x0c;

    private final TestMachine pc =
            TestMachine.builder().ram(64).card("rtc", create("cad"), Map.of()).build();

    private static Rtc146818 create(String order) {
        return new Rtc146818(Rtc146818Settings.parse(order, "on"));
    }

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private int get(int index) {
        pc.out8(0x70, index | 0x80);
        return pc.in8(0x71);
    }

    private void set(int index, int value) {
        pc.out8(0x70, index);
        pc.out8(0x71, value);
    }

    /** As a kernel does: SET and divider reset, then release, so that the next update is 500 ms away. */
    private void setClock(int b, int year, int month, int day, int hour, int minute, int second) {
        set(B, 0x80 | b);
        set(A, 0x76);
        set(0x32, 0x20);
        set(9, year);
        set(8, month);
        set(7, day);
        set(4, hour);
        set(2, minute);
        set(0, second);
        set(A, 0x26);
        set(B, b);
        pc.advance(SECOND / 2);
        get(C);
    }

    private String time() {
        return String.format(
                "%02x%02x-%02x-%02x %02x:%02x:%02x", get(0x32), get(9), get(8), get(7), get(4), get(2), get(0));
    }

    @Test
    void theIndexPortReadsAllOnes() {
        assertEquals(0xff, pc.in8(0x70));
    }

    @Test
    void powerOnValues() {
        assertEquals(0x26, get(A) & 0x7f);
        assertEquals(0x02, get(B));
        assertEquals(0x80, get(0x0d));
        assertEquals(0x00, get(0x0f));
    }

    @Test
    void firmwareFindsMemoryAndBootOrder() {
        assertEquals(640, get(0x15) | get(0x16) << 8);
        assertEquals(63 * 1024, get(0x17) | get(0x18) << 8);
        assertEquals(63 * 1024, get(0x30) | get(0x31) << 8);
        assertEquals(48 * 16, get(0x34) | get(0x35) << 8);
        assertEquals(0, get(0x5b) | get(0x5c) | get(0x5d));
        assertEquals(0, get(0x10));
        assertEquals(0x02, get(0x14));
        assertEquals(0x30, get(0x38));
        assertEquals(0x12, get(0x3d));
        assertEquals(0, get(0x5f));
        int sum = 0;
        for (int i = 0x10; i < 0x2e; i++) {
            sum += get(i);
        }
        assertEquals(sum, get(0x2e) << 8 | get(0x2f));
    }

    @Test
    void theBootOrderComesFromTheSettings() {
        try (TestMachine other = TestMachine.with(create("dc"))) {
            other.out8(0x70, 0x3d);
            assertEquals(0x23, other.in8(0x71));
            other.out8(0x70, 0x38);
            assertEquals(0x00, other.in8(0x71));
        }
        assertEquals(
                "-boot order=cx: use each of a (floppy), c (disk), d (CD-ROM), n (network) once at most",
                assertThrows(IllegalArgumentException.class, () -> create("cx")).getMessage());
    }

    @Test
    void theClockRunsInBcd() {
        setClock(0x02, 0x26, 0x02, 0x28, 0x23, 0x59, 0x58);
        assertEquals("2026-02-28 23:59:59", time());
        pc.advance(SECOND);
        assertEquals("2026-03-01 00:00:00", time());
        assertEquals(1, get(6), "Sunday");
    }

    @Test
    void aLeapYearAndACentury() {
        setClock(0x02, 0x24, 0x02, 0x28, 0x23, 0x59, 0x58);
        pc.advance(SECOND);
        assertEquals("2024-02-29 00:00:00", time());
        setClock(0x02, 0x99, 0x12, 0x31, 0x23, 0x59, 0x58);
        pc.advance(SECOND);
        assertEquals("2100-01-01 00:00:00", time());
    }

    @Test
    void binaryAndTwelveHours() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x13, 0x30, 0x00);
        set(B, 0x00);
        assertEquals(0x81, get(4));
        set(B, 0x06);
        assertEquals(13, get(4));
        assertEquals(30, get(2));
        set(B, 0x04);
        assertEquals(0x81, get(4));
        set(B, 0x84);
        set(4, 12); // midnight
        set(B, 0x02);
        assertEquals(0x12, get(4), "the register is not converted");
    }

    @Test
    void setHoldsTheRegistersAndLetsThemGo() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(B, 0x82);
        pc.advance(10 * SECOND);
        assertEquals(0x01, get(0));
        set(B, 0x02);
        pc.advance(SECOND);
        assertEquals(0x02, get(0));
    }

    @Test
    void oneRegisterCanBeWrittenWhileTheClockRuns() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(4, 0x20);
        assertEquals("2026-11-22 20:00:01", time());
    }

    @Test
    void updateInProgressWarnsBeforeEachSecond() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        assertEquals(0, get(A) & 0x80);
        pc.advance(SECOND - 2_229_000);
        assertEquals(0, get(A) & 0x80);
        pc.advance(2_000);
        assertEquals(0x80, get(A) & 0x80);
        assertEquals(0x01, get(0));
        pc.advance(2_227_000);
        assertEquals(0, get(A) & 0x80);
        assertEquals(0x02, get(0));
    }

    @Test
    void thePeriodicInterruptWaitsForRegisterC() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(B, 0x42);
        pc.irq(8).clear();
        pc.advance(976_563); // 1024 Hz
        assertTrue(pc.irq(8).raised());
        pc.advance(100_000_000);
        assertEquals(1, pc.irq(8).edges());
        assertEquals(0xc0, get(C) & 0xc0);
        assertFalse(pc.irq(8).raised());
        assertEquals(0, get(C));
        int ticks = 0;
        for (int i = 0; i < 1024; i++) {
            pc.advance(976_563);
            ticks += (get(C) & 0x40) >>> 6;
        }
        assertEquals(1024, ticks);
    }

    @Test
    void flagsComeUpWithoutAnInterrupt() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        pc.advance(SECOND);
        assertEquals(0x50, get(C));
        assertEquals(0, pc.irq(8).edges());
        set(A, 0x20); // no rate
        pc.advance(SECOND / 2);
        assertEquals(0, get(C));
    }

    @Test
    void theUpdateEndedInterrupt() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(B, 0x12);
        pc.irq(8).clear();
        pc.advance(SECOND - 1);
        assertFalse(pc.irq(8).raised());
        pc.advance(1);
        assertTrue(pc.irq(8).raised());
        assertEquals(0x90, get(C) & 0x90);
    }

    @Test
    void theAlarmMatchesHoursMinutesSeconds() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x23, 0x59, 0x00);
        set(5, 0x07);
        set(3, 0x30);
        set(1, 0x15);
        set(B, 0x22);
        pc.irq(8).clear();
        pc.advance((7L * 3600 + 31 * 60 + 15 - 1) * SECOND - 1);
        assertFalse(pc.irq(8).raised());
        pc.advance(1);
        assertTrue(pc.irq(8).raised());
        assertEquals("2026-11-23 07:30:15", time());
        assertEquals(0xa0, get(C) & 0xa0);
    }

    @Test
    void anyInTheAlarmMeansEachTime() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(5, 0xc0);
        set(3, 0xff);
        set(1, 0x30);
        set(B, 0x22);
        pc.irq(8).clear();
        for (int i = 0; i < 3; i++) {
            pc.advance(60 * SECOND);
            assertEquals(0xa0, get(C) & 0xa0);
        }
        assertEquals(3, pc.irq(8).edges());
        set(1, 0x7f); // no such second
        pc.advance(200 * SECOND);
        assertEquals(3, pc.irq(8).edges());
    }

    @Test
    void anEnableAfterTheFlagInterruptsAtOnce() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        pc.advance(SECOND);
        set(B, 0x12);
        assertTrue(pc.irq(8).raised());
    }

    @Test
    void aHardResetKeepsCmosAndClock() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(0x0f, 0x0a);
        set(0x40, 0x5a);
        set(B, 0x72);
        pc.reset(ResetKind.SOFT);
        assertEquals(0x72, get(B));
        pc.reset(ResetKind.HARD);
        assertEquals(0x02, get(B));
        assertEquals(0x0a, get(0x0f));
        assertEquals(0x5a, get(0x40));
        assertEquals("2026-11-22 10:00:01", time());
        pc.reset(ResetKind.POWER_ON);
        assertEquals(0x00, get(0x40));
    }

    @Test
    void registersCAndDAreReadOnly() {
        set(C, 0xff);
        set(0x0d, 0x00);
        assertEquals(0x80, get(0x0d));
        assertEquals(0, get(C));
    }

    @Test
    void aSuccessorKeepsTimeAndInterrupts() {
        setClock(0x02, 0x26, 0x11, 0x22, 0x10, 0x00, 0x00);
        set(B, 0x12);
        pc.advance(SECOND / 4);
        pc.replace("rtc", create("cad"));
        pc.irq(8).clear();
        pc.advance(SECOND * 3 / 4);
        assertEquals(1, pc.irq(8).edges());
        assertEquals("2026-11-22 10:00:02", time());
    }
}
