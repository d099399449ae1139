package backplane.console;

import backplane.api.chardev.Chardev;
import backplane.host.Terminal;

/** The terminal as a byte stream, {@code stdio}. */
public final class TerminalStream implements Chardev {
    private final Terminal terminal;
    private final boolean input;

    /**
     * Makes a stream.
     *
     * @param input whether it takes what is typed; a stream that only prints leaves that to the keyboard
     */
    public TerminalStream(Terminal terminal, boolean input) {
        this.terminal = terminal;
        this.input = input;
    }

    @Override
    public void connect(Receiver receiver) {
        if (input) {
            terminal.guest(receiver == null ? null : receiver::receive);
        }
    }

    @Override
    public void write(byte[] from, int at, int count) {
        terminal.write(from, at, count);
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }
}
