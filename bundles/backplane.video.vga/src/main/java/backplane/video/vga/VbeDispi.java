package backplane.video.vga;

import backplane.api.memory.RamBlock;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.Arrays;

/** The Bochs display interface, index at 0x1CE and data at 0x1CF or 0x1D0, words. */
final class VbeDispi implements PortDevice {
    static final int PORT = 0x1ce;
    static final int PORTS = 4;

    static final int ID = 0;
    static final int XRES = 1;
    static final int YRES = 2;
    static final int BPP = 3;
    static final int ENABLE = 4;
    static final int BANK = 5;
    static final int VIRT_WIDTH = 6;
    static final int VIRT_HEIGHT = 7;
    static final int X_OFFSET = 8;
    static final int Y_OFFSET = 9;
    static final int VIDEO_MEMORY_64K = 10;
    private static final int REGISTERS = 11;

    static final int ENABLED = 0x01;
    static final int GETCAPS = 0x02;
    private static final int NOCLEARMEM = 0x80;
    private static final int ID0 = 0xb0c0;
    private static final int ID5 = 0xb0c5;
    private static final int MAX_XRES = 2560;
    private static final int MAX_YRES = 1600;
    private static final int MAX_BPP = 32;

    private final int[] registers = new int[REGISTERS];
    private final Runnable changed;
    private RamBlock ram;
    private int index;

    VbeDispi(Runnable changed) {
        this.changed = changed;
    }

    void plug(RamBlock block) {
        ram = block;
    }

    void reset() {
        Arrays.fill(registers, 0);
        registers[ID] = ID5;
        index = 0;
    }

    boolean enabled() {
        return (registers[ENABLE] & ENABLED) != 0;
    }

    /** Whether the window at 0xA0000 is plain bytes; 4 bits per pixel keep the planes. */
    boolean linear() {
        return enabled() && registers[BPP] > 4;
    }

    int bankOffset() {
        int planes = registers[BPP] <= 4 ? 14 : 16;
        return enabled() ? registers[BANK] << planes : 0;
    }

    int get(int register) {
        return registers[register];
    }

    /** Bytes from one line to the next. */
    int pitch() {
        return registers[BPP] == 4 ? registers[VIRT_WIDTH] / 2 : registers[VIRT_WIDTH] * bytes();
    }

    int bytes() {
        return (registers[BPP] + 7) / 8;
    }

    private int read(int register) {
        if (register >= REGISTERS) {
            return 0;
        }
        if (register == VIDEO_MEMORY_64K) {
            return ram.size() >>> 16;
        }
        if ((registers[ENABLE] & GETCAPS) != 0) {
            switch (register) {
                case XRES:
                    return MAX_XRES;
                case YRES:
                    return MAX_YRES;
                case BPP:
                    return MAX_BPP;
                default:
                    break;
            }
        }
        return registers[register];
    }

    private void write(int register, int value) {
        switch (register) {
            case ID -> registers[ID] = value >= ID0 && value <= ID5 ? value : registers[ID];
            case XRES, YRES, BPP -> {
                if (!enabled()) {
                    registers[register] = value;
                }
            }
            case ENABLE -> enable(value);
            case BANK -> registers[BANK] = value % Math.max(1, ram.size() >>> 16);
            case VIRT_WIDTH, X_OFFSET, Y_OFFSET -> {
                registers[register] = value;
                limit();
            }
            default -> {}
        }
        changed.run();
    }

    private void enable(int value) {
        boolean starts = (value & ENABLED) != 0 && !enabled();
        registers[ENABLE] = value;
        registers[BANK] = 0;
        if (starts) {
            registers[VIRT_WIDTH] = registers[XRES];
            registers[X_OFFSET] = 0;
            registers[Y_OFFSET] = 0;
            limit();
            if ((value & NOCLEARMEM) == 0) {
                byte[] zeros = new byte[Math.min(ram.size(), Math.max(0, pitch() * registers[YRES]))];
                ram.write(0, zeros, 0, zeros.length);
            }
        }
    }

    /** Makes mode, line length and offsets fit each other and the memory. */
    private void limit() {
        registers[BPP] = switch (registers[BPP]) {
            case 4, 15, 16, 24, 32 -> registers[BPP];
            default -> 8;
        };
        registers[XRES] = Math.max(16, Math.min(MAX_XRES, registers[XRES])) & ~7;
        registers[VIRT_WIDTH] = Math.max(registers[XRES], Math.min(registers[VIRT_WIDTH], 0x7fff));
        int lines = ram.size() / Math.max(1, pitch());
        registers[YRES] = Math.max(8, Math.min(Math.min(MAX_YRES, lines), registers[YRES]));
        registers[VIRT_HEIGHT] = Math.min(lines, 0xffff);
        registers[X_OFFSET] = Math.min(registers[X_OFFSET], registers[VIRT_WIDTH] - registers[XRES]);
        registers[Y_OFFSET] = Math.max(0, Math.min(registers[Y_OFFSET], lines - registers[YRES]));
    }

    @Override
    public int read8(int offset) {
        return read16(offset) & 0xff;
    }

    @Override
    public int read16(int offset) {
        return offset == 0 ? index : read(index);
    }

    /** Bytes are not defined. */
    @Override
    public void write8(int offset, int value) {}

    @Override
    public void write16(int offset, int value) {
        if (offset == 0) {
            index = value;
        } else {
            write(index, value);
        }
    }

    /** The same registers in BAR 2, by number. */
    int readIndexed(int register) {
        return read(register);
    }

    void writeIndexed(int register, int value) {
        if (register < REGISTERS) {
            write(register, value);
        }
    }

    void save(StateWriter out) {
        out.put("index", index);
        out.put("registers", registers);
    }

    void restore(StateReader in) throws StateException {
        int[] saved = in.getInts("registers");
        if (saved.length != REGISTERS) {
            throw new StateException("registers: " + REGISTERS + " values expected");
        }
        System.arraycopy(saved, 0, registers, 0, REGISTERS);
        index = in.getInt("index");
        if (enabled()) {
            limit();
        }
    }
}
