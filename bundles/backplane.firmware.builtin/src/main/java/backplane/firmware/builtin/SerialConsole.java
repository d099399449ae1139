package backplane.firmware.builtin;

import backplane.core.PortMap;

/** COM1 as screen and keyboard of a machine without them ({@code nographic=on}). */
final class SerialConsole {
    private static final int DATA = 0x3f8;
    private static final int INTERRUPTS = DATA + 1;
    private static final int FIFO = DATA + 2;
    private static final int LINE = DATA + 3;
    private static final int MODEM = DATA + 4;
    private static final int STATUS = DATA + 5;
    private static final int READY = 0x01;
    private static final int EMPTY = 0x20;
    /** Polls before a byte is dropped: a modelled UART takes it at once. */
    private static final int PATIENCE = 64;

    private final PortMap ports;
    private final boolean on;

    /** Cursor where the terminal has it, -1 for unknown. */
    private int row = -1;

    private int column = -1;
    /** Escape sequence being received: 0 none, 1 after ESC, 2 after ESC [. */
    private int escape;

    SerialConsole(PortMap ports, boolean on) {
        this.ports = ports;
        this.on = on;
    }

    boolean on() {
        return on;
    }

    void initialise() {
        if (!on) {
            return;
        }
        ports.out8(INTERRUPTS, 0);
        ports.out8(LINE, 0x83);
        ports.out8(DATA, 1);
        ports.out8(INTERRUPTS, 0);
        ports.out8(LINE, 0x03);
        ports.out8(FIFO, 0x01);
        ports.out8(MODEM, 0x03);
        row = -1;
        column = -1;
    }

    /** A character of a teletype: control characters do what they say. */
    void teletype(int c) {
        if (!on) {
            return;
        }
        send(c);
        row = -1;
    }

    /** A character at a place on the screen. */
    void put(int atRow, int atColumn, int c) {
        if (!on) {
            return;
        }
        if (atRow != row || atColumn != column) {
            text("\033[" + (atRow + 1) + ";" + (atColumn + 1) + "H");
        }
        send(c < ' ' ? ' ' : c);
        row = atRow;
        column = atColumn + 1;
    }

    void clear() {
        if (on) {
            text("\033[2J\033[H");
            row = 0;
            column = 0;
        }
    }

    private void text(String s) {
        for (int i = 0; i < s.length(); i++) {
            send(s.charAt(i));
        }
    }

    private void send(int c) {
        for (int i = 0; i < PATIENCE && (ports.in8(STATUS) & EMPTY) == 0; i++) {
            continue;
        }
        ports.out8(DATA, c & 0xff);
    }

    /** A key as INT 16h has it, scan code * 256 + character, or 0 when none came. */
    int key() {
        while (on && (ports.in8(STATUS) & READY) != 0 && ports.in8(STATUS) != 0xff) {
            int key = decode(ports.in8(DATA));
            if (key != 0) {
                return key;
            }
        }
        return 0;
    }

    private int decode(int c) {
        switch (escape) {
            case 1 -> {
                escape = c == '[' || c == 'O' ? 2 : 0;
                return escape == 2 ? 0 : Keyboard.ofCharacter(c);
            }
            case 2 -> {
                escape = 0;
                return switch (c) {
                    case 'A' -> 0x4800;
                    case 'B' -> 0x5000;
                    case 'C' -> 0x4d00;
                    case 'D' -> 0x4b00;
                    case 'H' -> 0x4700;
                    case 'F' -> 0x4f00;
                    default -> 0;
                };
            }
            default -> {
                if (c == 0x1b && (ports.in8(STATUS) & READY) != 0) {
                    escape = 1;
                    return 0;
                }
                return Keyboard.ofCharacter(c);
            }
        }
    }
}
