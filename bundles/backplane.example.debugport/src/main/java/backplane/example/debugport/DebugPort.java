package backplane.example.debugport;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.RegisterInfo;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** Port 0xE5: a read gives the last byte written. */
public class DebugPort implements Device, PortDevice {
    private static final RegisterInfo DATA =
            new RegisterInfo("DATA", RegisterInfo.Space.PORT, 0, 1, RegisterInfo.Access.RW, "the last byte written");
    private static final DeviceInfo INFO =
            new DeviceInfo("debugport", "example: debug port 0xE5", "this bundle's README", List.of(DATA));
    private int last;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        slot.ports(0xe5, 1, this);
    }

    @Override
    public int read8(int offset) {
        return last;
    }

    @Override
    public void write8(int offset, int value) {
        last = value;
    }

    @Override
    public void reset(ResetKind kind) {
        last = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.put("last", last);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        last = in.getInt("last");
    }
}
