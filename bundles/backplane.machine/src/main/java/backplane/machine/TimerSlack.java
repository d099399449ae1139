package backplane.machine;

/**
 * How long a halted guest may sleep past its next event, as with an operating system's timer slack. Waking a host whose
 * caches have gone cold costs more than a usual tick of the guest, so a guest that does nothing but tick is woken for
 * several ticks together; they then come one after the other, each at its own guest time. A sleep lasts as long as makes
 * the work before it a small share, within two bounds: {@link #MOST}, and a part of how long it has been quiet, that is
 * nothing came in or went out, and the guest was never busy for long. Whatever comes in wakes it at once. Machine thread.
 */
final class TimerSlack {
    /** The most, in nanoseconds. */
    static final long MOST = 600_000_000;

    /** So many times the work before it lasts the slack. */
    private static final int REST = 120;

    /** So many times the slack it must have been quiet. */
    private static final int QUIET = 8;

    /** So many instructions from one sleep to the next are no mere ticks, and one more for so many nanoseconds between. */
    private static final int BUSY = 100_000;

    private static final int TICKING = 200;

    private boolean stirred = true;
    private boolean asleep;
    /** The host's time when it woke last, and since when it is quiet. */
    private long woke;

    private long since;
    /** When it fell asleep last, and the instructions up to then. */
    private long fell;

    private long before;

    /** Something came in or went out. */
    void stir() {
        stirred = true;
    }

    /**
     * The slack of a sleep that begins now.
     *
     * @param now the host's time in nanoseconds
     * @param instructions all of the guest's
     */
    long sleep(long now, long instructions) {
        if (stirred || instructions - before > BUSY + (now - fell) / TICKING) {
            since = now;
            stirred = false;
        }
        fell = now;
        before = instructions;
        asleep = true;
        return Math.min(MOST, Math.min((now - since) / QUIET, (now - woke) * REST));
    }

    /** The guest is about to go on; whether it slept. */
    boolean awake(long now) {
        if (!asleep) {
            return false;
        }
        asleep = false;
        woke = now;
        return true;
    }
}
