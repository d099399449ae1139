package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.InterruptSource;
import backplane.core.Trap;
import java.util.Arrays;

/** The processor's socket: its pins, and the firmware traps it may run into. */
final class Processor implements Cpu.Wires {
    private static final int TRAPS = 0x10000;

    private final Machine machine;
    private final Trap[] traps = new Trap[TRAPS];
    private Cpu cpu;
    private boolean intr;

    Processor(Machine machine) {
        this.machine = machine;
    }

    /** The processor, or null while the socket is empty. */
    Cpu cpu() {
        return cpu;
    }

    void cpu(Cpu next) {
        if (next != null) {
            next.connect(machine.physical(), machine.portSpace(), this);
            next.intr(intr);
        }
        if (cpu != null && cpu != next) {
            cpu.disconnect();
        }
        cpu = next;
    }

    void intr(boolean level) {
        intr = level;
        if (cpu != null) {
            cpu.intr(level);
        }
    }

    void reset(ResetKind kind) {
        if (cpu != null) {
            cpu.reset(kind);
            cpu.intr(intr);
        }
    }

    void traps(String owner, int first, int count, Trap trap) throws PlugException {
        for (int i = first; i < first + count; i++) {
            if (i < 0 || i >= TRAPS || traps[i] != null) {
                throw new PlugException(owner + ": firmware trap " + i + " is taken or outside 0 to 65535");
            }
        }
        setTraps(first, count, trap);
    }

    void setTraps(int first, int count, Trap trap) {
        Arrays.fill(traps, first, first + count, trap);
    }

    @Override
    public int acknowledge() {
        InterruptSource controller = machine.interrupts().controller();
        return controller == null ? 0xff : controller.acknowledge();
    }

    @Override
    public long tsc() {
        return machine.clock().now();
    }

    @Override
    public void trap(CpuState state, int number) {
        Trap trap = traps[number];
        if (trap != null) {
            int before = machine.meter().enter(Meter.DEVICE);
            try {
                trap.trap(state, number);
            } catch (RuntimeException e) {
                machine.rack().failed(trap, e);
            } finally {
                machine.meter().leave(before);
            }
        }
    }
}
