package backplane.machine;

import backplane.api.irq.IrqLine;
import backplane.core.InterruptSource;
import backplane.core.IoApic;

/**
 * ISA lines 0 to 15 and PCI interrupts PIRQA to PIRQD. A line is high while any end of it is; a PIRQ is an end of the
 * line it is routed to.
 */
final class Interrupts {
    private final int[] high = new int[16];
    private final int[] pirqHigh = new int[4];
    private final int[] route = {-1, -1, -1, -1};
    private InterruptSource controller;
    private IoApic ioApic;

    void controller(InterruptSource source) {
        controller = source;
        if (source != null) {
            for (int irq = 0; irq < 16; irq++) {
                if (high[irq] > 0) {
                    source.line(irq, true);
                }
            }
        }
    }

    void ioApic(IoApic apic) {
        ioApic = apic;
        if (apic != null) {
            for (int irq = 0; irq < 16; irq++) {
                if (high[irq] > 0) {
                    apic.line(irq, true);
                }
            }
        }
    }

    IoApic ioApic() {
        return ioApic;
    }

    InterruptSource controller() {
        return controller;
    }

    boolean level(int irq) {
        return high[irq] > 0;
    }

    void route(int pirq, int irq) {
        int old = route[pirq];
        if (old == irq) {
            return;
        }
        route[pirq] = irq;
        if (pirqHigh[pirq] > 0) {
            if (irq >= 0) {
                change(irq, true);
            }
            if (old >= 0) {
                change(old, false);
            }
        }
    }

    private void change(int irq, boolean level) {
        int before = high[irq];
        high[irq] = level ? before + 1 : before - 1;
        if ((level ? before : high[irq]) != 0) {
            return;
        }
        if (controller != null) {
            controller.line(irq, level);
        }
        if (ioApic != null) {
            ioApic.line(irq, level);
        }
    }

    private void changePirq(int pirq, boolean level) {
        int before = pirqHigh[pirq];
        pirqHigh[pirq] = level ? before + 1 : before - 1;
        if ((level ? before : pirqHigh[pirq]) == 0 && route[pirq] >= 0) {
            change(route[pirq], level);
        }
    }

    /** A new end of an ISA line. */
    End isa(int irq) {
        return new End(irq, false);
    }

    /** A new end of PIRQ 0 to 3. */
    End pirq(int pirq) {
        return new End(pirq, true);
    }

    /** One card's end. */
    final class End implements IrqLine {
        private final int line;
        private final boolean pci;
        private boolean level;

        private End(int line, boolean pci) {
            this.line = line;
            this.pci = pci;
        }

        @Override
        public void set(boolean value) {
            if (level != value) {
                level = value;
                if (pci) {
                    changePirq(line, value);
                } else {
                    change(line, value);
                }
            }
        }

        @Override
        public boolean level() {
            return level;
        }
    }
}
