package backplane.itests.cards;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** A port at 0xE6 that reads 0x33. */
public class PlainCard implements Device, PortDevice {
    @Override
    public DeviceInfo info() {
        return new DeviceInfo("plain", "test card", "none", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        slot.ports(0xe6, 1, this);
    }

    @Override
    public int read8(int offset) {
        return 0x33;
    }

    @Override
    public void write8(int offset, int value) {
        // It remembers nothing.
    }

    @Override
    public void reset(ResetKind kind) {
        // It has no state.
    }

    @Override
    public void save(StateWriter out) {
        // It has no state.
    }

    @Override
    public void restore(StateReader in) throws StateException {
        // It has no state.
    }
}
