package backplane.testkit;

import backplane.api.display.Display;
import backplane.api.display.Frame;

/** A screen that keeps a copy of the latest frame. */
public final class MemoryDisplay implements Display {
    private Frame frame;
    private int frames;

    @Override
    public void show(Frame f) {
        frames++;
        frame = new Frame(
                f.columns(),
                f.rows(),
                f.cells().clone(),
                f.cursor(),
                f.width(),
                f.height(),
                f.pixels().clone());
    }

    /** The latest frame, or null. */
    public Frame frame() {
        return frame;
    }

    /** How many frames came. */
    public int frames() {
        return frames;
    }

    /** A row of the text screen without trailing spaces; non-ASCII characters as dots. */
    public String row(int row) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < frame.columns(); column++) {
            int c = frame.cells()[(row * frame.columns() + column) * 2] & 0xff;
            text.append(c == 0 ? ' ' : c < 32 || c > 126 ? '.' : (char) c);
        }
        return text.toString().stripTrailing();
    }

    /** All rows of the text screen; nothing before the first frame and in graphics modes. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; frame != null && row < frame.rows(); row++) {
            text.append(row(row)).append('\n');
        }
        return text.toString();
    }
}
