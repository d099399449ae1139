package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.machine.GuestClock.GuestTimer;
import backplane.machine.GuestClock.Pace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestClockTest {
    private final List<String> fired = new ArrayList<>();
    private final List<Object> failures = new ArrayList<>();
    private final GuestClock clock = new GuestClock(Pace.ICOUNT, 3, (target, e) -> failures.add(target));

    private GuestTimer timer(String name) {
        return clock.timer(() -> fired.add(name));
    }

    @Test
    void timeIsTheCountOfInstructions() {
        clock.executed(100);
        assertEquals(800, clock.now());
        clock.counter(() -> 5);
        assertEquals(840, clock.now(), "exact inside a slice");
        assertEquals(105, clock.instructions());
    }

    @Test
    void aSliceEndsWhereTheNextEventIsDue() {
        timer("late").at(8_000);
        assertEquals(1_000, clock.slice(8_192));
        timer("odd").at(81);
        assertEquals(11, clock.slice(8_192), "rounded up to a whole instruction");
        assertEquals(4, clock.slice(4));
    }

    @Test
    void eventsFireInOrderOfTimeThenOfArming() {
        GuestTimer b = timer("b");
        GuestTimer a = timer("a");
        GuestTimer c = timer("c");
        b.at(16);
        a.at(8);
        c.at(16);
        clock.executed(1);
        clock.fireDue();
        assertEquals(List.of("a"), fired);
        clock.executed(1);
        clock.fireDue();
        assertEquals(List.of("a", "b", "c"), fired);
        assertFalse(b.armed());
    }

    @Test
    void rearmingReplacesAndCancelForgets() {
        GuestTimer a = timer("a");
        a.at(8);
        a.at(80);
        clock.executed(2);
        clock.fireDue();
        assertEquals(List.of(), fired);
        assertTrue(a.armed());
        assertEquals(64, clock.untilNext());
        a.cancel();
        assertEquals(-1, clock.untilNext());
    }

    @Test
    void lostTicksAreReplayedOneByOne() {
        GuestTimer[] tick = new GuestTimer[1];
        tick[0] = clock.timer(() -> {
            fired.add("tick");
            tick[0].at(tick[0].deadline() + 8);
        });
        tick[0].at(8);
        clock.executed(5);
        clock.fireDue();
        assertEquals(5, fired.size());
    }

    /** A host whose clock the test moves, and a guest that executes at so many nanoseconds an instruction. */
    private final long[] host = {1_000};

    private final GuestClock realtime = new GuestClock(Pace.REALTIME, 0, (target, e) -> {}, () -> host[0]);

    private void execute(int slices, int nsPerInstruction) {
        for (int i = 0; i < slices; i++) {
            long before = realtime.now();
            int n = realtime.slice(8_192);
            host[0] += (long) n * nsPerInstruction;
            realtime.executed(n);
            assertTrue(realtime.now() >= before);
            realtime.fireDue();
        }
    }

    @Test
    void realtimeIsTheHostsWhateverTheSpeed() {
        realtime.run(true);
        for (int speed : new int[] {2, 40, 5, 300}) {
            execute(3_000, speed);
            assertEquals(host[0] - 1_000.0, realtime.now(), 3e6, "at " + speed + " ns per instruction");
        }
    }

    @Test
    void insideASliceTimeIsTheCountAndNotTheHosts() {
        realtime.run(true);
        execute(1_000, 10);
        long before = realtime.now();
        host[0] += 50_000_000;
        assertEquals(before, realtime.now());
        realtime.counter(() -> 1_000);
        assertEquals(before + 10_000.0, realtime.now(), 1_000);
    }

    @Test
    void everyTickOfAPauseComesInASliceOfItsOwn() {
        realtime.run(true);
        execute(1_000, 10);
        long[] times = new long[2_000];
        int[] ticks = new int[1];
        GuestTimer[] tick = new GuestTimer[1];
        tick[0] = realtime.timer(() -> {
            times[ticks[0]++] = realtime.now();
            tick[0].at(tick[0].deadline() + 1_000_000);
        });
        tick[0].at(realtime.now() + 1_000_000);
        host[0] += 200_000_000;
        execute(16_000, 10);
        assertEquals(host[0] - 1_000.0, realtime.now(), 3e6);
        for (int i = 1; i < ticks[0]; i++) {
            assertEquals(1_000_000.0, times[i] - times[i - 1], 100, "tick " + i);
        }
        assertTrue(ticks[0] > 600, ticks[0] + " ticks");
    }

    @Test
    void aHostThatWasAwayForLongLosesTimeAndStandingStillIsNoTime() {
        realtime.run(true);
        execute(1_000, 10);
        long before = host[0] - realtime.now();
        host[0] += 3_000_000_000L;
        execute(40_000, 10);
        assertEquals(before + 2_000_000_000.0, host[0] - realtime.now(), 5e6);
        realtime.run(false);
        long still = realtime.now();
        host[0] += 50_000_000;
        assertEquals(still, realtime.now());
    }

    @Test
    void aHaltedGuestSleepsToTheNextEventAndNoFurther() {
        realtime.run(true);
        GuestTimer tick = realtime.timer(() -> fired.add("tick"));
        tick.at(4_000_000);
        assertEquals(4_000_000, realtime.rest());
        host[0] += 1_000_000;
        realtime.stir();
        realtime.rested();
        assertEquals(1_000_000, realtime.now(), "woken early by somebody else");
        assertEquals(3_000_000, realtime.rest());
        host[0] += 20_000_000;
        realtime.rested();
        assertEquals(4_000_000, realtime.now(), "the host slept too long");
        realtime.fireDue();
        tick.at(8_000_000);
        assertTrue(realtime.rest() <= 0, "the next tick is late already");
        realtime.rested();
        assertEquals(8_000_000, realtime.now());
        realtime.fireDue();
        assertEquals(List.of("tick", "tick"), fired);
        realtime.rested();
        assertEquals(21_000_000, realtime.now(), "nothing to wait for");
    }

    private static final int NS_PER_INSTRUCTION = 40;

    /** One sleep as the machine does it: to the next event and the slack, then every tick that is due by the host. */
    private long sleep(int nsPerTick) {
        long rest = realtime.rest();
        host[0] += rest;
        do {
            realtime.rested();
            realtime.fireDue();
            host[0] += nsPerTick;
            realtime.executed(nsPerTick / NS_PER_INSTRUCTION);
        } while (realtime.rest() <= 0);
        return rest;
    }

    private void tickAThousandTimesASecond() {
        realtime.run(true);
        GuestTimer[] tick = new GuestTimer[1];
        tick[0] = realtime.timer(() -> {
            assertEquals(tick[0].deadline(), realtime.now(), 100.0, "each at its own time");
            fired.add("tick");
            tick[0].at(tick[0].deadline() + 1_000_000);
        });
        tick[0].at(1_000_000);
    }

    @Test
    void whatRanBeforeASleepWithoutAnEventIsMeasuredToo() {
        realtime.run(true);
        for (int i = 0; i < 300; i++) {
            realtime.executed(1_000);
            host[0] += 1_000 * NS_PER_INSTRUCTION;
            assertTrue(realtime.rest() > 0);
            host[0] += 1_000_000;
            realtime.rested();
        }
        long before = realtime.now();
        realtime.executed(1_000);
        assertEquals(1_000.0 * NS_PER_INSTRUCTION, realtime.now() - before, 10_000);
    }

    @Test
    void aGuestThatOnlyTicksIsWokenForSeveralTicksTogether() {
        tickAThousandTimesASecond();
        assertEquals(1_000_000, sleep(100_000));
        int sleeps = 0;
        while (host[0] < 1_000_001_000) {
            assertTrue(sleep(100_000) <= TimerSlack.MOST + 1_000_000);
            sleeps++;
        }
        assertEquals((host[0] - 1_000) / 1_000_000.0, fired.size(), 1, "no tick is lost");
        assertTrue(sleeps < 60, sleeps + " sleeps");
    }

    @Test
    void itSleepsNoLongerThanAnEighthOfTheSilence() {
        tickAThousandTimesASecond();
        long from = host[0];
        long longest = 0;
        while (host[0] - from < 20_000_000_000L) {
            long silent = host[0] - from;
            long rest = sleep(200_000);
            assertTrue(rest <= silent / 8 + 2_000_000, rest + " ns after " + silent);
            longest = Math.max(longest, rest);
        }
        assertTrue(longest > TimerSlack.MOST, "the bound was met: " + longest);
    }

    @Test
    void ticksThatCostNothingComeInTime() {
        tickAThousandTimesASecond();
        for (int i = 0; i < 1_000; i++) {
            assertTrue(sleep(1) <= 1_000_200);
        }
    }

    @Test
    void aGuestThatIsLateBecauseItSleptIsNotSteered() {
        tickAThousandTimesASecond();
        for (int i = 0; i < 200; i++) {
            sleep(100_000);
        }
        host[0] += realtime.rest();
        realtime.rested();
        realtime.fireDue();
        for (int i = 0; i < 20; i++) {
            long before = realtime.now();
            realtime.executed(1_000);
            host[0] += 1_000 * NS_PER_INSTRUCTION;
            assertEquals(1_000.0 * NS_PER_INSTRUCTION, realtime.now() - before, 10_000, "not at double the rate");
        }
    }

    @Test
    void whatComesInOrGoesOutOrMuchWorkEndsTheSlack() {
        tickAThousandTimesASecond();
        untilItSleepsLong();
        realtime.stir();
        assertTrue(sleep(100_000) <= 1_000_000);
        untilItSleepsLong();
        for (int left = 1_000_000; left > 0; ) {
            int n = realtime.slice(left);
            host[0] += (long) NS_PER_INSTRUCTION * n;
            realtime.executed(n);
            realtime.fireDue();
            left -= n;
        }
        assertTrue(sleep(100_000) <= 1_000_000);
    }

    private void untilItSleepsLong() {
        for (int i = 0; i < 100; i++) {
            sleep(100_000);
        }
        assertTrue(sleep(100_000) > 30_000_000);
    }

    @Test
    void anEarlierEventIsAnnounced() {
        int[] earlier = new int[1];
        clock.onEarlier(() -> earlier[0]++);
        timer("a").at(100);
        timer("b").at(200);
        timer("c").at(50);
        assertEquals(2, earlier[0]);
    }

    @Test
    void anActionThatThrowsDoesNotStopTheOthers() {
        GuestTimer bad = clock.timer(() -> {
            throw new IllegalStateException("broken");
        });
        bad.at(0);
        timer("good").at(0);
        clock.fireDue();
        assertEquals(List.of(bad), failures);
        assertEquals(List.of("good"), fired);
    }
}
