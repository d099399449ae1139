package backplane.api.block;

import org.osgi.annotation.versioning.ConsumerType;

/** Told once that a block request is over. */
@ConsumerType
@FunctionalInterface
public interface BlockCompletion {
    void done(BlockStatus status);
}
