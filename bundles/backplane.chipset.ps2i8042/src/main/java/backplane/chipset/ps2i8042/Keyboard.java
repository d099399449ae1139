package backplane.chipset.ps2i8042;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The keyboard at the other end of the cable: takes commands, gives replies and scan codes in its current set. */
final class Keyboard {
    private static final int SET_LEDS = 0xed;
    private static final int ECHO = 0xee;
    private static final int SCAN_CODE_SET = 0xf0;
    private static final int READ_ID = 0xf2;
    private static final int SET_RATE = 0xf3;
    private static final int ENABLE = 0xf4;
    private static final int DEFAULT_DISABLE = 0xf5;
    private static final int SET_DEFAULT = 0xf6;
    private static final int SET_ALL_FIRST = 0xf7;
    private static final int SET_KEY_LAST = 0xfd;
    private static final int RESEND = 0xfe;
    private static final int RESET = 0xff;

    private static final int ACK = 0xfa;
    private static final int SELF_TEST_PASSED = 0xaa;
    private static final int USUAL_RATE = 0x2b;

    private final ByteQueue replies = new ByteQueue();
    private final ByteQueue keys = new ByteQueue();

    private boolean scanning;
    private int set;
    private int leds;
    private int rate;
    /** The command whose parameter comes next, or 0. */
    private int pending;

    private int last;

    /** After its self test, whose result firmware throws away. */
    void reset() {
        replies.clear();
        defaults();
        scanning = true;
        leds = 0;
        pending = 0;
        last = 0;
    }

    private void defaults() {
        keys.clear();
        set = 2;
        rate = USUAL_RATE;
    }

    // --- from the host system's keys ---

    /** Whether a whole key code fits. While scanning is off, keys wait in the character device. */
    boolean wantsKeys() {
        return scanning && keys.room() >= 2;
    }

    /** A byte of set 1: make code, break code, or a prefix. */
    void key(int code) {
        boolean prefix = code == 0xe0 || code == 0xe1;
        if (set == 1 || prefix) {
            keys.add(code);
            return;
        }
        if ((code & 0x80) != 0) {
            keys.add(ScanCodes.breakPrefix());
        }
        keys.add(ScanCodes.toSet2(code));
    }

    // --- to the controller ---

    boolean hasReply() {
        return !replies.isEmpty();
    }

    boolean hasKey() {
        return !keys.isEmpty();
    }

    int take() {
        last = replies.isEmpty() ? keys.take() : replies.take();
        return last;
    }

    /** A byte from the controller: a command, or the parameter of one. */
    void write(int value) {
        int command = pending;
        pending = 0;
        // A value that can only be a command ends a command that waits for its parameter.
        if (command != 0 && value < SET_LEDS) {
            parameter(command, value);
        } else {
            command(value);
        }
    }

    private void parameter(int command, int value) {
        switch (command) {
            case SET_LEDS -> {
                leds = value & 7;
                replies.add(ACK);
            }
            case SET_RATE -> {
                rate = value & 0x7f;
                replies.add(ACK);
            }
            case SCAN_CODE_SET -> {
                if (value == 0) {
                    replies.add(ACK);
                    replies.add(set);
                } else if (value <= 2) {
                    keys.clear();
                    set = value;
                    replies.add(ACK);
                } else {
                    replies.add(RESEND);
                }
            }
            default -> replies.add(ACK); // a key of set 3, which we do not have
        }
    }

    private void command(int value) {
        switch (value) {
            case SET_LEDS, SET_RATE, SCAN_CODE_SET -> {
                pending = value;
                replies.add(ACK);
            }
            case ECHO -> replies.add(ECHO);
            case READ_ID -> {
                replies.add(ACK);
                replies.add(0xab);
                replies.add(0x83);
            }
            case ENABLE -> {
                keys.clear();
                scanning = true;
                replies.add(ACK);
            }
            case DEFAULT_DISABLE, SET_DEFAULT -> {
                defaults();
                scanning = value == SET_DEFAULT;
                replies.add(ACK);
            }
            case RESEND -> replies.add(last);
            case RESET -> {
                reset();
                replies.add(ACK);
                replies.add(SELF_TEST_PASSED);
            }
            default -> {
                if (value >= SET_ALL_FIRST && value <= SET_KEY_LAST) {
                    pending = value > 0xfa ? value : 0;
                    replies.add(ACK);
                } else {
                    replies.add(RESEND);
                }
            }
        }
    }

    void save(StateWriter out) {
        replies.save(out, "replies");
        keys.save(out, "keys");
        out.put("scanning", scanning);
        out.put("set", set);
        out.put("leds", leds);
        out.put("rate", rate);
        out.put("pending", pending);
        out.put("last", last);
    }

    void restore(StateReader in) throws StateException {
        replies.restore(in, "replies");
        keys.restore(in, "keys");
        scanning = in.getBoolean("scanning");
        set = in.getInt("set");
        leds = in.getInt("leds");
        rate = in.getInt("rate");
        pending = in.getInt("pending");
        last = in.getInt("last");
    }
}
