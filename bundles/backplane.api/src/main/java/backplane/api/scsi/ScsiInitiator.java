package backplane.api.scsi;

import org.osgi.annotation.versioning.ConsumerType;

/** The host adapter's side of a command. Machine thread only. */
@ConsumerType
public interface ScsiInitiator {
    /** {@link ScsiRequest#ready} has become more than 0. */
    void dataReady(ScsiRequest request);

    /**
     * The command is over, all its data moved or given up.
     *
     * @param status SAM-2 status byte: 0x00 GOOD, 0x02 CHECK CONDITION, 0x08 BUSY, 0x18 RESERVATION CONFLICT
     */
    void complete(ScsiRequest request, int status);
}
