package backplane.itests;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciId;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/**
 * A card that does nothing but carry a ROM.
 *
 * @param bar whether it is a PCI function with a ROM BAR; else the ROM goes to the firmware as it is
 */
record RomCarrier(int vendor, int device, OptionRom rom, boolean bar) implements Device {
    @Override
    public DeviceInfo info() {
        return new DeviceInfo("rom-card", "card with a ROM", "test", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        if (bar) {
            slot.pci(PciId.of(vendor, device, 0x010000)).rom(rom);
        } else {
            slot.rom(rom);
        }
    }

    @Override
    public void reset(ResetKind kind) {}

    @Override
    public void save(StateWriter out) {}

    @Override
    public void restore(StateReader in) {}
}
