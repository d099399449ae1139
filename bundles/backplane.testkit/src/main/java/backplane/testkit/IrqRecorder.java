package backplane.testkit;

import backplane.machine.Bench;

/** One ISA interrupt line as the test sees it. */
public final class IrqRecorder {
    private final Bench bench;
    private final int line;
    private int edges;

    IrqRecorder(Bench bench, int line) {
        this.bench = bench;
        this.line = line;
    }

    void changed(boolean level) {
        if (level) {
            edges++;
        }
    }

    /** Whether the line is high now. */
    public boolean raised() {
        return bench.irq(line);
    }

    /** Rising edges since the machine was built, or the last {@link #clear}; 0 with a real controller plugged. */
    public int edges() {
        return edges;
    }

    public void clear() {
        edges = 0;
    }
}
