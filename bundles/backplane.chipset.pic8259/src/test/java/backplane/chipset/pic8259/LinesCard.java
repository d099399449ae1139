package backplane.chipset.pic8259;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.List;

/** A card that drives all interrupt lines as the test says. */
final class LinesCard implements Device {
    private final IrqLine[] lines = new IrqLine[16];

    void raise(int irq) {
        lines[irq].set(true);
    }

    void drop(int irq) {
        lines[irq].set(false);
    }

    void pulse(int irq) {
        lines[irq].pulse();
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("lines", "interrupt lines", "test", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        for (int i = 0; i < 16; i++) {
            lines[i] = slot.irq(i);
        }
    }

    @Override
    public void reset(ResetKind kind) {
        // The test holds the lines.
    }

    @Override
    public void save(StateWriter out) {
        // No state.
    }

    @Override
    public void restore(StateReader in) {
        // No state.
    }
}
