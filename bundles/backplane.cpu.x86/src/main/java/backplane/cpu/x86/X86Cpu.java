package backplane.cpu.x86;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.EngineView;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import backplane.cpu.x86.decode.Disassembler;
import backplane.cpu.x86.interpret.Interpreter;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import java.util.List;

/** The processor card. What it can do is its {@link Model}'s, the engine is in {@link Interpreter}. */
public class X86Cpu implements Device, Cpu {
    private final String name;
    private final Engine accel;
    private Model model;
    private MemoryMap memory;
    private Interpreter interpreter;
    private final MemoryMap.Listener listener = new MemoryMap.Listener() {
        @Override
        public void remapped() {
            interpreter.remapped();
        }

        @Override
        public void codeWritten(int arrayPage, long grains) {
            interpreter.codeWritten(arrayPage, grains);
        }
    };

    public X86Cpu() {
        this(Model.DEFAULT);
    }

    /** @param name as {@code -cpu} takes it; one that {@link Model#of} does not know cannot be plugged */
    public X86Cpu(String name) {
        this(name, Engine.of(Engine.DEFAULT, 0));
    }

    public X86Cpu(String name, Engine engine) {
        this.name = name;
        this.accel = engine;
    }

    @Override
    public DeviceInfo info() {
        String source = "Intel 64 and IA-32 Architectures Software Developer's Manual, volumes 2 and 3A";
        return new DeviceInfo("x86-cpu", "x86 processor, 32-bit", source, List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        try {
            model = Model.of(name);
        } catch (IllegalArgumentException e) {
            throw new PlugException("-cpu " + name + ": " + e.getMessage());
        }
        ((CoreSlot) slot).cpu(this);
    }

    @Override
    public void connect(MemoryMap map, PortMap ports, Wires wires) {
        disconnect();
        memory = map;
        model = Model.of(name);
        interpreter = new Interpreter(map, ports, wires, model, accel);
        map.addListener(listener);
        interpreter.reset(ResetKind.POWER_ON);
    }

    @Override
    public void disconnect() {
        if (memory != null) {
            memory.removeListener(listener);
            interpreter.stop();
            memory = null;
        }
    }

    @Override
    public void reset(ResetKind kind) {
        if (interpreter != null) {
            interpreter.reset(kind);
        }
    }

    @Override
    public int run(int limit) {
        return interpreter.run(limit, 0);
    }

    @Override
    public int runAbout(int limit) {
        return interpreter.run(limit, limit >>> 3);
    }

    @Override
    public int completed() {
        return interpreter.completed();
    }

    @Override
    public void exit() {
        interpreter.exit();
    }

    @Override
    public void intr(boolean level) {
        interpreter.intr(level);
    }

    @Override
    public void ignne(boolean level) {
        interpreter.ignne(level);
    }

    @Override
    public void nmi() {
        interpreter.nmi();
    }

    @Override
    public boolean halted() {
        return interpreter.halted();
    }

    @Override
    public boolean shutdown() {
        return interpreter.shutdown();
    }

    @Override
    public String doing() {
        return interpreter.doing();
    }

    @Override
    public CpuState state() {
        return interpreter.state();
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public String disassemble(int linear, int count) {
        CpuState state = interpreter.state();
        return Disassembler.list(state::peek8, linear, count, interpreter.code32());
    }

    @Override
    public String recorder() {
        return interpreter.recorder();
    }

    @Override
    public EngineView engine() {
        return interpreter == null ? null : interpreter.report();
    }

    @Override
    public void save(StateWriter out) {
        interpreter.save(out);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        interpreter.restore(in);
    }
}
