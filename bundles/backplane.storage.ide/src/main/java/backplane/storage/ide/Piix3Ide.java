package backplane.storage.ide;

import backplane.api.device.ChildBus;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The IDE function of the PIIX3 at 00:01.1: two channels in compatibility mode. */
public class Piix3Ide implements Device, ChildBus.Listener<AtaDrive> {
    private static final int IDETIM = 0x40;
    private static final int TIMING_BYTES = 5;
    private static final int UNITS = 4;

    private final BusMaster[] busMasters = {new BusMaster(), new BusMaster()};
    private final AtaChannel[] channels = {new AtaChannel(busMasters[0]), new AtaChannel(busMasters[1])};
    private PciFunction pci;

    @Override
    public DeviceInfo info() {
        List<RegisterInfo> rows = new ArrayList<>(AtaRegister.table());
        rows.add(new RegisterInfo("IDETIM0", Space.CONFIG, 0x40, 2, Access.RW, "kept; the ports always decode"));
        rows.add(new RegisterInfo("IDETIM1", Space.CONFIG, 0x42, 2, Access.RW, "kept; the ports always decode"));
        rows.add(new RegisterInfo("SIDETIM", Space.CONFIG, 0x44, 1, Access.RW, "kept"));
        return new DeviceInfo("piix3-ide", "Intel 82371SB (PIIX3) IDE controller", "Intel 290550; ATA/ATAPI-6", rows);
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        pci = slot.pci(new PciId(0x8086, 0x7010, 0x010180, 0, 0, 0, 0, new PciAddress(0, 1, 1)));
        pci.io(4, 16, new BusMaster.Ports(busMasters[0], busMasters[1]));
        busMasters[0].connect(pci);
        busMasters[1].connect(pci);
        pci.onConfig(IDETIM, TIMING_BYTES, pci::setConfig);
        slot.ports(0x1f0, 8, channels[0]);
        slot.ports(0x3f6, 1, channels[0].control());
        slot.ports(0x170, 8, channels[1]);
        slot.ports(0x376, 1, channels[1].control());
        channels[0].connect(slot.irq(14));
        channels[1].connect(slot.irq(15));
        ChildBus<AtaDrive> bus = slot.offer("ATA", AtaDrive.class, this);
        for (int unit = 0; unit < UNITS; unit++) {
            channels[unit >> 1].attach(unit & 1, bus.child(unit, 0));
        }
    }

    @Override
    public void attached(int unit, int lun, AtaDrive drive) {
        if (unit < UNITS) {
            channels[unit >> 1].attach(unit & 1, drive);
        }
    }

    @Override
    public void detached(int unit, int lun, AtaDrive drive) {
        if (unit < UNITS) {
            channels[unit >> 1].attach(unit & 1, null);
        }
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT) {
            return;
        }
        pci.setConfig(IDETIM, 4, 0);
        pci.setConfig(IDETIM + 4, 1, 0);
        for (int i = 0; i < 2; i++) {
            busMasters[i].reset();
            channels[i].reset();
        }
    }

    @Override
    public void save(StateWriter out) {
        for (int i = 0; i < 2; i++) {
            channels[i].save(out.record("channel" + i));
            busMasters[i].save(out.record("busMaster" + i));
        }
    }

    @Override
    public void restore(StateReader in) throws StateException {
        for (int i = 0; i < 2; i++) {
            busMasters[i].restore(in.record("busMaster" + i));
            channels[i].restore(in.record("channel" + i));
        }
    }
}
