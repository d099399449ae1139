package backplane.launcher;

import backplane.host.Launch;
import backplane.host.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jline.terminal.Attributes;
import org.jline.terminal.TerminalBuilder;

/** The terminal this process was started on. Opened before the framework, and the only owner of raw mode. */
final class HostTerminal implements Terminal, AutoCloseable {
    private static final int CTRL_A = 1;
    private final Launch launch;
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ShellInput shellIn = new ShellInput();
    private final ShellOutput shellOut = new ShellOutput();
    private final org.jline.terminal.Terminal jline;
    private final Attributes before;
    private final ScreenMirror mirror;
    private boolean screenUsed;
    private Receiver guest;
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private Runnable startShell;
    private boolean shell;
    private boolean escape;

    private HostTerminal(Launch launch, org.jline.terminal.Terminal jline) {
        this.launch = launch;
        this.jline = jline;
        before = jline == null ? null : jline.enterRawMode();
        if (jline != null) {
            // Ctrl-C, Ctrl-Z and Ctrl-\ are keys of the guest's, or of the shell's: Ctrl-A x ends.
            Attributes raw = jline.getAttributes();
            raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
            jline.setAttributes(raw);
        }
        // Commands may be piped in before there is a shell to take them.
        shell = launch.command().equals("shell");
        mirror = new ScreenMirror(jline != null, rows(), this::print);
    }

    /** Opens it: raw mode when both ends are a tty, as the launcher script has found out. */
    static HostTerminal open(Launch launch, PrintStream err) {
        org.jline.terminal.Terminal jline = null;
        if (Boolean.getBoolean("backplane.tty")) {
            try {
                // The type is the shell's business; JLine would not make one raw that calls itself dumb.
                jline = TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .type("ansi")
                        .build();
            } catch (IOException | IllegalStateException e) {
                err.println("backplane: the terminal cannot be made raw, so that Ctrl-C ends Backplane and keys"
                        + " come by lines: " + e.getMessage());
            }
        }
        HostTerminal terminal = new HostTerminal(launch, jline);
        Thread reader = new Thread(terminal::readInput, "backplane-input");
        reader.setDaemon(true);
        reader.start();
        return terminal;
    }

    @Override
    public boolean interactive() {
        return jline != null;
    }

    @Override
    public int columns() {
        return jline == null || jline.getWidth() <= 0 ? 80 : jline.getWidth();
    }

    @Override
    public int rows() {
        return jline == null || jline.getHeight() <= 0 ? 24 : jline.getHeight();
    }

    @Override
    public synchronized void println(String line) {
        leaveScreen();
        print(line + '\n');
    }

    @Override
    public synchronized void write(byte[] from, int at, int count) {
        if (shell && jline != null) {
            return;
        }
        leaveScreen();
        put(from, at, count);
    }

    @Override
    public synchronized void show(int columns, int rows, byte[] cells, int cursor) {
        if (shell) {
            return;
        }
        screenUsed = true;
        mirror.show(columns, rows, cells, cursor);
    }

    private void leaveScreen() {
        if (screenUsed) {
            screenUsed = false;
            mirror.finish();
        }
    }

    /** In raw mode a line feed does not return the carriage. */
    private void print(String text) {
        byte[] bytes = (jline == null ? text : text.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8);
        put(bytes, 0, bytes.length);
    }

    private void put(byte[] from, int at, int count) {
        try {
            out.write(from, at, count);
        } catch (IOException e) {
            // The reader of our pipe is gone. The guest goes on: it may have a disk to finish.
            return;
        }
    }

    @Override
    public void guest(Receiver receiver) {
        synchronized (unread) {
            guest = receiver;
            while (guest != null && !unread.isEmpty()) {
                byte[] early = unread.remove();
                guest.receive(early, 0, early.length);
            }
        }
    }

    @Override
    public void onShell(Runnable start) {
        startShell = start;
    }

    @Override
    public void focusShell(boolean toShell) {
        synchronized (this) {
            if (toShell) {
                leaveScreen();
            }
            shell = toShell;
        }
        Runnable start = startShell;
        if (toShell && start != null) {
            startShell = null;
            start.run();
        }
    }

    @Override
    public InputStream shellIn() {
        return shellIn;
    }

    @Override
    public OutputStream shellOut() {
        return shellOut;
    }

    @Override
    public synchronized void close() {
        leaveScreen();
        if (jline != null) {
            jline.setAttributes(before);
            try {
                jline.close();
            } catch (IOException e) {
                e.printStackTrace();
            }
        }
    }

    private void readInput() {
        byte[] buffer = new byte[1024];
        try (InputStream in = jline == null ? new FileInputStream(FileDescriptor.in) : jline.input()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                take(buffer, n);
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        shellIn.end();
    }

    private void take(byte[] bytes, int count) {
        int from = 0;
        for (int i = 0; jline != null && i < count; i++) {
            if (escape) {
                escape = false;
                from = command(bytes[i]) ? i + 1 : i;
            } else if (bytes[i] == CTRL_A) {
                deliver(bytes, from, i - from);
                escape = true;
                from = i + 1;
            }
        }
        deliver(bytes, from, count - from);
    }

    /** Returns whether the key was one for us; Ctrl-A and keys without a meaning go on to whoever has the focus. */
    private boolean command(byte key) {
        switch (key) {
            case 'c' -> focusShell(!shell);
            case 'x' -> launch.end(0, "");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void deliver(byte[] bytes, int at, int count) {
        if (count <= 0) {
            return;
        }
        if (shell) {
            shellIn.add(bytes, at, count);
            return;
        }
        synchronized (unread) {
            if (guest != null) {
                guest.receive(bytes, at, count);
            } else {
                byte[] early = new byte[count];
                System.arraycopy(bytes, at, early, 0, count);
                unread.add(early);
            }
        }
    }

    /** The shell's end of the keyboard. */
    private static final class ShellInput extends InputStream {
        private final Deque<Integer> bytes = new ArrayDeque<>();
        private boolean ended;

        synchronized void add(byte[] from, int at, int count) {
            for (int i = 0; i < count; i++) {
                bytes.add(from[at + i] & 0xff);
            }
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        @Override
        public synchronized int read() throws IOException {
            while (bytes.isEmpty() && !ended) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new java.io.InterruptedIOException();
                }
            }
            return bytes.isEmpty() ? -1 : bytes.remove();
        }

        @Override
        public synchronized int read(byte[] to, int at, int count) throws IOException {
            int first = count == 0 ? 0 : read();
            if (first < 0 || count == 0) {
                return first;
            }
            to[at] = (byte) first;
            int n = 1;
            while (n < count && !bytes.isEmpty()) {
                to[at + n++] = (byte) (int) bytes.remove();
            }
            return n;
        }

        @Override
        public synchronized int available() {
            return bytes.size();
        }
    }

    /** The shell's end of the screen. */
    private final class ShellOutput extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int count) {
            synchronized (HostTerminal.this) {
                leaveScreen();
                put(from, at, count);
            }
        }
    }
}
