package backplane.firmware.builtin;

import backplane.core.PortMap;

/** Sets interrupt controllers, timer, DMA, clock and keyboard controller as an operating system expects them. */
final class Chipset {
    private static final int PIC1 = 0x20;
    private static final int PIC2 = 0xa0;
    private static final int EOI = 0x20;
    private static final int READ_IN_SERVICE = 0x0b;

    private final PortMap ports;
    private final Cmos cmos;

    Chipset(PortMap ports, Cmos cmos) {
        this.ports = ports;
        this.cmos = cmos;
    }

    void initialise() {
        ports.out8(0x92, ports.in8(0x92) & ~1 | 2);
        dma();
        interrupts();
        timer();
        if (cmos.present()) {
            clock();
        }
        keyboard();
    }

    private void dma() {
        ports.out8(0x0d, 0);
        ports.out8(0xda, 0);
        ports.out8(0xd6, 0xc0);
        ports.out8(0xd4, 0);
    }

    private void interrupts() {
        ports.out8(PIC1, 0x11);
        ports.out8(PIC2, 0x11);
        ports.out8(PIC1 + 1, 0x08);
        ports.out8(PIC2 + 1, 0x70);
        ports.out8(PIC1 + 1, 0x04);
        ports.out8(PIC2 + 1, 0x02);
        ports.out8(PIC1 + 1, 0x01);
        ports.out8(PIC2 + 1, 0x01);
        // open: timer, keyboard, cascade, floppy; RTC, mouse, coprocessor, first IDE channel
        ports.out8(PIC1 + 1, 0xb8);
        ports.out8(PIC2 + 1, 0x8e);
    }

    private void timer() {
        ports.out8(0x43, 0x34);
        ports.out8(0x40, 0);
        ports.out8(0x40, 0);
    }

    private void clock() {
        cmos.write(Cmos.STATUS_A, 0x26);
        cmos.write(Cmos.STATUS_B, cmos.read(Cmos.STATUS_B) & 0x01 | 0x02);
        cmos.read(Cmos.STATUS_C);
        cmos.read(Cmos.STATUS_D);
    }

    /** The command byte: translate, keyboard interrupt on, mouse off. The keyboard itself scans from power-on. */
    private void keyboard() {
        if (ports.in8(0x64) == 0xff) {
            return;
        }
        for (int i = 0; i < 16 && (ports.in8(0x64) & 1) != 0; i++) {
            ports.in8(0x60);
        }
        ports.out8(0x64, 0x60);
        ports.out8(0x60, 0x61);
    }

    /** Ticks of the day, at 1,573,040 a day, from the clock. */
    int ticks() {
        int seconds = Cmos.fromBcd(cmos.read(Cmos.SECONDS))
                + 60 * Cmos.fromBcd(cmos.read(Cmos.MINUTES))
                + 3600 * Cmos.fromBcd(cmos.read(Cmos.HOURS) & 0x7f);
        return (int) (seconds * 1573040L / 86400);
    }

    /** Whether the interrupt controller lets the timer through. */
    boolean timerInterruptOpen() {
        return (ports.in8(PIC1 + 1) & 1) == 0;
    }

    /**
     * An interrupt nobody handles: masked, so that a level-triggered line does not storm, and acknowledged. False when
     * no line is in service: an exception, or an INT instruction.
     */
    boolean strayInterrupt() {
        ports.out8(PIC2, READ_IN_SERVICE);
        int slave = ports.in8(PIC2);
        ports.out8(PIC1, READ_IN_SERVICE);
        int master = ports.in8(PIC1);
        if (slave != 0 && (master & 4) != 0) {
            ports.out8(PIC2 + 1, ports.in8(PIC2 + 1) | Integer.lowestOneBit(slave));
            ports.out8(PIC2, EOI);
        } else if (master != 0) {
            ports.out8(PIC1 + 1, ports.in8(PIC1 + 1) | Integer.lowestOneBit(master));
        }
        if (master != 0) {
            ports.out8(PIC1, EOI);
        }
        return master != 0;
    }

    /** The end of an interrupt that a shutdown code or a handler leaves behind. */
    void endOfInterrupt() {
        ports.out8(PIC2, EOI);
        ports.out8(PIC1, EOI);
    }

    void resetMachine() {
        ports.out8(0xcf9, 0x02);
        ports.out8(0xcf9, 0x06);
        ports.out8(0x64, 0xfe);
    }
}
