package backplane.api.chardev;

import backplane.api.device.Claim;
import org.osgi.annotation.versioning.ProviderType;

/** A card's end of a byte stream. Machine thread only. */
@ProviderType
public interface CharPort extends Claim {
    /** Sends one byte, 0 to 255. */
    void write(int value);

    /** The next byte of input, or -1. */
    int read();

    /** Runs on the machine thread when input has come after {@link #read} returned -1. */
    void onInput(Runnable action);
}
