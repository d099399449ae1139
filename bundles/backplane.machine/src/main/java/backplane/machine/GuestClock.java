package backplane.machine;

import backplane.api.clock.Timer;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Guest time and the event queue. Three paces: {@link Pace#REALTIME} follows the host's clock and stops with the
 * machine, {@link Pace#ICOUNT} counts instructions, {@link Pace#MANUAL} moves when a test says so.
 *
 * <p>Realtime counts instructions too, at a rate that is measured and steered so that guest time stays by the host's. So
 * all of the guest's clocks are smooth whatever the host does meanwhile (a guest that calibrates one against another sees
 * no jump), a slice ends where the next event is due, and after a pause every tick comes, one slice after the other, until
 * the pause is made up for.
 */
final class GuestClock {
    /** Where guest time comes from. */
    enum Pace {
        REALTIME,
        ICOUNT,
        MANUAL
    }

    /** A host that was away longer than this has lost the time; shorter gaps are caught up tick by tick. */
    private static final long LONGEST_GAP = 1_000_000_000L;

    /** Guest time off the host's by this much doubles the rate, or halves it in half the way. */
    private static final long WINDOW = 10_000_000L;

    /** Nanoseconds of guest time between looks at the host's clock. */
    private static final long SLICE = 50_000;

    /** The rate is measured over so many instructions. */
    private static final int SAMPLE = 4_096;

    /** Nanoseconds per instruction are kept with so many binary places. */
    private static final int PLACES = 20;

    private static final long FIRST_RATE = 10L << PLACES;
    private static final long LOWEST_RATE = 1L << PLACES - 5;
    private static final long HIGHEST_RATE = 50_000L << PLACES;
    private static final long FOR_EVER = 1_000_000_000L;

    private final Pace pace;
    private final int shift;
    private final CardFailures failures;
    private final LongSupplier host;
    private final TimerSlack slack = new TimerSlack();
    private GuestTimer[] queue = new GuestTimer[16];
    private int queued;
    private long base;
    /** The host's time at which guest time was 0. */
    private long origin;
    /** Guest time when it woke last: up to then it is late because it slept, and needs no steering. */
    private long slept;

    /** The host's time up to which instructions have been measured. */
    private long measured;

    /** Host nanoseconds measured since the last sample, and the instructions they went into. */
    private long spent;

    private long sampled;
    private long average = FIRST_RATE;
    private long rate = FIRST_RATE;
    private long instructions;
    private long turns;
    private boolean running;
    private Runnable earlier = () -> {};
    private InstructionCounter counter = () -> 0;

    /** Instructions completed in the CPU's running slice. */
    @FunctionalInterface
    interface InstructionCounter {
        int completed();
    }

    GuestClock(Pace pace, int shift, CardFailures failures) {
        this(pace, shift, failures, System::nanoTime);
    }

    /** @param host the host's clock in nanoseconds */
    GuestClock(Pace pace, int shift, CardFailures failures, LongSupplier host) {
        this.host = host;
        this.pace = pace;
        this.shift = shift;
        this.failures = failures;
    }

    void counter(InstructionCounter c) {
        counter = c;
    }

    /** Whether events belong to an instruction; else a slice may end somewhat before the next one. */
    boolean exact() {
        return pace != Pace.REALTIME;
    }

    Pace pace() {
        return pace;
    }

    /** Back to zero, with nothing armed: power-on. */
    void powerOn() {
        base = 0;
        instructions = 0;
        resume();
        Arrays.fill(queue, null);
        queued = 0;
    }

    private void resume() {
        measured = host.getAsLong();
        origin = measured - base;
        slept = base;
        spent = 0;
        sampled = 0;
    }

    /** Starts and stops guest time with the guest. */
    void run(boolean on) {
        if (on != running) {
            base = now();
            running = on;
            resume();
            stir();
        }
    }

    long now() {
        return switch (pace) {
            case REALTIME -> running ? base + (counter.completed() * rate >> PLACES) : base;
            case ICOUNT -> base + (instructions + counter.completed() << shift);
            case MANUAL -> base;
        };
    }

    /** All instructions since power-on. */
    long instructions() {
        return instructions + counter.completed();
    }

    /** Differs from one activation of a card to the next: an instruction, a timer, a completion. */
    long activation() {
        return instructions() + turns;
    }

    /** A timer or a completion is about to run: time may stand still, as in HLT, but a new activation it is. */
    void turn() {
        turns++;
    }

    /** Called between slices: {@code n} instructions were executed. */
    void executed(int n) {
        instructions += n;
        if (pace == Pace.REALTIME && running) {
            base += n * rate >> PLACES;
            sampled += n;
            if (sampled >= SAMPLE) {
                measure();
            }
        }
    }

    /** A sample that took four times as long as usual tells of the host, not of the guest's code. */
    private void measure() {
        long now = account();
        long sample = (Math.min(spent, FOR_EVER) << PLACES) / sampled;
        average += (Math.min(sample, 4 * average) - average) / 16;
        average = Math.max(LOWEST_RATE, Math.min(average, HIGHEST_RATE));
        spent = 0;
        sampled = 0;
        long lag = lag(now);
        long off = base < slept ? 0 : Math.max(-WINDOW / 2, Math.min(lag, WINDOW));
        rate = average + average * off / WINDOW;
    }

    private long account() {
        long now = host.getAsLong();
        spent += now - measured;
        measured = now;
        return now;
    }

    /** How far guest time is behind; what is more than can be made up for is forgotten. */
    private long lag(long now) {
        long lag = now - origin - base;
        if (lag > LONGEST_GAP) {
            origin += lag - LONGEST_GAP;
            return LONGEST_GAP;
        }
        return lag;
    }

    /** {@link backplane.api.clock.Clock#stir}, or something came in: the next sleep lasts to the next event only. */
    void stir() {
        slack.stir();
    }

    /** Nanoseconds for the host to sleep while the guest is halted; 0 or less when an event is due by the host's clock. */
    long rest() {
        long wait = untilNext();
        if (pace != Pace.REALTIME) {
            return wait < 0 ? FOR_EVER : wait;
        }
        long now = account();
        if (wait < 0) {
            return FOR_EVER;
        }
        long rest = wait - lag(now);
        return rest > 0 ? rest + slack.sleep(now, instructions) : rest;
    }

    /** The guest was halted until now: time follows the host's, but not beyond the next event. */
    void rested() {
        if (pace == Pace.REALTIME && running) {
            long now = host.getAsLong();
            long wanted = base + (queued == 0 ? now - origin - base : lag(now));
            if (slack.awake(now)) {
                slept = wanted;
            }
            base = Math.max(base, Math.min(wanted, nextDeadline()));
            measured = now;
        }
    }

    /** Moves manual time, or jumps over idle time under instruction counting. */
    void skip(long ns) {
        base += ns;
    }

    /** How many instructions may run before the next event must be looked at; in realtime, before the host's clock must. */
    int slice(int most) {
        if (pace == Pace.REALTIME) {
            long left = queued == 0 ? SLICE : Math.min(SLICE, queue[0].deadline - now());
            return (int) Math.max(1, Math.min(most, ((left << PLACES) + rate - 1) / rate));
        }
        if (pace == Pace.MANUAL || queued == 0) {
            return most;
        }
        long left = queue[0].deadline - now();
        return (int) Math.max(1, Math.min(most, left + (1L << shift) - 1 >> shift));
    }

    /** Nanoseconds of guest time to the next event, 0 when one is due, -1 when nothing is armed. */
    long untilNext() {
        return queued == 0 ? -1 : Math.max(0, queue[0].deadline - now());
    }

    /** The deadline of the next event, {@link Long#MAX_VALUE} when nothing is armed. */
    long nextDeadline() {
        return queued == 0 ? Long.MAX_VALUE : queue[0].deadline;
    }

    /** Runs what is due, earliest first; what is armed meanwhile for the past runs too, up to a bound. */
    void fireDue() {
        for (int i = 0; i < 10_000 && queued > 0 && queue[0].deadline <= now(); i++) {
            GuestTimer timer = queue[0];
            remove(timer);
            turn();
            try {
                timer.action.run();
            } catch (RuntimeException e) {
                failures.failed(timer, e);
            }
        }
    }

    GuestTimer timer(Runnable action) {
        return new GuestTimer(action);
    }

    private void insert(GuestTimer timer) {
        if (queued == queue.length) {
            queue = Arrays.copyOf(queue, queued * 2);
        }
        int at = queued++;
        while (at > 0 && queue[at - 1].deadline > timer.deadline) {
            queue[at] = queue[at - 1];
            at--;
        }
        queue[at] = timer;
        if (at == 0) {
            earlier.run();
        }
    }

    private void remove(GuestTimer timer) {
        for (int i = 0; i < queued; i++) {
            if (queue[i] == timer) {
                System.arraycopy(queue, i + 1, queue, i, --queued - i);
                queue[queued] = null;
                return;
            }
        }
    }

    /** {@code action} runs when the next event has become an earlier one: the running slice may be too long. */
    void onEarlier(Runnable action) {
        earlier = action;
    }

    /** A timer; equal deadlines fire in the order of arming. */
    final class GuestTimer implements Timer {
        private Runnable action;
        private long deadline = Long.MAX_VALUE;

        private GuestTimer(Runnable action) {
            this.action = action;
        }

        Runnable action() {
            return action;
        }

        void action(Runnable a) {
            action = a;
        }

        @Override
        public void at(long ns) {
            remove(this);
            deadline = ns;
            insert(this);
        }

        @Override
        public void cancel() {
            remove(this);
            deadline = Long.MAX_VALUE;
        }

        @Override
        public boolean armed() {
            for (int i = 0; i < queued; i++) {
                if (queue[i] == this) {
                    return true;
                }
            }
            return false;
        }

        long deadline() {
            return deadline;
        }
    }
}
