package backplane.api.clock;

import org.osgi.annotation.versioning.ProviderType;

/** Guest time. Machine thread only. */
@ProviderType
public interface Clock {
    /** Nanoseconds since power-on; never goes back, exact to the instruction in both modes. */
    long now();

    /** A timer with a name unique in the card. Made once, in plug; the slot saves and restores its deadline. */
    Timer timer(String name, Runnable action);

    /** Seconds since 1970 at which guest time 0 lies, from {@code -rtc base=}. */
    long epochSeconds();
}
