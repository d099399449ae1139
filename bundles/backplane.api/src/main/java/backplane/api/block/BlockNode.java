package backplane.api.block;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The host side of a disk: an image, or a filter over another node. Any thread may call it. Requests take effect in
 * the order they were submitted. A completion comes exactly once, on any thread, perhaps before the call returns.
 * Buffers belong to the node until then.
 */
@ConsumerType
public interface BlockNode {
    BlockInfo info();

    /** Reads {@code n} bytes; offset and n are multiples of the block size. */
    void read(long offset, byte[] to, int at, int n, BlockCompletion c);

    void write(long offset, byte[] from, int at, int n, BlockCompletion c);

    /** Completes when everything completed before is on stable storage. */
    void flush(BlockCompletion c);

    /** The range's contents no longer matter. A node that cannot use this completes at once. */
    void discard(long offset, long n, BlockCompletion c);

    /** Flushes, releases locks. Later requests complete with {@link BlockStatus#IO_ERROR}. */
    void close();
}
