package backplane.video.vga;

import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;

/** 0xA0000 to 0xBFFFF: the planes behind the graphics controller's write and read modes. */
final class VgaMemory implements MemoryDevice {
    static final long BASE = 0xa0000;
    static final int SIZE = 0x20000;

    private static final int CHAIN4 = 8;
    private static final int ODD_EVEN_OFF = 4;
    private static final int GC_ODD_EVEN = 0x10;
    private static final int READ_MODE_1 = 8;
    private static final int EVEN_PLANES = 0b0101;
    private static final int ODD_PLANES = 0b1010;

    private final VgaRegisters registers;
    private final VbeDispi dispi;
    private final Runnable changed;
    private RamBlock ram;
    private int mask;
    private int latch;

    VgaMemory(VgaRegisters registers, VbeDispi dispi, Runnable changed) {
        this.registers = registers;
        this.dispi = dispi;
        this.changed = changed;
    }

    void plug(RamBlock block) {
        ram = block;
        mask = block.size() - 1;
    }

    void reset() {
        latch = 0;
    }

    int latch() {
        return latch;
    }

    void latch(int value) {
        latch = value;
    }

    /** The offset inside the window that GC_MISC opens, or -1 outside it. */
    private int window(int offset) {
        return switch (registers.gc[VgaRegisters.GC_MISC] >> 2 & 3) {
            case 0 -> offset;
            case 1 -> offset < 0x10000 ? offset + dispi.bankOffset() : -1;
            case 2 -> offset >= 0x10000 && offset < 0x18000 ? offset - 0x10000 : -1;
            default -> offset >= 0x18000 ? offset - 0x18000 : -1;
        };
    }

    private boolean linear() {
        return (registers.seq[VgaRegisters.SEQ_MEMORY_MODE] & CHAIN4) != 0 || dispi.linear();
    }

    @Override
    public int read8(int offset) {
        int at = window(offset);
        if (at < 0) {
            return 0xff;
        }
        if (linear()) {
            return ram.read8(at & mask);
        }
        byte[] gc = registers.gc;
        if ((gc[VgaRegisters.GC_MODE] & GC_ODD_EVEN) != 0) {
            int plane = gc[VgaRegisters.GC_READ_MAP] & 2 | at & 1;
            latch = ram.read32((at & ~1) << 1 & mask);
            return latch >>> 8 * plane & 0xff;
        }
        latch = ram.read32(at << 2 & mask);
        if ((gc[VgaRegisters.GC_MODE] & READ_MODE_1) == 0) {
            return latch >>> 8 * (gc[VgaRegisters.GC_READ_MAP] & 3) & 0xff;
        }
        int differs = (latch ^ planes(gc[VgaRegisters.GC_COLOR_COMPARE])) & planes(gc[VgaRegisters.GC_COLOR_DONT_CARE]);
        differs |= differs >>> 16;
        return ~(differs | differs >>> 8) & 0xff;
    }

    @Override
    public void write8(int offset, int value) {
        int at = window(offset);
        if (at < 0) {
            return;
        }
        int mapMask = registers.seq[VgaRegisters.SEQ_MAP_MASK] & 15;
        if (linear()) {
            if ((mapMask >> (at & 3) & 1) != 0 || dispi.linear()) {
                ram.write8(at & mask, value);
            }
        } else if ((registers.seq[VgaRegisters.SEQ_MEMORY_MODE] & ODD_EVEN_OFF) == 0) {
            int odd = (at & 1) != 0 ? ODD_PLANES : EVEN_PLANES;
            store((at & ~1) << 1 & mask, value, mapMask & odd);
        } else {
            store(at << 2 & mask, value, mapMask);
        }
        changed.run();
    }

    private void store(int at, int value, int mapMask) {
        byte[] gc = registers.gc;
        int mode = gc[VgaRegisters.GC_MODE] & 3;
        int bits = gc[VgaRegisters.GC_BIT_MASK] & 0xff;
        int data = switch (mode) {
            case 0 -> {
                int enabled = planes(gc[VgaRegisters.GC_ENABLE_SET_RESET]);
                int rotated = rotate(value) * 0x01010101;
                yield rotated & ~enabled | planes(gc[VgaRegisters.GC_SET_RESET]) & enabled;
            }
            case 1 -> latch;
            case 2 -> planes(value);
            default -> planes(gc[VgaRegisters.GC_SET_RESET]);
        };
        if (mode != 1) {
            bits = mode == 3 ? bits & rotate(value) : bits;
            int bitMask = bits * 0x01010101;
            data = combine(data) & bitMask | latch & ~bitMask;
        }
        int written = planes(mapMask);
        ram.write32(at, ram.read32(at) & ~written | data & written);
    }

    private int rotate(int value) {
        int by = registers.gc[VgaRegisters.GC_ROTATE] & 7;
        return (value >>> by | value << 8 - by) & 0xff;
    }

    /** The logical function with the latches. */
    private int combine(int data) {
        return switch (registers.gc[VgaRegisters.GC_ROTATE] >> 3 & 3) {
            case 1 -> data & latch;
            case 2 -> data | latch;
            case 3 -> data ^ latch;
            default -> data;
        };
    }

    /** Four bits as four bytes of 00 or FF, plane 0 lowest. */
    private static int planes(int bits) {
        return ((bits & 1) | (bits & 2) << 7 | (bits & 4) << 14 | (bits & 8) << 21) * 0xff;
    }
}
