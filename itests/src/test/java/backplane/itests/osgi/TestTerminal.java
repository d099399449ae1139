package backplane.itests.osgi;

import backplane.host.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A terminal that keeps what is printed. */
final class TestTerminal implements Terminal {
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream guest = new ByteArrayOutputStream();

    /** What the guest has written, each byte as the character of its number. */
    String guest() {
        return guest.toString(StandardCharsets.ISO_8859_1);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public int columns() {
        return 80;
    }

    @Override
    public int rows() {
        return 25;
    }

    @Override
    public synchronized void println(String line) {
        lines.add(line);
    }

    @Override
    public void write(byte[] from, int at, int count) {
        guest.write(from, at, count);
    }

    @Override
    public void show(int columns, int rows, byte[] cells, int cursor) {
        // Tests look at what the guest writes to its ports.
    }

    @Override
    public void guest(Receiver receiver) {
        // Nothing is typed.
    }

    @Override
    public void onShell(Runnable start) {
        // Nobody switches to the shell.
    }

    @Override
    public void focusShell(boolean shell) {
        // The guest keeps the focus.
    }

    @Override
    public InputStream shellIn() {
        return InputStream.nullInputStream();
    }

    @Override
    public OutputStream shellOut() {
        return OutputStream.nullOutputStream();
    }
}
