package backplane.api.display;

/**
 * What a video card shows: text cells, or pixels.
 *
 * @param columns of the text screen, 0 in graphics modes
 * @param rows of the text screen, 0 in graphics modes
 * @param cells character (code page 437) and attribute byte per cell, row by row
 * @param cursor cell index of the cursor, -1 when hidden
 * @param width in pixels, 0 in text modes
 * @param height in pixels, 0 in text modes
 * @param pixels 0xRRGGBB row by row, empty in text modes
 */
public record Frame(int columns, int rows, byte[] cells, int cursor, int width, int height, int[] pixels) {
    /** A text screen. */
    public static Frame text(int columns, int rows, byte[] cells, int cursor) {
        return new Frame(columns, rows, cells, cursor, 0, 0, new int[0]);
    }

    /** A graphics screen. */
    public static Frame graphics(int width, int height, int[] pixels) {
        return new Frame(0, 0, new byte[0], -1, width, height, pixels);
    }
}
