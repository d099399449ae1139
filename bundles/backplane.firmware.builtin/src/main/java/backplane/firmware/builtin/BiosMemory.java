package backplane.firmware.builtin;

import backplane.core.MemoryMap;
import java.util.Arrays;

/** Memory as BIOS code sees it, and the names of the BIOS data area. Addresses are physical. */
final class BiosMemory {
    // BIOS data area, segment 40h
    static final int COM_PORTS = 0x400;
    static final int LPT_PORTS = 0x408;
    static final int EBDA_SEGMENT = 0x40e;
    static final int EQUIPMENT = 0x410;
    static final int BASE_KIB = 0x413;
    static final int SHIFT_FLAGS = 0x417;
    static final int SHIFT_FLAGS2 = 0x418;
    static final int KEYPAD_ENTRY = 0x419;
    static final int KEY_HEAD = 0x41a;
    static final int KEY_TAIL = 0x41c;
    static final int KEY_BUFFER = 0x41e;
    static final int VIDEO_MODE = 0x449;
    static final int VIDEO_COLUMNS = 0x44a;
    static final int VIDEO_PAGE_SIZE = 0x44c;
    static final int VIDEO_PAGE_START = 0x44e;
    static final int CURSOR_POSITIONS = 0x450;
    static final int CURSOR_SHAPE = 0x460;
    static final int VIDEO_PAGE = 0x462;
    static final int CRTC_PORT = 0x463;
    static final int WARM_VECTOR = 0x467;
    static final int TICKS = 0x46c;
    static final int TICKS_OVERFLOW = 0x470;
    static final int RESET_FLAG = 0x472;
    static final int DISK_STATUS = 0x474;
    static final int DISK_COUNT = 0x475;
    static final int DISK_CONTROL = 0x476;
    static final int COM_TIMEOUT = 0x47c;
    static final int KEY_BUFFER_START = 0x480;
    static final int KEY_BUFFER_END = 0x482;
    static final int VIDEO_ROWS = 0x484;
    static final int CHARACTER_HEIGHT = 0x485;
    static final int VIDEO_CONTROL = 0x487;
    static final int VIDEO_SWITCHES = 0x488;
    static final int KEYBOARD_TYPE = 0x496;
    static final int KEYBOARD_LEDS = 0x497;
    static final int WAIT_FLAG_ADDRESS = 0x498;
    static final int WAIT_COUNT = 0x49c;
    static final int WAIT_ACTIVE = 0x4a0;

    static final int EBDA = 0x9fc00;
    static final int EBDA_FDPT0 = EBDA + 0x3d;
    static final int EBDA_FDPT1 = EBDA + 0x4d;
    /** SCRIPTS, CDB and message bytes of the LSI driver. */
    static final int EBDA_LSI = EBDA + 0x100;
    /** Small replies to the LSI driver's own commands. */
    static final int EBDA_DATA = EBDA + 0x200;
    /** Text that {@link Rom.Entry#PRINT} prints. */
    static final int EBDA_TEXT = EBDA + 0x300;

    private static final int PAGE = 4096;

    private final MemoryMap map;

    BiosMemory(MemoryMap map) {
        this.map = map;
    }

    static int linear(int segment, int offset) {
        return (segment & 0xffff) * 16 + (offset & 0xffff);
    }

    int read8(int address) {
        return map.read8(address);
    }

    int read16(int address) {
        return map.read16(address);
    }

    int read32(int address) {
        return map.read32(address);
    }

    void write8(int address, int value) {
        map.write8(address, value & 0xff);
    }

    void write16(int address, int value) {
        map.write16(address, value & 0xffff);
    }

    void write32(int address, int value) {
        map.write32(address, value);
    }

    /** Writes a block, page by page where it is plain memory without decoded code, else byte by byte. */
    void write(int address, byte[] from, int at, int count) {
        int done = 0;
        while (done < count) {
            int to = address + done;
            int n = Math.min(count - done, PAGE - (to & PAGE - 1));
            int page = map.writePage(to >>> 12);
            if (page >= 0 && map.codeGrains()[page] == 0) {
                System.arraycopy(from, at + done, map.array(), page << 12 | to & PAGE - 1, n);
            } else {
                for (int i = 0; i < n; i++) {
                    map.write8(to + i, from[at + done + i] & 0xff);
                }
            }
            done += n;
        }
    }

    void read(int address, byte[] to, int at, int count) {
        int done = 0;
        while (done < count) {
            int from = address + done;
            int n = Math.min(count - done, PAGE - (from & PAGE - 1));
            int page = map.readPage(from >>> 12);
            if (page >= 0) {
                System.arraycopy(map.array(), page << 12 | from & PAGE - 1, to, at + done, n);
            } else {
                for (int i = 0; i < n; i++) {
                    to[at + done + i] = (byte) map.read8(from + i);
                }
            }
            done += n;
        }
    }

    void fill(int address, int count, int value) {
        byte[] block = new byte[count];
        Arrays.fill(block, (byte) value);
        write(address, block, 0, count);
    }

    /** Sets an interrupt vector. */
    void vector(int number, int segment, int offset) {
        write32(number * 4, segment << 16 | offset & 0xffff);
    }

    int vector(int number) {
        return read32(number * 4);
    }
}
