package backplane.testkit;

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

/** A card whose wiring a test gives as a lambda, with one byte of state behind port offset 0. */
class PatchCard implements Device, PortDevice {
    /** What {@link #plug} does. */
    @FunctionalInterface
    interface Wiring {
        void plug(PatchCard card, Slot slot) throws PlugException;
    }

    private final Wiring wiring;
    Slot slot;
    int value;
    int resets;

    PatchCard(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("patch", "Patch card", "this test", List.of());
    }

    @Override
    public void plug(Slot s) throws PlugException {
        slot = s;
        wiring.plug(this, s);
    }

    @Override
    public void reset(ResetKind kind) {
        resets++;
    }

    @Override
    public void save(StateWriter out) {
        out.put("value", value);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        value = in.getInt("value");
    }

    @Override
    public int read8(int offset) {
        return value;
    }

    @Override
    public void write8(int offset, int v) {
        value = v;
    }
}
