package backplane.console;

import backplane.api.chardev.Chardev;
import backplane.host.Terminal;

/** The terminal's keys as scan codes. */
public final class KeyboardStream implements Chardev {
    private final Terminal terminal;

    public KeyboardStream(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void connect(Receiver receiver) {
        if (receiver == null) {
            terminal.guest(null);
        } else {
            Keyboard keyboard = new Keyboard(receiver);
            terminal.guest(keyboard::type);
        }
    }

    @Override
    public void write(byte[] from, int at, int count) {
        // What a controller tells its keyboard, the lights for one, has no meaning here.
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }
}
