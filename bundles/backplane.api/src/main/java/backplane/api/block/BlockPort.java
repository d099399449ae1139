package backplane.api.block;

import backplane.api.device.Claim;
import backplane.api.device.Location;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A card's lease of a disk image. Completions come on the machine thread. Machine thread only. */
@ProviderType
public interface BlockPort extends Claim {
    BlockInfo info();

    void read(long offset, byte[] to, int at, int n, BlockCompletion c);

    void write(long offset, byte[] from, int at, int n, BlockCompletion c);

    void flush(BlockCompletion c);

    void discard(long offset, long n, BlockCompletion c);

    /** Waits for the requests in flight and delivers their completions before returning: for synchronous devices. */
    void drain();

    /**
     * Completes what is in flight with {@link BlockStatus#CANCELLED}, at once even if the host hangs: for resets. Writes
     * may still happen, before any later request; the buffers stay the host's, so use others from then on.
     */
    void cancel();

    /** Where the same image is attached by other leases, in slot order; empty when this is the only one. */
    List<Location> locations();
}
