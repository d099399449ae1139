package backplane.machine;

import backplane.core.InterruptSource;
import java.util.List;

/** A machine without a thread on a test bench: the caller is its thread, and time moves when the caller says so. */
public final class Bench {
    private final Machine machine;

    /** @param machine made with manual time, and never started */
    public Bench(Machine machine) {
        this.machine = machine;
    }

    /** Moves time to each event in turn and then to {@code ns} from now. */
    public void advance(long ns) {
        GuestClock clock = machine.clock();
        long end = clock.now() + ns;
        machine.safePoint();
        while (clock.nextDeadline() <= end) {
            clock.skip(Math.max(0, clock.nextDeadline() - clock.now()));
            machine.safePoint();
        }
        clock.skip(end - clock.now());
        machine.safePoint();
    }

    /** Nanoseconds to the next event that a card waits for, 0 when one is due, -1 when none waits. */
    public long untilNext() {
        return machine.clock().untilNext();
    }

    /** Serves what waits for a safe point, and due timers. */
    public void pump() {
        machine.safePoint();
    }

    /** Waits until no block request is in flight, delivering completions. */
    public void settle() {
        boolean idle;
        do {
            idle = true;
            for (BlockLease lease : List.copyOf(machine.rack().leases())) {
                if (!lease.idle()) {
                    idle = false;
                    lease.drain();
                }
            }
            machine.safePoint();
        } while (!idle);
    }

    /** The level of an ISA interrupt line. */
    public boolean irq(int line) {
        return machine.interrupts().level(line);
    }

    /** Watches ISA interrupt lines in place of a controller; null lets a controller be plugged. */
    public void watchInterrupts(InterruptSource watcher) {
        machine.interrupts().controller(watcher);
    }

    /** Reads a named wire, as a card would. */
    public int signal(String wire) {
        return machine.wire(wire).get();
    }

    /** Drives a named wire, as a card would. */
    public void signal(String wire, int value) {
        machine.wire(wire).set(value);
    }

    /** Configuration mechanism 1. */
    public int configRead(int bus, int devfn, int reg, int width) {
        return machine.pciBus().read(bus, devfn, reg, width);
    }

    public void configWrite(int bus, int devfn, int reg, int width, int value) {
        machine.pciBus().write(bus, devfn, reg, width, value);
    }
}
