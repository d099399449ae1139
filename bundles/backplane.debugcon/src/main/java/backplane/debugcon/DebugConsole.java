package backplane.debugcon;

import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.RegisterInfo;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** One port: what is written goes to a character device, a read gives a fixed value by which guests find it. */
public class DebugConsole implements Device, PortDevice {
    private static final DeviceInfo INFO = new DeviceInfo(
            "isa-debugcon",
            "debug console port",
            "Bochs user manual, port_e9_hack",
            List.of(new RegisterInfo(
                    "DATA",
                    RegisterInfo.Space.PORT,
                    0,
                    1,
                    RegisterInfo.Access.RW,
                    "writes go to the character device, reads give the readback value")));

    private final DebugSettings settings;
    private final Chardev chardev;
    private CharPort port;

    public DebugConsole(DebugSettings settings, Chardev chardev) {
        this.settings = settings;
        this.chardev = chardev;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        port = slot.chardev(chardev);
        slot.ports(settings.iobase(), 1, this);
    }

    @Override
    public int read8(int offset) {
        return settings.readback();
    }

    @Override
    public void write8(int offset, int value) {
        port.write(value);
    }

    /** OUTSB of a whole string. */
    @Override
    public void writeBlock(int offset, int width, byte[] from, int at, int count) {
        if (width != 1) {
            PortDevice.super.writeBlock(offset, width, from, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            port.write(from[at + i] & 0xff);
        }
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
