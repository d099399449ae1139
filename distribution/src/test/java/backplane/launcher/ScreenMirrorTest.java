package backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScreenMirrorTest {
    private static final int COLUMNS = 20;
    private static final int ROWS = 5;
    private final StringBuilder out = new StringBuilder();

    @Test
    void withoutATtyFinishedRowsAreLines() {
        ScreenMirror mirror = new ScreenMirror(false, 24, out::append);
        show(mirror, 1, "one");
        show(mirror, 1, "one", "tw");
        assertEquals("one\n", out.toString());
        show(mirror, 2, "one", "two");
        assertEquals("one\ntwo\n", out.toString());
        mirror.finish();
        assertEquals("one\ntwo\n", out.toString());
    }

    @Test
    void withoutATtyScrollingLosesAndRepeatsNothing() {
        ScreenMirror mirror = new ScreenMirror(false, 24, out::append);
        show(mirror, 4, "a", "b", "c", "d");
        show(mirror, 4, "c", "d", "e", "f", "g");
        mirror.finish();
        assertEquals("a\nb\nc\nd\ne\nf\ng\n", out.toString());
    }

    @Test
    void withoutATtyAClearedScreenStartsAnew() {
        ScreenMirror mirror = new ScreenMirror(false, 24, out::append);
        show(mirror, 2, "firmware", "boots");
        show(mirror, 0);
        show(mirror, 1, "guest");
        mirror.finish();
        assertEquals("firmware\nboots\nguest\n", out.toString());
    }

    @Test
    void onATtyTheRegionGrowsAndOnlyChangedRowsAreDrawn() {
        ScreenMirror mirror = new ScreenMirror(true, 24, out::append);
        show(mirror, 1, "one");
        assertTrue(out.toString().contains("one"));
        out.setLength(0);
        show(mirror, 2, "one", "two");
        assertTrue(out.toString().contains("two"));
        assertTrue(!out.toString().contains("one"), out.toString());
    }

    @Test
    void onATtyScrollingMovesTheTopIntoTheTerminalsHistory() {
        ScreenMirror mirror = new ScreenMirror(true, 24, out::append);
        show(mirror, 4, "a", "b", "c", "d", "e");
        out.setLength(0);
        show(mirror, 4, "b", "c", "d", "e", "f");
        assertEquals(1, out.chars().filter(c -> c == '\n').count());
        assertTrue(out.toString().contains("f"));
        assertTrue(!out.toString().contains("c"), "rows that only moved are not drawn again");
    }

    @Test
    void coloursBecomeAnsiAndLineDrawingUnicode() {
        ScreenMirror mirror = new ScreenMirror(true, 24, out::append);
        byte[] cells = cells("\u2554x");
        cells[3] = 0x1f;
        mirror.show(COLUMNS, ROWS, cells, 0);
        assertTrue(out.toString().contains("\u2554\033[0;97;44mx"), out.toString());
    }

    private void show(ScreenMirror mirror, int cursorRow, String... rows) {
        mirror.show(COLUMNS, ROWS, cells(rows), cursorRow * COLUMNS);
    }

    private static byte[] cells(String... rows) {
        byte[] cells = new byte[COLUMNS * ROWS * 2];
        for (int i = 0; i < cells.length; i += 2) {
            cells[i] = ' ';
            cells[i + 1] = 7;
        }
        for (int row = 0; row < rows.length; row++) {
            byte[] text = rows[row].getBytes(Charset.forName("IBM437"));
            for (int i = 0; i < text.length; i++) {
                cells[(row * COLUMNS + i) * 2] = text[i];
            }
        }
        return Arrays.copyOf(cells, cells.length);
    }
}
