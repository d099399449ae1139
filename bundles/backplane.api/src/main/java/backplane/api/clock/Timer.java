package backplane.api.clock;

import org.osgi.annotation.versioning.ProviderType;

/** Runs its action once per arming, on the machine thread at an instruction boundary. */
@ProviderType
public interface Timer {
    /** Arms for guest time {@code ns}, replacing an earlier arming; a past time fires at the next boundary. */
    void at(long ns);

    void cancel();

    boolean armed();
}
