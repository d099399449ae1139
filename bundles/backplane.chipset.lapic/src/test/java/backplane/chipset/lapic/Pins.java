package backplane.chipset.lapic;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.InterruptSource;
import backplane.core.IoApic;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import java.util.ArrayList;
import java.util.List;

/** Everything around the APIC in one card: a processor that runs nothing, an 8259 and an I/O APIC that remember. */
final class Pins implements Device, Cpu, InterruptSource, IoApic {
    static final int VECTOR_8259 = 0x30;

    final List<Integer> ended = new ArrayList<>();
    CoreSlot slot;
    Wires wires;
    boolean intr;
    int nmis;
    int resets;

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("pins", "processor and interrupt controllers", "test", List.of());
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = (CoreSlot) plugged;
        slot.cpu(this);
        slot.interrupts(this);
        slot.ioApic(this);
    }

    @Override
    public void connect(MemoryMap memory, PortMap ports, Wires w) {
        wires = w;
    }

    @Override
    public void reset(ResetKind kind) {
        resets++;
    }

    @Override
    public int acknowledge() {
        return VECTOR_8259;
    }

    @Override
    public void endOfInterrupt(int vector) {
        ended.add(vector);
    }

    @Override
    public void intr(boolean level) {
        intr = level;
    }

    @Override
    public void nmi() {
        nmis++;
    }

    @Override
    public void line(int irq, boolean level) {}

    @Override
    public int run(int limit) {
        return limit;
    }

    @Override
    public int completed() {
        return 0;
    }

    @Override
    public void exit() {}

    @Override
    public boolean halted() {
        return true;
    }

    @Override
    public boolean shutdown() {
        return false;
    }

    @Override
    public CpuState state() {
        return null;
    }

    @Override
    public String model() {
        return "none";
    }

    @Override
    public String disassemble(int linear, int count) {
        return "";
    }

    @Override
    public String recorder() {
        return "";
    }

    @Override
    public void save(StateWriter out) {}

    @Override
    public void restore(StateReader in) {}
}
