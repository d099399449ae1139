package backplane.api.clock;

import org.osgi.annotation.versioning.ProviderType;

/** Guest time. Machine thread only. */
@ProviderType
public interface Clock {
    /** Nanoseconds since power-on; never goes back, exact to the instruction in both modes. */
    long now();

    /** A timer with a name unique in the card. Made once, in plug; the slot saves and restores its deadline. */
    Timer timer(String name, Runnable action);

    /**
     * Says that something left the machine, to a screen, a line, a wire. A halted guest that has let nothing be seen
     * for a while is woken for several timers together, up to 0.6 s late by the host's clock; now they come in time
     * again. Cards need not say it of {@code CharPort}s, of {@code BlockPort}s and of what comes in from the host.
     */
    void stir();

    /** Seconds since 1970 at which guest time 0 lies, from {@code -rtc base=}. */
    long epochSeconds();
}
