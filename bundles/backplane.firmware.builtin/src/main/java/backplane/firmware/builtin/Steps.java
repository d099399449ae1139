package backplane.firmware.builtin;

import backplane.core.CpuState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What POST and boot have still to do. Between two steps the guest may sleep, spin or run guest code. */
final class Steps {
    /** One piece of work. */
    interface Step {
        Result run(CpuState cpu);
    }

    private final Deque<Step> pending = new ArrayDeque<>();
    private final GuestCode guest;

    Steps(GuestCode guest) {
        this.guest = guest;
    }

    void clear() {
        pending.clear();
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Adds work behind everything pending. */
    void add(Step step) {
        pending.addLast(step);
    }

    /** Puts work in front of everything pending, in order. */
    void next(List<Step> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            pending.addFirst(steps.get(i));
        }
    }

    void next(Step step) {
        pending.addFirst(step);
    }

    /** Runs until the guest has something to do; false when there is nothing left. */
    boolean run(CpuState cpu) {
        while (!pending.isEmpty()) {
            Step step = pending.removeFirst();
            switch (step.run(cpu)) {
                case DONE -> {}
                case CALLED -> {
                    return true;
                }
                case WAIT -> {
                    pending.addFirst(step);
                    guest.sleep(cpu);
                    return true;
                }
                case SPIN -> {
                    pending.addFirst(step);
                    guest.spin(cpu);
                    return true;
                }
            }
        }
        return false;
    }
}
