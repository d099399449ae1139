package backplane.video.vga;

import backplane.api.display.Frame;
import backplane.api.memory.RamBlock;
import java.util.Arrays;

/** Turns registers and memory into frames. */
final class VgaScreen {
    private static final int CRTC_SHOWN = 1;
    private static final int CRTC_OVERFLOW = 7;
    private static final int CRTC_SCAN = 9;
    private static final int CRTC_CURSOR_START = 0x0a;
    private static final int CRTC_CURSOR_END = 0x0b;
    private static final int CRTC_START = 0x0c;
    private static final int CRTC_CURSOR = 0x0e;
    private static final int CRTC_LAST_LINE = 0x12;
    private static final int CRTC_OFFSET = 0x13;
    private static final int CRTC_MODE = 0x17;
    private static final int MAX_COLUMNS = 256;
    private static final int MAX_ROWS = 128;
    private static final int MAX_LINES = 2048;
    private static final int DAC_8_BITS = 0x20;

    private final VgaRegisters registers;
    private final VbeDispi dispi;
    private final int[] palette = new int[256];
    private RamBlock ram;
    private byte[] line = new byte[0];
    private byte[] cells = new byte[0];
    private byte[] shownCells = new byte[0];
    private int shownCursor;
    private int[] pixels = new int[0];
    private int[] shownPixels = new int[0];
    private int shownWidth;

    VgaScreen(VgaRegisters registers, VbeDispi dispi) {
        this.registers = registers;
        this.dispi = dispi;
    }

    void plug(RamBlock block) {
        ram = block;
    }

    /** The next frame is shown even if it equals the last. */
    void forget() {
        shownCells = new byte[0];
        shownPixels = new int[0];
    }

    /** What is on the screen now; null when that is what was shown last, or while the screen is blanked. */
    Frame frame() {
        if (dispi.enabled()) {
            return vbe();
        }
        if (!registers.shown()) {
            return null;
        }
        return (registers.gc[VgaRegisters.GC_MISC] & 1) != 0 ? graphics() : text();
    }

    private int crtc(int register) {
        return registers.crtc[register] & 0xff;
    }

    private int lines() {
        int overflow = crtc(CRTC_OVERFLOW);
        return Math.min(MAX_LINES, (crtc(CRTC_LAST_LINE) | overflow << 7 & 0x100 | overflow << 3 & 0x200) + 1);
    }

    private int start() {
        return (crtc(CRTC_START) << 8 | crtc(CRTC_START + 1)) << 2;
    }

    /** Copies a line of memory, wrapping at its end. */
    private void fetch(int at, int count) {
        if (line.length < count) {
            line = new byte[count];
        }
        int from = at & ram.size() - 1;
        int first = Math.min(count, ram.size() - from);
        ram.read(from, line, 0, first);
        if (first < count) {
            ram.read(0, line, first, Math.min(count - first, ram.size()));
        }
    }

    private Frame text() {
        int columns = Math.min(MAX_COLUMNS, crtc(CRTC_SHOWN) + 1);
        int rows = Math.max(1, Math.min(MAX_ROWS, lines() / ((crtc(CRTC_SCAN) & 0x1f) + 1)));
        int pitch = crtc(CRTC_OFFSET) << 3;
        if (cells.length != columns * rows * 2) {
            cells = new byte[columns * rows * 2];
        }
        for (int row = 0; row < rows; row++) {
            fetch(start() + row * pitch, columns * 4);
            for (int column = 0; column < columns; column++) {
                cells[(row * columns + column) * 2] = line[column * 4];
                cells[(row * columns + column) * 2 + 1] = line[column * 4 + 1];
            }
        }
        int cursor = cursor(columns, rows, pitch);
        if (cursor == shownCursor && Arrays.equals(cells, shownCells)) {
            return null;
        }
        byte[] shown = cells;
        cells = shownCells;
        shownCells = shown;
        shownCursor = cursor;
        shownPixels = new int[0];
        return Frame.text(columns, rows, shown, cursor);
    }

    private int cursor(int columns, int rows, int pitch) {
        int first = crtc(CRTC_CURSOR_START);
        int at = (crtc(CRTC_CURSOR) << 8 | crtc(CRTC_CURSOR + 1)) * 4 - start();
        if ((first & 0x20) != 0 || (first & 0x1f) > (crtc(CRTC_CURSOR_END) & 0x1f) || at < 0 || pitch == 0) {
            return -1;
        }
        int row = at / pitch;
        int column = at % pitch / 4;
        return row < rows && column < columns ? row * columns + column : -1;
    }

    private Frame graphics() {
        int shift = registers.gc[VgaRegisters.GC_MODE] >> 5 & 3;
        int doubled = crtc(CRTC_SCAN) >> 7;
        int repeat = shift == 1 ? doubled + 1 : (crtc(CRTC_SCAN) & 0x1f) + 1 << doubled;
        int width = (crtc(CRTC_SHOWN) + 1) * (shift >= 2 ? 4 : 8);
        int height = Math.max(1, lines() / repeat);
        prepare(width, height);
        palette(shift < 2);
        int interleave = ~crtc(CRTC_MODE) & 3;
        int at = start();
        for (int y = 0; y < height; y++) {
            fetch(interleaved(at, y), shift >= 2 ? width : width / 2 + 4);
            switch (shift) {
                case 0 -> planar(y * width, width);
                case 1 -> cga(y * width, width);
                default -> bytes(y * width, width);
            }
            if ((y & interleave) == interleave) {
                at += crtc(CRTC_OFFSET) << 3;
            }
        }
        return changed(width, height);
    }

    /** The CGA modes keep odd lines in another bank: address bits come from the line number. */
    private int interleaved(int at, int y) {
        int mode = crtc(CRTC_MODE);
        int result = at;
        if ((mode & 1) == 0) {
            int bit = 14 + (mode >> 6 & 1);
            result = result & ~(1 << bit) | (y & 1) << bit;
        }
        return (mode & 2) == 0 ? result & ~0x10000 | (y & 2) << 15 : result;
    }

    private void planar(int to, int width) {
        for (int x = 0; x < width; x++) {
            int group = x >> 3 << 2;
            int bit = 7 - (x & 7);
            int color = line[group] >> bit & 1
                    | (line[group + 1] >> bit & 1) << 1
                    | (line[group + 2] >> bit & 1) << 2
                    | (line[group + 3] >> bit & 1) << 3;
            pixels[to + x] = palette[color];
        }
    }

    private void cga(int to, int width) {
        for (int x = 0; x < width; x++) {
            int value = line[(x >> 3) * 4 + (x >> 2 & 1)];
            pixels[to + x] = palette[value >> 6 - (x & 3) * 2 & 3];
        }
    }

    private void bytes(int to, int width) {
        for (int x = 0; x < width; x++) {
            pixels[to + x] = palette[line[x] & registers.dacMask()];
        }
    }

    private Frame vbe() {
        int width = dispi.get(VbeDispi.XRES);
        int height = dispi.get(VbeDispi.YRES);
        int depth = dispi.get(VbeDispi.BPP);
        prepare(width, height);
        palette(depth == 4);
        int pitch = dispi.pitch();
        int x = dispi.get(VbeDispi.X_OFFSET);
        int at = dispi.get(VbeDispi.Y_OFFSET) * pitch + (depth == 4 ? x / 2 : x * dispi.bytes());
        for (int y = 0; y < height; y++) {
            fetch(at + y * pitch, depth == 4 ? width / 2 + 4 : width * dispi.bytes());
            switch (depth) {
                case 4 -> planar(y * width, width);
                case 8 -> bytes(y * width, width);
                default -> direct(y * width, width, depth);
            }
        }
        return changed(width, height);
    }

    private void direct(int to, int width, int depth) {
        for (int x = 0; x < width; x++) {
            pixels[to + x] = switch (depth) {
                case 15 -> {
                    int v = word(x * 2);
                    yield (v & 0x7c00) << 9 | (v & 0x3e0) << 6 | (v & 0x1f) << 3;
                }
                case 16 -> {
                    int v = word(x * 2);
                    yield (v & 0xf800) << 8 | (v & 0x7e0) << 5 | (v & 0x1f) << 3;
                }
                case 24 -> word(x * 3) | (line[x * 3 + 2] & 0xff) << 16;
                default -> word(x * 4) | (line[x * 4 + 2] & 0xff) << 16;
            };
        }
    }

    private int word(int at) {
        return line[at] & 0xff | (line[at + 1] & 0xff) << 8;
    }

    private void prepare(int width, int height) {
        if (pixels.length != width * height) {
            pixels = new int[width * height];
        }
    }

    private Frame changed(int width, int height) {
        if (width == shownWidth && Arrays.equals(pixels, shownPixels)) {
            return null;
        }
        int[] shown = pixels;
        pixels = shownPixels;
        shownPixels = shown;
        shownWidth = width;
        shownCells = new byte[0];
        return Frame.graphics(width, height, shown);
    }

    /** The colours as they go to the screen: through the attribute palette with 16 of them, else from the DAC. */
    private void palette(boolean attribute) {
        boolean eight = dispi.enabled() && (dispi.get(VbeDispi.ENABLE) & DAC_8_BITS) != 0;
        for (int i = 0; i < palette.length; i++) {
            int at = attribute ? attributeColor(i & 15) : i;
            int red = registers.dac[at * 3] & 0xff;
            int green = registers.dac[at * 3 + 1] & 0xff;
            int blue = registers.dac[at * 3 + 2] & 0xff;
            palette[i] = eight ? red << 16 | green << 8 | blue : wide(red) << 16 | wide(green) << 8 | wide(blue);
        }
    }

    private static int wide(int six) {
        int value = six & 0x3f;
        return value << 2 | value >> 4;
    }

    private int attributeColor(int color) {
        int select = registers.attribute[0x14];
        int index = registers.attribute[color & registers.attribute[0x12]] & 0x3f;
        boolean replace = (registers.attribute[VgaRegisters.ATTRIBUTE_MODE] & 0x80) != 0;
        int full = replace ? index & 15 | select << 4 & 0xf0 : index | select << 4 & 0xc0;
        return full & registers.dacMask();
    }
}
