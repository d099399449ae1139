package backplane.debugcon;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.RegisterInfo;
import backplane.api.device.ResetKind;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** A write of v ends the guest's run with status {@code (v << 1 | 1) & 255}: odd, so never mistaken for ours. */
public class DebugExit implements Device, PortDevice {
    private static final DeviceInfo INFO = new DeviceInfo(
            "isa-debug-exit",
            "ends the guest's run with a status",
            "QEMU isa-debug-exit",
            List.of(new RegisterInfo(
                    "EXIT",
                    RegisterInfo.Space.PORT,
                    0,
                    4,
                    RegisterInfo.Access.RW,
                    "a write of v ends the run with status v * 2 + 1; reads 0")));

    private final DebugSettings settings;
    private Signal power;

    public DebugExit(DebugSettings settings) {
        this.settings = settings;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        power = slot.signal("power");
        slot.ports(settings.iobase(), settings.iosize(), this);
    }

    @Override
    public int read8(int offset) {
        return 0;
    }

    /** Any width, any of the ports: the value counts as it was written, not byte by byte. */
    @Override
    public void write8(int offset, int value) {
        power.set((value << 1 | 1) & 0xff);
    }

    @Override
    public void write16(int offset, int value) {
        write8(offset, value);
    }

    @Override
    public void write32(int offset, int value) {
        write8(offset, value);
    }

    @Override
    public void reset(ResetKind kind) {
        // It has no registers.
    }

    @Override
    public void save(StateWriter out) {
        // It has no registers.
    }

    @Override
    public void restore(StateReader in) {
        // It has no registers.
    }
}
