package backplane.firmware.builtin;

import backplane.api.device.Claim;
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
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import java.util.List;

/** A processor that executes nothing: tests set registers and issue the traps that ROM stubs would. */
final class StubCpu implements Device, Cpu, CpuState {
    private final int[] registers = new int[8];
    private final int[] selectors = new int[6];
    private int eip;
    private int eflags = 2;
    private Wires wires;
    private Claim claim;

    Wires wires() {
        return wires;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("stub-cpu", "no processor", "none", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        claim = ((CoreSlot) slot).cpu(this);
    }

    Claim claim() {
        return claim;
    }

    @Override
    public void reset(ResetKind kind) {
        eip = 0xfff0;
    }

    @Override
    public void save(StateWriter out) {}

    @Override
    public void restore(StateReader in) {}

    @Override
    public void connect(MemoryMap memory, PortMap ports, Wires w) {
        wires = w;
    }

    @Override
    public int run(int limit) {
        return 1;
    }

    @Override
    public int completed() {
        return 0;
    }

    @Override
    public void exit() {}

    @Override
    public void intr(boolean level) {}

    @Override
    public void nmi() {}

    @Override
    public boolean halted() {
        return false;
    }

    @Override
    public boolean shutdown() {
        return false;
    }

    @Override
    public CpuState state() {
        return this;
    }

    @Override
    public String model() {
        return "stub";
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
    public int get(int register) {
        return registers[register];
    }

    @Override
    public void set(int register, int value) {
        registers[register] = value;
    }

    @Override
    public int eip() {
        return eip;
    }

    @Override
    public void eip(int value) {
        eip = value;
    }

    @Override
    public int eflags() {
        return eflags;
    }

    @Override
    public void eflags(int value) {
        eflags = value;
    }

    @Override
    public int selector(int segment) {
        return selectors[segment];
    }

    @Override
    public int base(int segment) {
        return selectors[segment] << 4;
    }

    @Override
    public int limit(int segment) {
        return 0xffff;
    }

    @Override
    public void selector(int segment, int value) {
        selectors[segment] = value;
    }

    @Override
    public int control(int number) {
        return 0;
    }

    @Override
    public boolean protectedMode() {
        return false;
    }

    @Override
    public int peek8(int linear) {
        return -1;
    }

    @Override
    public String dump() {
        return "";
    }
}
