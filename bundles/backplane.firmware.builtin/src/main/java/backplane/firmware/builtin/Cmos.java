package backplane.firmware.builtin;

import backplane.core.PortMap;

/** The MC146818 and its RAM, at ports 70h and 71h. */
final class Cmos {
    static final int SECONDS = 0x00;
    static final int SECONDS_ALARM = 0x01;
    static final int MINUTES = 0x02;
    static final int MINUTES_ALARM = 0x03;
    static final int HOURS = 0x04;
    static final int HOURS_ALARM = 0x05;
    static final int WEEKDAY = 0x06;
    static final int DAY = 0x07;
    static final int MONTH = 0x08;
    static final int YEAR = 0x09;
    static final int STATUS_A = 0x0a;
    static final int STATUS_B = 0x0b;
    static final int STATUS_C = 0x0c;
    static final int STATUS_D = 0x0d;
    static final int SHUTDOWN = 0x0f;
    static final int CENTURY = 0x32;
    static final int BOOT_THIRD = 0x38;
    static final int BOOT_ORDER = 0x3d;

    /** Bit 7 of the index masks NMI. */
    private static final int NMI_OFF = 0x80;

    private final PortMap ports;

    Cmos(PortMap ports) {
        this.ports = ports;
    }

    int read(int index) {
        ports.out8(0x70, index | NMI_OFF);
        return ports.in8(0x71);
    }

    void write(int index, int value) {
        ports.out8(0x70, index | NMI_OFF);
        ports.out8(0x71, value);
    }

    /** Whether there is a clock: open bus reads all ones. */
    boolean present() {
        return read(MONTH) != 0xff;
    }

    static int fromBcd(int bcd) {
        return (bcd >> 4) * 10 + (bcd & 15);
    }
}
