package backplane.firmware.builtin;

import java.util.function.LongSupplier;

/**
 * Keyboard services. A guest that does nothing but ask for a key, again and again, sleeps until the next interrupt between
 * its questions instead of keeping the host busy.
 */
final class Int16 implements Service {
    private static final int GREY_PREFIX = 0xe0;
    /** Instructions between two questions of a guest that does nothing else. */
    private static final int NOTHING_ELSE = 400;
    /** So many questions in a row, at least, before it sleeps. */
    private static final int PATIENCE = 200;

    private final Keyboard keyboard;
    private final SerialConsole serial;
    private final Chipset chipset;
    private final LongSupplier instructions;
    private long asked;
    private int inVain;

    /** @param instructions executed so far */
    Int16(Keyboard keyboard, SerialConsole serial, Chipset chipset, LongSupplier instructions) {
        this.keyboard = keyboard;
        this.serial = serial;
        this.chipset = chipset;
        this.instructions = instructions;
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
            case 0x01, 0x11 -> {
                return peek(c, c.ah() == 0x11) || !idle(c) ? Result.DONE : Result.WAIT;
            }
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

    /** Woken: the question is answered now, whatever the answer. */
    @Override
    public Result resume(Call c) {
        if (c.ah() != 0x01 && c.ah() != 0x11) {
            return call(c);
        }
        peek(c, c.ah() == 0x11);
        asked = instructions.getAsLong();
        return Result.DONE;
    }

    private boolean peek(Call c, boolean enhanced) {
        int key = first(enhanced);
        c.zero(key == 0);
        if (key != 0) {
            c.ax(key);
            inVain = 0;
        }
        return key != 0;
    }

    /** Whether the guest only waits, and the timer's interrupt will wake it. */
    private boolean idle(Call c) {
        long now = instructions.getAsLong();
        inVain = now - asked < NOTHING_ELSE ? inVain + 1 : 0;
        asked = now;
        return inVain >= PATIENCE && c.interruptible() && chipset.timerInterruptOpen();
    }
}
