package backplane.chipset.piix3;

import backplane.api.device.PlugException;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * FERR# becomes IRQ 13. A write to port 0xF0 lowers that and asserts IGNNE# until FERR# goes away, so that the handler
 * may use the unit.
 */
final class CoprocessorError implements PortDevice {
    private static final int PORT = 0xf0;
    private static final int IRQ = 13;

    private Signal ferr;
    private Signal ignne;
    private IrqLine irq;
    private boolean raised;

    void plug(Slot slot) throws PlugException {
        ferr = slot.signal("ferr");
        ignne = slot.signal("ignne");
        irq = slot.irq(IRQ);
        slot.ports(PORT, 1, this);
        ferr.watch(this::error);
    }

    void reset() {
        raise(false);
        ignne.set(0);
    }

    private void error(int level) {
        if (level == 0) {
            ignne.set(0);
        }
        raise(level != 0 && ignne.get() == 0);
    }

    private void raise(boolean level) {
        raised = level;
        irq.set(level);
    }

    @Override
    public int read8(int offset) {
        return 0xff;
    }

    @Override
    public void write8(int offset, int value) {
        raise(false);
        if (ferr.get() != 0) {
            ignne.set(1);
        }
    }

    void save(StateWriter out) {
        out.put("irq13", raised);
    }

    void restore(StateReader in) throws StateException {
        raise(in.getBoolean("irq13"));
    }
}
