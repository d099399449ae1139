package backplane.host;

import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The terminal the program was started on, shared by guest and shell; a service. One of them has the focus and gets
 * what is typed; Ctrl-A c switches, Ctrl-A x ends the program, Ctrl-A Ctrl-A is Ctrl-A. Without a tty there is no raw
 * mode and no Ctrl-A, and the end of the input ends nothing. Any thread may call it.
 */
@ProviderType
public interface Terminal {
    /** Whether both ends are a tty, in raw mode. */
    boolean interactive();

    int columns();

    int rows();

    /** Prints a line of the program's own. */
    void println(String line);

    /** Writes guest output as it is. */
    void write(byte[] from, int at, int count);

    /**
     * Shows the guest's text screen below what has been printed before.
     *
     * @param cells character (code page 437) and attribute per cell, row by row; copied
     * @param cursor index of the cell with the cursor, -1 for none
     */
    void show(int columns, int rows, byte[] cells, int cursor);

    /** Where typed bytes go while the guest has the focus; null for nowhere. The receiver must not block. */
    void guest(Receiver receiver);

    /** What to do when the shell gets the focus for the first time. */
    void onShell(Runnable start);

    /** Gives the focus to the shell, or back to the guest. */
    void focusShell(boolean shell);

    /** What is typed while the shell has the focus. */
    InputStream shellIn();

    OutputStream shellOut();

    /** Takes typed bytes. */
    @FunctionalInterface
    interface Receiver {
        void receive(byte[] from, int at, int count);
    }
}
