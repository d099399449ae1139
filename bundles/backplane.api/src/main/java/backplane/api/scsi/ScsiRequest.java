package backplane.api.scsi;

import org.osgi.annotation.versioning.ConsumerType;

/** A command in progress. Machine thread only. */
@ConsumerType
public interface ScsiRequest {
    /** No data phase. */
    int NONE = 0;
    /** DATA IN: target to initiator. */
    int IN = 1;
    /** DATA OUT: initiator to target. */
    int OUT = 2;

    /** {@link #NONE}, {@link #IN} or {@link #OUT}; known when {@link ScsiTarget#start} returns. */
    int direction();

    /** Bytes of the data phase not yet moved with {@link #next}. */
    int remaining();

    /** The current chunk, from index 0. */
    byte[] buffer();

    /** How many bytes of {@link #buffer} can be taken (IN) or filled (OUT) now; 0 while the disk works. */
    int ready();

    /** Says that {@code consumed} bytes from the buffer's start were moved, at most {@link #ready}. */
    void next(int consumed);

    /** Ends it without status. Idempotent, harmless after completion. */
    void cancel();

    /** Sense data of a CHECK CONDITION, fixed format, or an empty array: for adapters with autosense. */
    byte[] sense();
}
