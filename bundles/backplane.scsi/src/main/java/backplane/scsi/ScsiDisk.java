package backplane.scsi;

import backplane.api.block.BlockNode;
import backplane.api.block.Share;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** A SCSI hard disk: a disk image attached to a SCSI bus as a target. */
public class ScsiDisk implements Device {
    private static final DeviceInfo INFO =
            new DeviceInfo("scsi-hd", "SCSI hard disk", "SAM-2, SPC-3, SBC-2", List.of());

    private final BlockNode drive;
    private final String bus;
    private final int unit;
    private final int lun;
    private final DiskTarget target;

    /**
     * Stores only.
     *
     * @param bus the bus to attach to, or empty for the first with the unit free
     * @param unit the SCSI id, or -1 for the first free one
     * @param serial the serial number, or empty for the drive's own
     */
    public ScsiDisk(BlockNode drive, String bus, int unit, int lun, String serial) {
        this.drive = drive;
        this.bus = bus;
        this.unit = unit;
        this.lun = lun;
        this.target = new DiskTarget(lun, serial);
    }

    /** With the drive's own serial number. */
    public ScsiDisk(BlockNode drive, String bus, int unit, int lun) {
        this(drive, bus, unit, lun, "");
    }

    /** The logical unit, for adapters and tests. */
    public ScsiTarget target() {
        return target;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        target.connect(slot.block(drive, Share.EXCLUSIVE));
        slot.attach(ScsiTarget.class, target, bus, unit, lun);
    }

    @Override
    public void reset(ResetKind kind) {
        switch (kind) {
            case POWER_ON, HARD -> target.reset(Sense.POWER_ON);
            case BUS -> target.reset(Sense.SCSI_BUS_RESET);
            case SOFT -> {} // the CPU's reset does not reach the bus
        }
    }

    @Override
    public void save(StateWriter out) {
        target.save(out);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        target.restore(in);
    }
}
