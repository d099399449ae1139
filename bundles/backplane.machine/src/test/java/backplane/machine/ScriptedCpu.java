package backplane.machine;

import backplane.api.device.ResetKind;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;

/** A processor that counts, and at chosen instruction numbers does what the test says. */
final class ScriptedCpu implements Cpu {
    private final Map<Long, Runnable> script = new TreeMap<>();
    private long executed;
    private int completed;
    private boolean leave;
    private boolean halted;
    private boolean down;
    private int resets;

    /** Runs {@code action} as instruction number {@code count}, counted from 0. */
    ScriptedCpu at(long count, Runnable action) {
        script.put(count, action);
        return this;
    }

    void halt() {
        halted = true;
    }

    void wake() {
        halted = false;
    }

    void shutDown() {
        down = true;
        leave = true;
    }

    long executed() {
        return executed;
    }

    int resets() {
        return resets;
    }

    @Override
    public void connect(MemoryMap memory, PortMap ports, Wires wires) {
        // It needs none of them.
    }

    @Override
    public void reset(ResetKind kind) {
        resets++;
        down = false;
        halted = false;
    }

    @Override
    public int run(int limit) {
        leave = false;
        completed = 0;
        while (completed < limit && !leave && !halted) {
            Runnable action = script.get(executed);
            if (action != null) {
                action.run();
            }
            executed++;
            completed++;
        }
        int n = completed;
        completed = 0;
        return n;
    }

    @Override
    public int completed() {
        return completed;
    }

    @Override
    public void exit() {
        leave = true;
    }

    @Override
    public void intr(boolean level) {
        // Interrupts are the script's matter.
    }

    @Override
    public void nmi() {
        // As above.
    }

    @Override
    public boolean halted() {
        return halted;
    }

    @Override
    public boolean shutdown() {
        return down;
    }

    @Override
    public CpuState state() {
        return (CpuState) Proxy.newProxyInstance(
                CpuState.class.getClassLoader(), new Class<?>[] {CpuState.class}, (proxy, method, arguments) -> "");
    }

    @Override
    public String model() {
        return "scripted";
    }

    @Override
    public String disassemble(int linear, int count) {
        return "";
    }

    @Override
    public String recorder() {
        return "";
    }
}
