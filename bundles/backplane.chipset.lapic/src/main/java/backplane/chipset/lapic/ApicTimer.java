package backplane.chipset.lapic;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The timer: counts down at 1 GHz divided by 1 to 128. Nothing counts, the value follows from when it was started; each
 * periodic expiry has its own deadline on that grid, so when the machine runs late all of them still come.
 */
final class ApicTimer {
    /** Periods below this expire at the multiple of the period that is not: a guest's mistake must not stop the host. */
    private static final long SHORTEST = 1_000;

    private final Runnable expired;
    private Clock clock;
    private Timer timer;

    private int initial;
    private int divide;
    private boolean periodic;
    private long start;
    private boolean running;
    /** The next expiry. */
    private long deadline;

    ApicTimer(Runnable expired) {
        this.expired = expired;
    }

    void plug(Clock c) {
        clock = c;
        timer = c.timer("timer", this::expire);
    }

    void reset() {
        initial = 0;
        divide = 0;
        periodic = false;
        start = 0;
        running = false;
        deadline = 0;
        timer.cancel();
    }

    private int shift() {
        return (divide & 3 | divide >>> 1 & 4) + 1 & 7;
    }

    private long period() {
        long period = (initial & 0xffffffffL) << shift();
        return period >= SHORTEST || period == 0 ? period : (SHORTEST + period - 1) / period * period;
    }

    int initial() {
        return initial;
    }

    int divide() {
        return divide;
    }

    void initial(int count) {
        initial = count;
        start = clock.now();
        running = count != 0;
        arm(start + period());
    }

    /** Takes effect at once: the count that is left goes on at the new rate. */
    void divide(int value) {
        int left = current();
        divide = value & 0xb;
        if (running) {
            long now = clock.now();
            start = now - ((initial & 0xffffffffL) - (left & 0xffffffffL) << shift());
            arm(start + period());
        }
    }

    /** Turning a timer that has run out into a periodic one does not start it again. */
    void periodic(boolean on) {
        periodic = on;
    }

    int current() {
        if (!running) {
            return 0;
        }
        long elapsed = clock.now() - start >> shift();
        long count = initial & 0xffffffffL;
        return (int) (periodic ? count - elapsed % count : Math.max(count - elapsed, 0));
    }

    private void arm(long at) {
        deadline = at;
        if (running) {
            timer.at(at);
        } else {
            timer.cancel();
        }
    }

    private void expire() {
        if (periodic) {
            start = deadline;
            arm(deadline + period());
        } else {
            running = false;
        }
        expired.run();
    }

    void save(StateWriter out) {
        out.put("initial", initial);
        out.put("divide", divide);
        out.put("periodic", periodic);
        out.put("start", start);
        out.put("running", running);
        out.put("deadline", deadline);
    }

    /** The slot has kept the deadline itself. */
    void restore(StateReader in) throws StateException {
        initial = in.getInt("initial");
        divide = in.getInt("divide") & 0xb;
        periodic = in.getBoolean("periodic");
        start = in.getLong("start");
        running = in.getBoolean("running") && initial != 0;
        deadline = in.getLong("deadline");
    }
}
