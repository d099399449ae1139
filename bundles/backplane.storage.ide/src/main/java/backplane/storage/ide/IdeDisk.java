package backplane.storage.ide;

import backplane.api.block.BlockNode;
import backplane.api.block.Share;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** An IDE hard disk: a disk image on one of the controller's cables. */
public class IdeDisk implements Device {
    private static final DeviceInfo INFO = new DeviceInfo("ide-hd", "IDE hard disk", "ATA/ATAPI-6", List.of());

    private final BlockNode node;
    private final String bus;
    private final int unit;
    private final AtaDrive drive;

    /**
     * Stores only.
     *
     * @param bus the controller's bus, or empty for the first with the unit free
     * @param unit channel * 2 + drive, or -1 for the first free one
     * @param serial the serial number, or empty for the drive's own
     */
    public IdeDisk(BlockNode node, String bus, int unit, String serial) {
        this.node = node;
        this.bus = bus;
        this.unit = unit;
        this.drive = new AtaDrive(serial);
    }

    /** With the drive's own serial number. */
    public IdeDisk(BlockNode node, String bus, int unit) {
        this(node, bus, unit, "");
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        drive.connect(slot.block(node, Share.EXCLUSIVE));
        slot.attach(AtaDrive.class, drive, bus, unit, 0);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.SOFT) {
            drive.reset(true);
        }
    }

    @Override
    public void save(StateWriter out) {
        drive.save(out);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        drive.restore(in);
    }
}
