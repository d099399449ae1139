package backplane.firmware.builtin;

/** Scan codes (set 1) to the characters of a US keyboard, and the buffer at 40:1E. */
final class Keyboard {
    private static final int EXTENDED = 0xe0;
    private static final int RELEASE = 0x80;
    private static final int DELETE = 0x53;

    /** Unshifted and shifted characters of scan codes 02 to 35; 0 for none. */
    private static final String PLAIN = "1234567890-=\b\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./";

    private static final String SHIFTED = "!@#$%^&*()_+\b\0QWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?";

    /** Keypad characters with Num Lock, scan codes 47 to 53. */
    private static final String KEYPAD = "789-456+1230.";

    // shift flags at 40:17
    private static final int RIGHT_SHIFT = 0x01;
    private static final int LEFT_SHIFT = 0x02;
    private static final int CTRL = 0x04;
    private static final int ALT = 0x08;
    private static final int SCROLL_LOCK = 0x10;
    private static final int NUM_LOCK = 0x20;
    private static final int CAPS_LOCK = 0x40;
    private static final int INSERT = 0x80;

    /** Bit in 40:96: the last code was E0. */
    private static final int LAST_E0 = 0x02;

    private final BiosMemory memory;
    private final Chipset chipset;

    Keyboard(BiosMemory memory, Chipset chipset) {
        this.memory = memory;
        this.chipset = chipset;
    }

    /** A byte from the keyboard. */
    void scan(int code) {
        int type = memory.read8(BiosMemory.KEYBOARD_TYPE);
        if (code == EXTENDED) {
            memory.write8(BiosMemory.KEYBOARD_TYPE, type | LAST_E0);
            return;
        }
        boolean extended = (type & LAST_E0) != 0;
        memory.write8(BiosMemory.KEYBOARD_TYPE, type & ~LAST_E0);
        if (code == 0xfa || code == 0xfe || code == 0xaa && !extended && shiftUp() || code == 0xe1 || code == 0) {
            return;
        }
        boolean down = (code & RELEASE) == 0;
        int key = code & ~RELEASE;
        if (!modifier(key, down, extended) && down) {
            press(key, extended);
        }
    }

    /** AA is the keyboard's self-test reply, and the release of the left shift key: that only while it is down. */
    private boolean shiftUp() {
        return (flags() & LEFT_SHIFT) == 0;
    }

    private int flags() {
        return memory.read8(BiosMemory.SHIFT_FLAGS);
    }

    private boolean modifier(int key, boolean down, boolean extended) {
        int bit = switch (key) {
            case 0x2a -> LEFT_SHIFT;
            case 0x36 -> RIGHT_SHIFT;
            case 0x1d -> CTRL;
            case 0x38 -> ALT;
            default -> 0;
        };
        if (bit != 0) {
            if (!extended || bit == CTRL || bit == ALT) {
                memory.write8(BiosMemory.SHIFT_FLAGS, down ? flags() | bit : flags() & ~bit);
            }
            return true;
        }
        int lock = switch (key) {
            case 0x3a -> CAPS_LOCK;
            case 0x45 -> NUM_LOCK;
            case 0x46 -> SCROLL_LOCK;
            default -> 0;
        };
        if (lock != 0 && !extended) {
            int flags2 = memory.read8(BiosMemory.SHIFT_FLAGS2);
            if (down && (flags2 & lock) == 0) {
                memory.write8(BiosMemory.SHIFT_FLAGS, flags() ^ lock);
            }
            memory.write8(BiosMemory.SHIFT_FLAGS2, down ? flags2 | lock : flags2 & ~lock);
            return true;
        }
        return false;
    }

    private void press(int key, boolean extended) {
        int flags = flags();
        if (key == DELETE && (flags & (CTRL | ALT)) == (CTRL | ALT)) {
            chipset.resetMachine();
            return;
        }
        if (key == 0x52 && (flags & (CTRL | ALT)) == 0 && (extended || (flags & NUM_LOCK) == 0)) {
            memory.write8(BiosMemory.SHIFT_FLAGS, flags ^ INSERT);
        }
        int code = extended ? extendedCode(key, flags) : code(key, flags);
        if (code != 0) {
            enqueue(code);
        }
    }

    private static int extendedCode(int key, int flags) {
        if (key == 0x1c) {
            return (flags & ALT) != 0 ? 0xa600 : (flags & CTRL) != 0 ? 0xe00a : 0xe00d;
        }
        if (key == 0x35) {
            return (flags & ALT) != 0 ? 0xa400 : (flags & CTRL) != 0 ? 0x9500 : 0xe02f;
        }
        if (key < 0x47 || key > 0x53) {
            return 0;
        }
        return (flags & ALT) != 0
                ? key + 0x50 << 8
                : (flags & CTRL) != 0 ? controlled(key) << 8 | 0xe0 : key << 8 | 0xe0;
    }

    private static int code(int key, int flags) {
        if (key == 0x01) {
            return (flags & ALT) != 0 ? 0x0100 : 0x011b;
        }
        if (key == 0x39) {
            return 0x3920;
        }
        if (key >= 0x3b && key <= 0x44) {
            return function(key - 0x3b, 0x3b, 0x54, 0x5e, 0x68, flags);
        }
        if (key == 0x57 || key == 0x58) {
            return function(key - 0x57, 0x85, 0x87, 0x89, 0x8b, flags);
        }
        if (key >= 0x47 && key <= 0x53) {
            return keypad(key, flags);
        }
        if (key == 0x37) {
            return (flags & (CTRL | ALT)) != 0 ? 0 : 0x372a;
        }
        return key >= 2 && key <= 0x35 ? character(key, flags) : 0;
    }

    private static int function(int index, int plain, int shift, int ctrl, int alt, int flags) {
        int base = (flags & ALT) != 0
                ? alt
                : (flags & CTRL) != 0 ? ctrl : (flags & (LEFT_SHIFT | RIGHT_SHIFT)) != 0 ? shift : plain;
        return base + index << 8;
    }

    private static int keypad(int key, int flags) {
        char digit = KEYPAD.charAt(key - 0x47);
        boolean shift = (flags & (LEFT_SHIFT | RIGHT_SHIFT)) != 0;
        boolean number = (flags & NUM_LOCK) != 0 != shift;
        if ((flags & ALT) != 0) {
            return 0;
        }
        if ((flags & CTRL) != 0) {
            return controlled(key) << 8;
        }
        return digit == '-' || digit == '+' || number ? key << 8 | digit : key << 8;
    }

    private static int controlled(int key) {
        return switch (key) {
            case 0x47 -> 0x77;
            case 0x48 -> 0x8d;
            case 0x49 -> 0x84;
            case 0x4b -> 0x73;
            case 0x4d -> 0x74;
            case 0x4f -> 0x75;
            case 0x50 -> 0x91;
            case 0x51 -> 0x76;
            case 0x52 -> 0x92;
            case 0x53 -> 0x93;
            default -> 0;
        };
    }

    private static int character(int key, int flags) {
        int plain = PLAIN.charAt(key - 2);
        if (plain == 0) {
            return 0;
        }
        boolean letter = plain >= 'a' && plain <= 'z';
        if ((flags & ALT) != 0) {
            return key >= 2 && key <= 0x0d ? key + 0x76 << 8 : key << 8;
        }
        if ((flags & CTRL) != 0) {
            return control(key, plain, letter);
        }
        boolean shift = (flags & (LEFT_SHIFT | RIGHT_SHIFT)) != 0;
        boolean upper = letter && (flags & CAPS_LOCK) != 0 ? !shift : shift;
        int c = upper ? SHIFTED.charAt(key - 2) : plain;
        return key << 8 | c;
    }

    private static int control(int key, int plain, boolean letter) {
        if (letter) {
            return key << 8 | plain - 'a' + 1;
        }
        return switch (plain) {
            case '2' -> 0x0300;
            case '6' -> 0x071e;
            case '-' -> 0x0c1f;
            case '[' -> 0x1a1b;
            case ']' -> 0x1b1d;
            case '\\' -> 0x2b1c;
            case '\r' -> 0x1c0a;
            case '\b' -> 0x0e7f;
            case '\t' -> 0x9400;
            default -> 0;
        };
    }

    /** The key that types a character, as INT 16h has it. */
    static int ofCharacter(int c) {
        switch (c) {
            case '\n' -> {
                return 0x1c0d;
            }
            case 0x1b -> {
                return 0x011b;
            }
            case 0x7f -> {
                return 0x0e08;
            }
            case ' ' -> {
                return 0x3920;
            }
            default -> {
                int at = PLAIN.indexOf(c);
                at = at < 0 ? SHIFTED.indexOf(c) : at;
                if (at < 0 && c >= 1 && c <= 26) {
                    at = PLAIN.indexOf(c + 'a' - 1);
                }
                return at < 0 ? c : at + 2 << 8 | c;
            }
        }
    }

    /** Puts a key into the buffer; false when it is full. */
    boolean enqueue(int code) {
        int tail = memory.read16(BiosMemory.KEY_TAIL);
        int next = after(tail);
        if (next == memory.read16(BiosMemory.KEY_HEAD)) {
            return false;
        }
        memory.write16(BiosMemory.COM_PORTS + tail, code);
        memory.write16(BiosMemory.KEY_TAIL, next);
        return true;
    }

    /** The first key in the buffer, or 0. */
    int peek() {
        int head = memory.read16(BiosMemory.KEY_HEAD);
        return head == memory.read16(BiosMemory.KEY_TAIL) ? 0 : memory.read16(BiosMemory.COM_PORTS + head);
    }

    void drop() {
        memory.write16(BiosMemory.KEY_HEAD, after(memory.read16(BiosMemory.KEY_HEAD)));
    }

    private int after(int pointer) {
        int next = pointer + 2;
        return next >= memory.read16(BiosMemory.KEY_BUFFER_END) ? memory.read16(BiosMemory.KEY_BUFFER_START) : next;
    }

    int shiftFlags() {
        return flags();
    }

    int shiftFlags2() {
        return memory.read8(BiosMemory.SHIFT_FLAGS2);
    }
}
