package backplane.api.device;

import org.osgi.annotation.versioning.ProviderType;

/** Something a slot holds for its card. Machine thread only. */
@ProviderType
public interface Claim extends AutoCloseable {
    /** For lists and conflicts, for example {@code ports 0x03f8-0x03ff}. */
    String describe();

    /** Gives it back; idempotent. When this returns no access is running and no table holds the card's object. */
    @Override
    void close();
}
