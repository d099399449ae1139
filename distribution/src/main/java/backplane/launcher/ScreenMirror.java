package backplane.launcher;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Turns the guest's text screens into terminal output. On a tty the screen is a region below what was printed before:
 * it grows to the rows in use, follows scrolling and is repaired row by row. Elsewhere finished rows come out as
 * lines, once.
 */
final class ScreenMirror {
    private static final Charset CODE_PAGE = Charset.forName("IBM437");
    private static final int[] ANSI = {0, 4, 2, 6, 1, 5, 3, 7};
    private static final int GREY_ON_BLACK = 0x07;

    private final boolean tty;
    private final Consumer<String> out;
    private final int window;
    private String[] before = new String[0];
    /** Rows of the region, or rows already printed as lines. */
    private int rows;

    private int row;

    /**
     * Makes a mirror.
     *
     * @param window rows that the terminal can show at once
     */
    ScreenMirror(boolean tty, int window, Consumer<String> out) {
        this.tty = tty;
        this.window = Math.max(2, window);
        this.out = out;
    }

    /** Shows a screen; cells as in {@link backplane.host.Terminal#show}. */
    void show(int columns, int height, byte[] cells, int cursor) {
        String[] now = new String[height];
        for (int i = 0; i < height; i++) {
            now[i] = text(cells, i * columns, columns);
        }
        int cursorRow = cursor < 0 || cursor >= columns * height ? -1 : cursor / columns;
        if (tty) {
            paint(now, cursorRow, cursorRow < 0 ? 0 : cursor % columns);
        } else {
            flow(now, cursorRow);
        }
        before = now;
    }

    /** Prints what is still held back, and leaves the region. */
    void finish() {
        if (tty) {
            StringBuilder text = new StringBuilder();
            if (rows > 0) {
                move(text, rows - 1);
                text.append("\r\n");
            }
            out.accept(text.toString());
        } else {
            lines(before, rows, used(before));
        }
        before = new String[0];
        rows = 0;
        row = 0;
    }

    private void flow(String[] now, int cursorRow) {
        int scrolled = scrolled(now);
        if (scrolled > 0) {
            lines(before, rows, scrolled);
            rows = Math.max(0, rows - scrolled);
        }
        for (int i = 0; i < rows; i++) {
            if (i + scrolled >= before.length || !now[i].equals(before[i + scrolled])) {
                rows = i;
            }
        }
        int done = cursorRow < 0 ? used(now) : Math.min(cursorRow, used(now));
        lines(now, rows, done);
        rows = Math.max(rows, done);
    }

    private void lines(String[] screen, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(screen[i]).append('\n');
        }
        if (text.length() > 0) {
            out.accept(text.toString());
        }
    }

    private void paint(String[] now, int cursorRow, int cursorColumn) {
        StringBuilder text = new StringBuilder("\033[?25l");
        int scrolled = scrolled(now);
        if (scrolled > 0 && rows > 0) {
            move(text, rows - 1);
            text.append("\n".repeat(scrolled));
            before = Arrays.copyOfRange(before, scrolled, before.length + scrolled);
            Arrays.fill(before, before.length - scrolled, before.length, "");
        }
        int needed = Math.max(rows, Math.max(used(now), cursorRow + 1));
        while (rows < needed) {
            if (rows > 0) {
                move(text, rows - 1);
                text.append('\n');
                row = rows;
            }
            rows++;
        }
        for (int i = Math.max(0, rows - window); i < rows; i++) {
            if (i >= before.length ? !now[i].isEmpty() : !now[i].equals(before[i])) {
                move(text, i);
                text.append('\r').append(now[i]).append("\033[0m\033[K");
            }
        }
        if (cursorRow >= 0) {
            move(text, cursorRow);
            text.append("\033[").append(cursorColumn + 1).append("G\033[?25h");
        }
        out.accept(text.toString());
    }

    private void move(StringBuilder text, int to) {
        if (to < row) {
            text.append("\033[").append(row - to).append('A');
        } else if (to > row) {
            text.append("\033[").append(to - row).append('B');
        }
        row = to;
    }

    /** By how many rows the screen has moved up since the last one, 0 when that is not what happened. */
    private int scrolled(String[] now) {
        int used = used(before);
        if (before.length != now.length || used < 2 || Arrays.equals(before, now)) {
            return 0;
        }
        int best = 0;
        int bestScore = score(now, 0, used);
        for (int by = 1; by < used; by++) {
            int score = score(now, by, used);
            if (score > bestScore) {
                best = by;
                bestScore = score;
            }
        }
        return best;
    }

    private int score(String[] now, int by, int used) {
        int equal = 0;
        for (int i = by; i < used; i++) {
            if (!before[i].isEmpty() && before[i].equals(now[i - by])) {
                equal++;
            }
        }
        return equal;
    }

    private static int used(String[] screen) {
        int used = screen.length;
        while (used > 0 && screen[used - 1].isEmpty()) {
            used--;
        }
        return used;
    }

    private String text(byte[] cells, int first, int columns) {
        byte[] characters = new byte[columns];
        int length = 0;
        for (int i = 0; i < columns; i++) {
            int c = cells[(first + i) * 2] & 0xff;
            int attribute = cells[(first + i) * 2 + 1] & 0xff;
            characters[i] = (byte) (c < ' ' || c == 0x7f ? (c == 0 || c == 0x7f ? ' ' : '.') : c);
            if (characters[i] != ' ' || tty && (attribute & 0x70) != 0) {
                length = i + 1;
            }
        }
        String plain = new String(characters, 0, length, CODE_PAGE);
        return tty ? coloured(plain, cells, first) : plain;
    }

    private static String coloured(String plain, byte[] cells, int first) {
        StringBuilder text = new StringBuilder(plain.length());
        int current = GREY_ON_BLACK;
        for (int i = 0; i < plain.length(); i++) {
            int attribute = cells[(first + i) * 2 + 1] & 0xff;
            if (attribute != current) {
                current = attribute;
                text.append(colour(attribute));
            }
            text.append(plain.charAt(i));
        }
        return current == GREY_ON_BLACK
                ? text.toString()
                : text.append("\033[0m").toString();
    }

    private static String colour(int attribute) {
        if ((attribute & 0x7f) == GREY_ON_BLACK) {
            return "\033[0m";
        }
        int foreground = ANSI[attribute & 7] + ((attribute & 8) != 0 ? 90 : 30);
        return "\033[0;" + foreground + ";" + (ANSI[attribute >> 4 & 7] + 40) + "m";
    }
}
