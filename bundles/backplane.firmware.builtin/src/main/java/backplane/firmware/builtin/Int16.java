package backplane.firmware.builtin;

/** Keyboard services. */
final class Int16 implements Service {
    private static final int GREY_PREFIX = 0xe0;

    private final Keyboard keyboard;
    private final SerialConsole serial;

    Int16(Keyboard keyboard, SerialConsole serial) {
        this.keyboard = keyboard;
        this.serial = serial;
    }

    @Override
    public Result call(Call c) {
        switch (c.ah()) {
            case 0x00 -> {
                return read(c, false);
            }
            case 0x10 -> {
                return read(c, true);
            }
            case 0x01 -> peek(c, false);
            case 0x11 -> peek(c, true);
            case 0x02 -> c.al(keyboard.shiftFlags());
            case 0x12 -> {
                c.al(keyboard.shiftFlags());
                c.ah(keyboard.shiftFlags2());
            }
            case 0x05 -> c.al(keyboard.enqueue(c.cx()) ? 0 : 1);
            case 0x09 -> c.al(0x30);
            case 0x0a -> c.bx(0x41ab);
            default -> {}
        }
        return Result.DONE;
    }

    /** The first key that the caller's kind of keyboard has; others are dropped as on a PC. */
    private int first(boolean enhanced) {
        int typed = serial.key();
        if (typed != 0) {
            keyboard.enqueue(typed);
        }
        while (true) {
            int key = keyboard.peek();
            if (key == 0 || enhanced) {
                return key;
            }
            int low = key & 0xff;
            if (low == GREY_PREFIX && key >>> 8 != 0) {
                return key & 0xff00;
            }
            if (key >>> 8 == GREY_PREFIX) {
                return low == '/' ? 0x352f : 0x1c00 | low;
            }
            if (key >>> 8 <= 0x84) {
                return key;
            }
            keyboard.drop();
        }
    }

    private Result read(Call c, boolean enhanced) {
        int key = first(enhanced);
        if (key == 0) {
            return Result.WAIT;
        }
        keyboard.drop();
        c.ax(key);
        return Result.DONE;
    }

    private void peek(Call c, boolean enhanced) {
        int key = first(enhanced);
        c.zero(key == 0);
        if (key != 0) {
            c.ax(key);
        }
    }
}
