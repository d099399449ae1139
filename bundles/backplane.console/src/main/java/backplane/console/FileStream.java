package backplane.console;

import backplane.api.chardev.Chardev;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Guest output in a file, from its beginning. Each write goes straight there: who watches the file sees the prompt at which
 * the guest waits, and a killed process has lost nothing.
 */
public final class FileStream implements Chardev, AutoCloseable {
    private final OutputStream out;

    /** Fails with a message for the user when the file cannot be written. */
    public FileStream(String path) {
        try {
            out = new FileOutputStream(path);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(
                    "cannot write " + e.getMessage() + "; name a file in a folder that exists", e);
        }
    }

    @Override
    public void connect(Receiver receiver) {
        // A file says nothing.
    }

    @Override
    public synchronized void write(byte[] from, int at, int count) {
        try {
            out.write(from, at, count);
        } catch (IOException e) {
            lost(e);
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    private static void lost(IOException e) {
        System.getLogger(FileStream.class.getName()).log(System.Logger.Level.ERROR, "guest output is lost", e);
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            lost(e);
        }
    }
}
