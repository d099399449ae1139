package backplane.chipset.hpet;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** One comparator. Matches have deadlines on the counter's grid, so when the machine runs late all of them still come. */
final class HpetTimer {
    private static final int LEVEL = 1 << 1;
    private static final int INTERRUPT = 1 << 2;
    private static final int PERIODIC = 1 << 3;
    private static final int CAPABLE = 1 << 4 | 1 << 5;
    private static final int SET_VALUE = 1 << 6;
    private static final int NARROW = 1 << 8;
    private static final int ROUTE_SHIFT = 9;
    private static final int ROUTE = 31 << ROUTE_SHIFT;
    private static final int WRITABLE = LEVEL | INTERRUPT | PERIODIC | SET_VALUE | NARROW;

    /** Bit n: can be routed to I/O APIC input n. */
    static final int ROUTES = 1 << 2;

    /** A period shorter than this is served at its multiple: a guest's mistake must not stop the host. */
    private static final long SHORTEST = 100;

    private static final long FAR = 1L << 50;
    private static final long WRAP = 1L << 32;
    private static final long NEVER = Long.MAX_VALUE;

    private final Hpet hpet;
    private final int number;
    private Timer timer;

    private int config;
    private long comparator;
    private long period;
    /** The next match, in ticks of the main counter without wrapping, or {@link #NEVER}. */
    private long due = NEVER;

    HpetTimer(Hpet hpet, int number) {
        this.hpet = hpet;
        this.number = number;
    }

    void plug(Clock clock) {
        timer = clock.timer("timer" + number, this::match);
    }

    void reset() {
        config = CAPABLE;
        comparator = -1;
        period = 0;
        due = NEVER;
        timer.cancel();
    }

    boolean level() {
        return (config & LEVEL) != 0;
    }

    boolean interrupts() {
        return (config & INTERRUPT) != 0;
    }

    int route() {
        return config >>> ROUTE_SHIFT & 31;
    }

    private boolean periodic() {
        return (config & PERIODIC) != 0;
    }

    private boolean narrow() {
        return (config & NARROW) != 0;
    }

    /** Whether a match does nothing that anybody could see, but for a periodic comparator. */
    private boolean unheard() {
        return !interrupts() && !level();
    }

    int read(int offset) {
        catchUp();
        return switch (offset) {
            case 0x00 -> config;
            case 0x04 -> ROUTES;
            case 0x08 -> (int) comparator;
            case 0x0c -> (int) (comparator >>> 32);
            default -> 0;
        };
    }

    void write(int offset, int value) {
        catchUp();
        switch (offset) {
            case 0x00 -> configure(value);
            case 0x08 -> compare(value & 0xffffffffL, 0);
            case 0x0c -> compare(value & 0xffffffffL, 32);
            default -> {}
        }
    }

    /** "If the value is not supported by this timer, then the value read back will not match what was written." */
    private void configure(int value) {
        int route = value & ROUTE;
        if (route != 0 && (ROUTES >>> (route >>> ROUTE_SHIFT) & 1) == 0) {
            route = config & ROUTE;
        }
        config = value & WRITABLE | route | CAPABLE;
        if (narrow()) {
            comparator &= 0xffffffffL;
            period &= 0xffffffffL;
        }
        arm();
    }

    private void compare(long half, int shift) {
        if (shift != 0 && narrow()) {
            return;
        }
        long mask = 0xffffffffL << shift;
        boolean set = !periodic() || (config & SET_VALUE) != 0;
        if (set) {
            comparator = comparator & ~mask | half << shift;
        }
        if (periodic()) {
            period = period & ~mask | half << shift;
        }
        if (narrow()) {
            comparator &= 0xffffffffL;
            period &= 0xffffffffL;
        }
        config &= ~SET_VALUE;
        if (set) {
            arm();
        }
    }

    /** Looks for the next match, if the counter runs. */
    void arm() {
        if (hpet.running()) {
            long now = hpet.counter();
            await(now, comparator - now);
        } else {
            await(NEVER);
        }
    }

    private void await(long from, long distance) {
        long ticks = narrow() ? distance & 0xffffffffL : distance;
        await(ticks < 0 || ticks > FAR ? NEVER : from + ticks);
    }

    /** Nobody is woken for a match that is {@linkplain #unheard unheard}. */
    private void await(long tick) {
        due = tick;
        if (due == NEVER || unheard()) {
            timer.cancel();
        } else {
            timer.at(hpet.timeOf(due));
        }
    }

    /** Passes the matches that nobody was woken for. */
    void catchUp() {
        if (due != NEVER && unheard() && hpet.running()) {
            long late = hpet.counter() - due;
            if (late >= 0) {
                pass(late / distance() + 1);
            }
        }
    }

    private void match() {
        pass(1);
        hpet.matched(number);
    }

    /** Ticks from one match to the next. */
    private long distance() {
        if (!periodic() || period == 0) {
            return WRAP; // the next time that the low half is the same
        }
        return period < SHORTEST ? (SHORTEST + period - 1) / period * period : period;
    }

    private void pass(long matches) {
        long step = matches * distance();
        if (periodic() && period > 0) {
            comparator += step;
            if (narrow()) {
                comparator &= 0xffffffffL;
            }
        }
        await(periodic() && period > 0 || narrow() ? due + step : NEVER);
    }

    void save(StateWriter out) {
        catchUp();
        out.put("config", config);
        out.put("comparator", comparator);
        out.put("period", period);
        out.put("due", due);
    }

    void restore(StateReader in) throws StateException {
        config = in.getInt("config");
        comparator = in.getLong("comparator");
        period = in.getLong("period");
        due = in.getLong("due");
    }
}
