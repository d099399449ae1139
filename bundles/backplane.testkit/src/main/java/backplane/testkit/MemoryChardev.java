package backplane.testkit;

import backplane.api.chardev.Chardev;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The host end of a byte stream, in memory. */
public final class MemoryChardev implements Chardev {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Receiver receiver;

    @Override
    public void connect(Receiver r) {
        receiver = r;
    }

    @Override
    public synchronized void write(byte[] from, int at, int count) {
        sent.write(from, at, count);
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    /** All that the guest has sent, a character per byte. */
    public synchronized String sent() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    /** Gives the guest input, a byte per character. */
    public void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (receiver != null) {
            receiver.receive(bytes, 0, bytes.length);
        }
    }

    /** Whether a card listens. */
    public boolean connected() {
        return receiver != null;
    }
}
