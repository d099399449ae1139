package backplane.firmware.builtin;

import backplane.core.PortMap;

/** Video services for a machine whose VGA card brings no BIOS, or that has no VGA card: text mode 3. */
final class Int10 implements Service {
    private static final int COLUMNS = 80;
    private static final int ROWS = 25;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 8;
    private static final int SCREEN = 0xb8000;
    private static final int CRTC = 0x3d4;
    private static final int BLANK = 0x0720;

    private static final int[] SEQUENCER = {0x03, 0x00, 0x03, 0x00, 0x02};
    private static final int[] CRTC_VALUES = {
        0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00, 0x00, 0x00, 0x00, 0x9c, 0x8e,
        0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff
    };
    private static final int[] GRAPHICS = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff};
    private static final int[] ATTRIBUTES = {
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00,
        0x0f, 0x08, 0x00
    };
    private static final int MISC = 0x67;

    private final PortMap ports;
    private final BiosMemory memory;
    private final SerialConsole serial;
    private int chained;

    Int10(PortMap ports, BiosMemory memory, SerialConsole serial) {
        this.ports = ports;
        this.memory = memory;
        this.serial = serial;
    }

    /** Sets mode 3 and clears the screen. */
    void initialise() {
        serial.initialise();
        setMode(3, true);
    }

    /** The VGA BIOS that the serial console stands in front of. */
    void chainTo(int vector) {
        serial.initialise();
        chained = vector;
    }

    int chained() {
        return chained;
    }

    void restoreChained(int vector) {
        chained = vector;
    }

    /** Copies a call that a VGA BIOS will serve to the serial console. */
    void mirror(Call c) {
        switch (c.ah()) {
            case 0x00 -> serial.clear();
            case 0x0e -> serial.teletype(c.al());
            case 0x09, 0x0a -> {
                int at = cursor(c.bh() & 7);
                for (int i = 0; i < Math.min(c.cx(), COLUMNS - (at & 0xff)); i++) {
                    serial.put(at >> 8, (at & 0xff) + i, c.al());
                }
            }
            case 0x13 -> {
                int step = (c.al() & 2) != 0 ? 2 : 1;
                for (int i = 0; i < c.cx(); i++) {
                    serial.teletype(memory.read8(c.es(c.bp(), i * step)));
                }
            }
            default -> {}
        }
    }

    @Override
    public Result call(Call c) {
        switch (c.ah()) {
            case 0x00 -> {
                setMode(c.al() & 0x7f, (c.al() & 0x80) == 0);
                c.al(0x30);
            }
            case 0x01 -> shape(c.cx());
            case 0x02 -> moveCursor(c.bh() & 7, c.dx());
            case 0x03 -> {
                c.cx(memory.read16(BiosMemory.CURSOR_SHAPE));
                c.dx(cursor(c.bh() & 7));
            }
            case 0x05 -> selectPage(c.al() & 7);
            case 0x06 -> scroll(c, true);
            case 0x07 -> scroll(c, false);
            case 0x08 -> c.ax(memory.read16(cell(c.bh() & 7, cursor(c.bh() & 7))));
            case 0x09 -> write(c, true);
            case 0x0a -> write(c, false);
            case 0x0e -> teletype(c.al(), memory.read8(BiosMemory.VIDEO_PAGE), -1);
            case 0x0f -> {
                c.al(memory.read8(BiosMemory.VIDEO_MODE));
                c.ah(memory.read8(BiosMemory.VIDEO_COLUMNS));
                c.bh(memory.read8(BiosMemory.VIDEO_PAGE));
            }
            case 0x11 -> font(c);
            case 0x12 -> alternate(c);
            case 0x13 -> string(c);
            case 0x1a -> {
                if (c.al() == 0) {
                    c.bx(0x0008);
                }
                c.al(0x1a);
            }
            default -> {}
        }
        return Result.DONE;
    }

    private void setMode(int mode, boolean clear) {
        if (mode > 3) {
            return;
        }
        registers();
        memory.write8(BiosMemory.VIDEO_MODE, mode);
        memory.write16(BiosMemory.VIDEO_COLUMNS, COLUMNS);
        memory.write16(BiosMemory.VIDEO_PAGE_SIZE, PAGE_BYTES);
        memory.write16(BiosMemory.CRTC_PORT, CRTC);
        memory.write8(BiosMemory.VIDEO_ROWS, ROWS - 1);
        memory.write16(BiosMemory.CHARACTER_HEIGHT, 16);
        memory.write8(BiosMemory.VIDEO_CONTROL, 0x60);
        memory.write8(BiosMemory.VIDEO_SWITCHES, 0xf9);
        if (clear) {
            for (int i = 0; present() && i < PAGE_BYTES * PAGES; i += 4) {
                memory.write32(SCREEN + i, BLANK << 16 | BLANK);
            }
            serial.clear();
        }
        for (int page = 0; page < PAGES; page++) {
            memory.write16(BiosMemory.CURSOR_POSITIONS + 2 * page, 0);
        }
        shape(0x0d0e);
        selectPage(0);
    }

    /** The miscellaneous output register of a VGA; open bus reads all ones. */
    private boolean present() {
        return ports.in8(0x3cc) != 0xff;
    }

    private void registers() {
        if (!present()) {
            return;
        }
        ports.out8(0x3c2, MISC);
        indexed(0x3c4, SEQUENCER);
        ports.out16(CRTC, 0x0011);
        indexed(CRTC, CRTC_VALUES);
        indexed(0x3ce, GRAPHICS);
        ports.in8(0x3da);
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            ports.out8(0x3c0, i);
            ports.out8(0x3c0, ATTRIBUTES[i]);
        }
        ports.out8(0x3c0, 0x20);
        ports.out8(0x3c6, 0xff);
        ports.out8(0x3c8, 0);
        for (int i = 0; i < 64; i++) {
            ports.out8(0x3c9, level(i, 0x04, 0x20));
            ports.out8(0x3c9, level(i, 0x02, 0x10));
            ports.out8(0x3c9, level(i, 0x01, 0x08));
        }
    }

    private static int level(int colour, int strong, int weak) {
        return ((colour & strong) != 0 ? 0x2a : 0) + ((colour & weak) != 0 ? 0x15 : 0);
    }

    private void indexed(int port, int[] values) {
        for (int i = 0; i < values.length; i++) {
            ports.out16(port, i | values[i] << 8);
        }
    }

    private void shape(int lines) {
        memory.write16(BiosMemory.CURSOR_SHAPE, lines);
        ports.out16(CRTC, 0x0a | lines & 0xff00);
        ports.out16(CRTC, 0x0b | (lines & 0xff) << 8);
    }

    private int cursor(int page) {
        return memory.read16(BiosMemory.CURSOR_POSITIONS + 2 * page);
    }

    private void moveCursor(int page, int position) {
        memory.write16(BiosMemory.CURSOR_POSITIONS + 2 * page, position);
        if (page == memory.read8(BiosMemory.VIDEO_PAGE)) {
            int at = page * PAGE_BYTES / 2 + (position >> 8) * COLUMNS + (position & 0xff);
            ports.out16(CRTC, 0x0e | at & 0xff00);
            ports.out16(CRTC, 0x0f | (at & 0xff) << 8);
        }
    }

    private void selectPage(int page) {
        memory.write8(BiosMemory.VIDEO_PAGE, page);
        memory.write16(BiosMemory.VIDEO_PAGE_START, page * PAGE_BYTES);
        int at = page * PAGE_BYTES / 2;
        ports.out16(CRTC, 0x0c | at & 0xff00);
        ports.out16(CRTC, 0x0d | (at & 0xff) << 8);
        moveCursor(page, cursor(page));
    }

    private static int cell(int page, int position) {
        return SCREEN + page * PAGE_BYTES + 2 * ((position >> 8) * COLUMNS + (position & 0xff)) % PAGE_BYTES;
    }

    private void write(Call c, boolean attribute) {
        int page = c.bh() & 7;
        int at = cursor(page);
        int room = ROWS * COLUMNS - (at >> 8) * COLUMNS - (at & 0xff);
        for (int i = 0; i < Math.min(c.cx(), room); i++) {
            int cell = cell(page, at) + 2 * i;
            memory.write8(cell, c.al());
            if (attribute) {
                memory.write8(cell + 1, c.bl());
            }
            int place = (at >> 8) * COLUMNS + (at & 0xff) + i;
            serial.put(place / COLUMNS, place % COLUMNS, c.al());
        }
    }

    /** {@code attribute} -1 keeps the one that is there. */
    private void teletype(int c, int page, int attribute) {
        serial.teletype(c);
        int at = cursor(page);
        int row = at >> 8;
        int column = at & 0xff;
        switch (c) {
            case 7 -> {}
            case 8 -> column = Math.max(0, column - 1);
            case '\n' -> row++;
            case '\r' -> column = 0;
            default -> {
                memory.write8(cell(page, at), c);
                if (attribute >= 0) {
                    memory.write8(cell(page, at) + 1, attribute);
                }
                if (++column == COLUMNS) {
                    column = 0;
                    row++;
                }
            }
        }
        if (row >= ROWS) {
            int blank = memory.read8(cell(page, (ROWS - 1) << 8) + 1) << 8 | ' ';
            move(page, 0, 0, ROWS - 1, COLUMNS - 1, 1, true, blank);
            row = ROWS - 1;
        }
        moveCursor(page, row << 8 | column);
    }

    private void scroll(Call c, boolean up) {
        int bottom = Math.min(c.dh(), ROWS - 1);
        int right = Math.min(c.dl(), COLUMNS - 1);
        if (c.ch() <= bottom && c.cl() <= right) {
            int page = memory.read8(BiosMemory.VIDEO_PAGE);
            int height = bottom - c.ch() + 1;
            int lines = c.al() == 0 ? height : Math.min(c.al(), height);
            if (lines == height && height == ROWS && right - c.cl() == COLUMNS - 1) {
                serial.clear();
            }
            move(page, c.ch(), c.cl(), bottom, right, lines, up, c.bh() << 8 | ' ');
        }
    }

    private void move(int page, int top, int left, int bottom, int right, int lines, boolean up, int blank) {
        for (int i = 0; i <= bottom - top; i++) {
            int to = up ? top + i : bottom - i;
            int from = up ? to + lines : to - lines;
            for (int column = left; column <= right; column++) {
                int value = from < top || from > bottom ? blank : memory.read16(cell(page, from << 8 | column));
                memory.write16(cell(page, to << 8 | column), value);
            }
        }
    }

    /** The font's height; glyphs live in the card. */
    private void font(Call c) {
        if (c.al() == 0x30) {
            c.cx(16);
            c.dl(ROWS - 1);
            c.es(0);
            c.cpu().set16(backplane.core.CpuState.EBP, 0);
        }
    }

    private void alternate(Call c) {
        if (c.bl() == 0x10) {
            c.bx(0x0003);
            c.cx(0x0009);
        } else if (c.bl() == 0x30) {
            c.al(0x12);
        }
    }

    private void string(Call c) {
        int page = c.bh() & 7;
        int start = cursor(page);
        boolean attributes = (c.al() & 2) != 0;
        moveCursor(page, c.dx());
        for (int i = 0; i < c.cx(); i++) {
            int value = memory.read8(c.es(c.bp(), attributes ? 2 * i : i));
            int attribute = attributes ? memory.read8(c.es(c.bp(), 2 * i + 1)) : c.bl();
            teletype(value, page, attribute);
        }
        if ((c.al() & 1) == 0) {
            moveCursor(page, start);
        }
    }
}
