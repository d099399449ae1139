package backplane.console;

import backplane.api.chardev.Chardev;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Turns terminal input into presses and releases of keys of a US keyboard. */
public final class Keyboard {
    private static final int ESC = 0x1b;
    private static final int BREAK = 0x80;
    private static final int EXTENDED = 0xe0;
    private static final int CTRL = 0x1d;
    private static final int SHIFT = 0x2a;
    private static final int ALT = 0x38;
    private static final int ENTER = 0x1c;
    private static final int BACKSPACE = 0x0e;
    private static final int ESCAPE = 0x01;

    /** Keys by scan code: the character alone and with shift; blanks where there is none. */
    private static final String PLAIN = "  1234567890-=  qwertyuiop[]  asdfghjkl;'` \\zxcvbnm,./";

    private static final String SHIFTED = "  !@#$%^&*()_+  QWERTYUIOP{}  ASDFGHJKL:\"~ |ZXCVBNM<>?";

    /** Escape sequences of xterm and the Linux console after ESC; extended keys have bit 8 set. */
    private static final Map<String, Integer> SEQUENCES = sequences();

    private final Chardev.Receiver to;

    public Keyboard(Chardev.Receiver to) {
        this.to = to;
    }

    /** Takes terminal input. */
    public void type(byte[] from, int at, int count) {
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        int end = at + count;
        int i = at;
        while (i < end) {
            int c = from[i++] & 0xff;
            if (c != ESC) {
                character(codes, c);
            } else if (i == end) {
                press(codes, ESCAPE);
            } else {
                i = sequence(codes, from, i, end);
            }
        }
        byte[] result = codes.toByteArray();
        if (result.length > 0) {
            to.receive(result, 0, result.length);
        }
    }

    private static int sequence(ByteArrayOutputStream codes, byte[] from, int at, int end) {
        for (int length = Math.min(4, end - at); length > 1; length--) {
            Integer key = SEQUENCES.get(new String(from, at, length, StandardCharsets.ISO_8859_1));
            if (key != null) {
                press(codes, key);
                return at + length;
            }
        }
        codes.write(ALT);
        character(codes, from[at] & 0xff);
        codes.write(ALT | BREAK);
        return at + 1;
    }

    private static void character(ByteArrayOutputStream codes, int c) {
        switch (c) {
            case '\r', '\n' -> press(codes, ENTER);
            case '\b', 0x7f -> press(codes, BACKSPACE);
            case '\t' -> press(codes, 0x0f);
            case ' ' -> press(codes, 0x39);
            default -> {
                if (c < ' ') {
                    with(codes, CTRL, PLAIN.indexOf(Character.toLowerCase(c | 0x40)));
                } else if (PLAIN.indexOf(c) > 0) {
                    press(codes, PLAIN.indexOf(c));
                } else if (SHIFTED.indexOf(c) > 0) {
                    with(codes, SHIFT, SHIFTED.indexOf(c));
                }
            }
        }
    }

    private static void with(ByteArrayOutputStream codes, int modifier, int key) {
        if (key > 0) {
            codes.write(modifier);
            press(codes, key);
            codes.write(modifier | BREAK);
        }
    }

    private static void press(ByteArrayOutputStream codes, int key) {
        boolean extended = key > 0xff;
        if (extended) {
            codes.write(EXTENDED);
        }
        codes.write(key & 0x7f);
        if (extended) {
            codes.write(EXTENDED);
        }
        codes.write(key & 0x7f | BREAK);
    }

    private static Map<String, Integer> sequences() {
        Map<String, Integer> keys = new HashMap<>();
        String[] arrows = {"A", "B", "C", "D", "H", "F"};
        int[] codes = {0x48, 0x50, 0x4d, 0x4b, 0x47, 0x4f};
        for (int i = 0; i < arrows.length; i++) {
            keys.put("[" + arrows[i], 0x100 | codes[i]);
            keys.put("O" + arrows[i], 0x100 | codes[i]);
        }
        int[] numbered = {1, 0x47, 2, 0x52, 3, 0x53, 4, 0x4f, 5, 0x49, 6, 0x51, 7, 0x47, 8, 0x4f};
        for (int i = 0; i < numbered.length; i += 2) {
            keys.put("[" + numbered[i] + "~", 0x100 | numbered[i + 1]);
        }
        int[] functions = {11, 12, 13, 14, 15, 17, 18, 19, 20, 21};
        for (int i = 0; i < functions.length; i++) {
            keys.put("[" + functions[i] + "~", 0x3b + i);
        }
        keys.put("[23~", 0x57);
        keys.put("[24~", 0x58);
        for (int i = 0; i < 4; i++) {
            keys.put("O" + (char) ('P' + i), 0x3b + i);
        }
        return keys;
    }
}
