package backplane.api.device;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A bus that a card offers, for example the SCSI bus of a host adapter. Machine thread only. */
@ProviderType
public interface ChildBus<T> extends Claim {
    /** For example {@code scsi0.0}. */
    String name();

    /** The child at that address, or null. An array look-up: made for the data path. */
    T child(int unit, int lun);

    /** Told of children that come and go. */
    @ConsumerType
    interface Listener<T> {
        /** The child is reachable from now on. */
        default void attached(int unit, int lun, T child) {}

        /** The child is gone; requests to it have been cancelled by the child itself. */
        default void detached(int unit, int lun, T child) {}
    }
}
