package backplane.firmware.builtin;

import backplane.core.PortMap;

/** PCI configuration mechanism 1. */
final class PciConfig {
    static final int VENDOR = 0x00;
    static final int DEVICE = 0x02;
    static final int COMMAND = 0x04;
    static final int CLASS = 0x08;
    static final int HEADER_TYPE = 0x0e;
    static final int BAR0 = 0x10;
    static final int ROM_BAR = 0x30;
    static final int LINE = 0x3c;
    static final int PIN = 0x3d;

    static final int COMMAND_IO = 0x001;
    static final int COMMAND_MEMORY = 0x002;
    static final int COMMAND_MASTER = 0x004;
    static final int COMMAND_SERR = 0x100;

    private static final int ADDRESS = 0xcf8;
    private static final int DATA = 0xcfc;

    private final PortMap ports;

    PciConfig(PortMap ports) {
        this.ports = ports;
    }

    private void select(int bdf, int reg) {
        ports.out32(ADDRESS, 0x80000000 | bdf << 8 | reg & 0xfc);
    }

    /** {@code bdf} is bus * 256 + device * 8 + function, as INT 1Ah has it in BX. */
    int read8(int bdf, int reg) {
        select(bdf, reg);
        return ports.in8(DATA + (reg & 3));
    }

    int read16(int bdf, int reg) {
        select(bdf, reg);
        return ports.in16(DATA + (reg & 2));
    }

    int read32(int bdf, int reg) {
        select(bdf, reg);
        return ports.in32(DATA);
    }

    void write8(int bdf, int reg, int value) {
        select(bdf, reg);
        ports.out8(DATA + (reg & 3), value & 0xff);
    }

    void write16(int bdf, int reg, int value) {
        select(bdf, reg);
        ports.out16(DATA + (reg & 2), value & 0xffff);
    }

    void write32(int bdf, int reg, int value) {
        select(bdf, reg);
        ports.out32(DATA, value);
    }
}
