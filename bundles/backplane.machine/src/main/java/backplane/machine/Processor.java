package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.InterruptSource;
import backplane.core.IoApic;
import backplane.core.LocalApic;
import backplane.core.Trap;
import java.util.Arrays;

/** The processor's socket: its pins, its local APIC, and the firmware traps it may run into. */
final class Processor implements Cpu.Wires, LocalApic.Pins {
    private static final int TRAPS = 0x10000;

    private final Machine machine;
    private final Trap[] traps = new Trap[TRAPS];
    private Cpu cpu;
    private LocalApic apic;
    private boolean intr;
    private boolean intr8259;

    Processor(Machine machine) {
        this.machine = machine;
    }

    /** Listens to what drives pins of the processor. */
    void watch() {
        machine.wire("ignne").watch(v -> {
            if (cpu != null) {
                cpu.ignne(v != 0);
            }
        });
    }

    /** The processor, or null while the socket is empty. */
    Cpu cpu() {
        return cpu;
    }

    void cpu(Cpu next) {
        if (next != null) {
            next.connect(machine.physical(), machine.portSpace(), this);
            next.intr(intr);
            next.ignne(machine.wire("ignne").get() != 0);
        }
        if (cpu != null && cpu != next) {
            cpu.disconnect();
        }
        cpu = next;
    }

    @Override
    public void intr(boolean level) {
        intr = level;
        if (cpu != null) {
            cpu.intr(level);
        }
    }

    /** INTR as the 8259 drives it. */
    void intr8259(boolean level) {
        intr8259 = level;
        if (apic != null) {
            apic.lint0(level);
        } else {
            intr(level);
        }
    }

    LocalApic apic() {
        return apic;
    }

    void apic(LocalApic next) {
        apic = next;
        if (next == null) {
            intr(intr8259);
        } else {
            next.connect(this);
            next.lint0(intr8259);
        }
    }

    @Override
    public void nmi() {
        if (cpu != null) {
            cpu.nmi();
        }
    }

    @Override
    public void init() {
        machine.wire("reset").set(2);
    }

    @Override
    public void endOfInterrupt(int vector) {
        IoApic ioApic = machine.interrupts().ioApic();
        if (ioApic != null) {
            ioApic.endOfInterrupt(vector);
        }
    }

    @Override
    public void ferr(boolean level) {
        machine.wire("ferr").set(level ? 1 : 0);
    }

    @Override
    public long apicBase() {
        return apic == null ? 0 : apic.base();
    }

    @Override
    public void apicBase(long value) {
        if (apic != null) {
            apic.base(value);
        }
    }

    void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT && apic != null) {
            apic.init();
        }
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
        return apic != null ? apic.acknowledge() : acknowledge8259();
    }

    @Override
    public int acknowledge8259() {
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
