package backplane.testkit;

import backplane.machine.Machine;

/** One ISA interrupt line as the test sees it. */
public final class IrqRecorder {
    private final Machine machine;
    private final int line;
    private int edges;

    IrqRecorder(Machine machine, int line) {
        this.machine = machine;
        this.line = line;
    }

    void changed(boolean level) {
        if (level) {
            edges++;
        }
    }

    /** Whether the line is high now. */
    public boolean raised() {
        return machine.irq(line);
    }

    /** Rising edges since the machine was built, or the last {@link #clear}; 0 with a real controller plugged. */
    public int edges() {
        return edges;
    }

    public void clear() {
        edges = 0;
    }
}
