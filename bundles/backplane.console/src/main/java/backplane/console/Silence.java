package backplane.console;

import backplane.api.chardev.Chardev;
import backplane.api.display.Display;
import backplane.api.display.Frame;

/** A stream or screen that nobody looks at. */
public final class Silence implements Chardev, Display {
    @Override
    public void connect(Receiver receiver) {
        // Nobody types.
    }

    @Override
    public void write(byte[] from, int at, int count) {
        // Nobody reads.
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void show(Frame frame) {
        // Nobody looks.
    }
}
