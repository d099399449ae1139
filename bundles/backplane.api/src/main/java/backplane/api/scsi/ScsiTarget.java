package backplane.api.scsi;

import org.osgi.annotation.versioning.ConsumerType;

/** A logical unit that host adapters send commands to. It knows CDBs and sense data, no adapter. Machine thread. */
@ConsumerType
public interface ScsiTarget {
    /**
     * Starts a command. The initiator hears of it through {@link ScsiInitiator}, possibly before this returns.
     *
     * @param lun the logical unit the initiator addressed; a target answers for absent units as SPC-3 says
     * @param tag the queue tag, or -1 for an untagged command
     * @param cdb the command, from index 0; it may be longer than the command needs and is not kept
     */
    ScsiRequest start(int lun, int tag, byte[] cdb, ScsiInitiator initiator);

    /**
     * Takes a command up again after adapter or target was restored or replaced. The initiator hears of it as if it had
     * started it.
     *
     * @return the command with that tag, or null when the target has none
     */
    default ScsiRequest resume(int lun, int tag, ScsiInitiator initiator) {
        return null;
    }

    /** A bus device reset: cancels every request and raises a unit attention. */
    void reset();

    /** For lists, for example {@code disk drive0}. */
    String describe();
}
