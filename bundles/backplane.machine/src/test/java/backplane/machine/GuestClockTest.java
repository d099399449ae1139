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

    @Test
    void aHostThatWasAwayLosesTimeButTimeNeverGoesBack() {
        long[] host = {1_000};
        GuestClock realtime = new GuestClock(Pace.REALTIME, 0, (target, e) -> {}, () -> host[0]);
        realtime.run(true);
        host[0] += 100_000_000;
        assertEquals(100_000_000, realtime.now(), "a short gap is caught up");
        realtime.executed(1);
        host[0] += 3_000_000_000L;
        long inSlice = realtime.now();
        assertEquals(350_000_000, inSlice);
        realtime.executed(1);
        assertEquals(inSlice, realtime.now());
        realtime.run(false);
        host[0] += 50_000_000;
        assertEquals(inSlice, realtime.now(), "it stands still with the machine");
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
