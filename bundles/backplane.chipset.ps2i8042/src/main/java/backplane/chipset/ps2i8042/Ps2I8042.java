package backplane.chipset.ps2i8042;

import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.Arrays;

/**
 * The keyboard controller. Replies come at once; scan codes keep the distance of a byte on the cable, because handlers
 * read port 0x60 more than once and must see one code each time.
 */
public class Ps2I8042 implements Device {
    private static final int STATUS_OBF = 0x01;
    private static final int STATUS_SYS = 0x04;
    private static final int STATUS_A2 = 0x08;
    private static final int STATUS_NOT_LOCKED = 0x10;
    private static final int STATUS_AUX = 0x20;
    private static final int STATUS_TIMEOUT = 0x40;

    private static final int MODE_IRQ1 = 0x01;
    private static final int MODE_IRQ12 = 0x02;
    private static final int MODE_SYS = 0x04;
    private static final int MODE_KEYBOARD_OFF = 0x10;
    private static final int MODE_AUX_OFF = 0x20;
    private static final int MODE_TRANSLATE = 0x40;

    private static final int READ_RAM = 0x20;
    private static final int WRITE_RAM = 0x60;
    private static final int TEST_PASSWORD = 0xa4;
    private static final int DISABLE_AUX = 0xa7;
    private static final int ENABLE_AUX = 0xa8;
    private static final int TEST_AUX = 0xa9;
    private static final int SELF_TEST = 0xaa;
    private static final int TEST_KEYBOARD = 0xab;
    private static final int DISABLE_KEYBOARD = 0xad;
    private static final int ENABLE_KEYBOARD = 0xae;
    private static final int READ_INPUT_PORT = 0xc0;
    private static final int READ_OUTPUT_PORT = 0xd0;
    private static final int WRITE_OUTPUT_PORT = 0xd1;
    private static final int WRITE_KEYBOARD_BUFFER = 0xd2;
    private static final int WRITE_AUX_BUFFER = 0xd3;
    private static final int WRITE_AUX = 0xd4;
    private static final int A20_OFF = 0xdd;
    private static final int A20_ON = 0xdf;
    private static final int PULSE = 0xf0;

    private static final int NO_PASSWORD = 0xf1;
    private static final int SELF_TEST_PASSED = 0x55;
    private static final int CLOCK_STUCK_LOW = 0x01;
    private static final int INPUT_PORT = 0xa0;
    private static final int RESEND = 0xfe;
    private static final int OUT_NOT_RESET = 0x01;
    private static final int OUT_A20 = 0x02;
    private static final int OUT_HIGH = 0xcc;

    private static final int CPU_RESET = 2;
    private static final long BYTE_NS = 1_000_000;

    private static final DeviceInfo INFO = new DeviceInfo(
            "i8042",
            "Intel 8042 keyboard controller with PS/2 keyboard",
            "IBM PS/2 Hardware Interface Technical Reference",
            Ps2I8042Register.table());

    private final Chardev chardev;
    private final Keyboard keyboard = new Keyboard();
    private final byte[] ram = new byte[32];
    private Clock clock;
    private Timer timer;
    private CharPort port;
    private IrqLine irq1;
    private IrqLine irq12;
    private Signal a20;
    private Signal reset;

    /** The output buffer keeps its byte after it was read. */
    private int output;

    private int status;
    /** The command whose data byte comes next at port 0x60, or 0. */
    private int pending;
    /** Set 1 code of a key that is going up: translation has swallowed the prefix. */
    private boolean releasing;
    /** When the next scan code may arrive. */
    private long lineFree;

    public Ps2I8042(Chardev chardev) {
        this.chardev = chardev;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        timer = clock.timer("cable", this::deliver);
        irq1 = slot.irq(1);
        irq12 = slot.irq(12);
        a20 = slot.signal("a20");
        reset = slot.signal("reset");
        port = slot.chardev(chardev);
        port.onInput(this::deliver);
        slot.ports(0x60, 1, new Data());
        slot.ports(0x64, 1, new Command());
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.POWER_ON && kind != ResetKind.HARD) {
            return;
        }
        keyboard.reset();
        Arrays.fill(ram, (byte) 0);
        ram[0] = MODE_IRQ1 | MODE_IRQ12;
        output = 0;
        status = STATUS_NOT_LOCKED;
        pending = 0;
        releasing = false;
        lineFree = 0;
        timer.cancel();
        a20.set(1);
        update();
        deliver();
    }

    // --- output buffer ---

    private void update() {
        boolean full = (status & STATUS_OBF) != 0;
        boolean aux = (status & STATUS_AUX) != 0;
        irq1.set(full && !aux && (ram[0] & MODE_IRQ1) != 0);
        irq12.set(full && aux && (ram[0] & MODE_IRQ12) != 0);
    }

    /** Fills the output buffer; {@code source} is 0, or AUX with or without TIMEOUT. */
    private void put(int value, int source) {
        output = value;
        status = status & ~(STATUS_AUX | STATUS_TIMEOUT) | STATUS_OBF | source;
        update();
    }

    /** Moves the next byte of the keyboard into the output buffer if that is empty and the cable is enabled. */
    private void deliver() {
        while (keyboard.wantsKeys()) {
            int code = port.read();
            if (code < 0) {
                break;
            }
            keyboard.key(code);
        }
        while ((status & STATUS_OBF) == 0 && (ram[0] & MODE_KEYBOARD_OFF) == 0) {
            if (!keyboard.hasReply() && !mayTakeKey()) {
                return;
            }
            receive(keyboard.take());
        }
    }

    private boolean mayTakeKey() {
        if (!keyboard.hasKey()) {
            return false;
        }
        if (clock.now() < lineFree) {
            timer.at(lineFree);
            return false;
        }
        return true;
    }

    private void receive(int code) {
        if ((ram[0] & MODE_TRANSLATE) == 0) {
            put(code, 0);
        } else if (ScanCodes.isBreakPrefix(code)) {
            releasing = true;
        } else {
            int translated = ScanCodes.toSet1(code);
            put(releasing ? translated | 0x80 : translated, 0);
            releasing = false;
        }
    }

    private int readData() {
        int value = output;
        if ((status & STATUS_OBF) != 0) {
            status &= ~(STATUS_OBF | STATUS_AUX | STATUS_TIMEOUT);
            lineFree = clock.now() + BYTE_NS;
            update();
            deliver();
        }
        return value;
    }

    // --- input buffer ---

    private void writeData(int value) {
        status &= ~STATUS_A2;
        int command = pending;
        pending = 0;
        if (command == 0) {
            ram[0] &= ~MODE_KEYBOARD_OFF; // sending enables the cable
            keyboard.write(value);
        } else if (command >= WRITE_RAM && command < WRITE_RAM + ram.length) {
            ram[command - WRITE_RAM] = (byte) value;
            update();
        } else if (command == WRITE_OUTPUT_PORT) {
            writeOutputPort(value);
        } else if (command == WRITE_AUX) {
            put(RESEND, STATUS_AUX | STATUS_TIMEOUT); // nobody there
        } else {
            put(value, 0); // both buffers: without an auxiliary device the loop-back is the keyboard's
        }
        deliver();
    }

    private void writeCommand(int command) {
        status |= STATUS_A2;
        pending = 0;
        if (command >= READ_RAM && command < READ_RAM + ram.length) {
            put(command == READ_RAM ? mode() : ram[command - READ_RAM] & 0xff, 0);
        } else if (command >= WRITE_RAM && command < WRITE_RAM + ram.length) {
            pending = command;
        } else if (command >= PULSE) {
            if ((command & OUT_NOT_RESET) == 0) {
                reset.set(CPU_RESET);
            }
        } else {
            command(command);
        }
        deliver();
    }

    private int mode() {
        return ram[0] & 0xff;
    }

    private void command(int command) {
        switch (command) {
            case TEST_PASSWORD -> put(NO_PASSWORD, 0);
            case DISABLE_AUX -> ram[0] |= MODE_AUX_OFF;
            case ENABLE_AUX -> ram[0] &= ~MODE_AUX_OFF;
            case TEST_AUX -> put(CLOCK_STUCK_LOW, 0);
            case SELF_TEST -> {
                ram[0] |= MODE_SYS;
                put(SELF_TEST_PASSED, 0);
            }
            case TEST_KEYBOARD -> put(0, 0);
            case DISABLE_KEYBOARD -> ram[0] |= MODE_KEYBOARD_OFF;
            case ENABLE_KEYBOARD -> ram[0] &= ~MODE_KEYBOARD_OFF;
            case READ_INPUT_PORT -> put(INPUT_PORT, 0);
            case READ_OUTPUT_PORT -> put(outputPort(), 0);
            case WRITE_OUTPUT_PORT, WRITE_KEYBOARD_BUFFER, WRITE_AUX_BUFFER, WRITE_AUX -> pending = command;
            case A20_OFF -> a20.set(0);
            case A20_ON -> a20.set(1);
            default -> {} // not a command of this controller: no answer
        }
    }

    private int outputPort() {
        return OUT_HIGH
                | OUT_NOT_RESET
                | (a20.get() != 0 ? OUT_A20 : 0)
                | (irq1.level() ? 0x10 : 0)
                | (irq12.level() ? 0x20 : 0);
    }

    private void writeOutputPort(int value) {
        a20.set((value & OUT_A20) >>> 1);
        if ((value & OUT_NOT_RESET) == 0) {
            reset.set(CPU_RESET);
        }
    }

    // --- state ---

    @Override
    public void save(StateWriter out) {
        keyboard.save(out.record("keyboard"));
        out.put("ram", ram);
        out.put("output", output);
        out.put("status", status);
        out.put("pending", pending);
        out.put("releasing", releasing);
        out.put("lineFree", lineFree);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        keyboard.restore(in.record("keyboard"));
        byte[] saved = in.getBytes("ram");
        if (saved.length != ram.length) {
            throw new StateException("i8042: ram has " + saved.length + " bytes, not " + ram.length);
        }
        System.arraycopy(saved, 0, ram, 0, ram.length);
        output = in.getInt("output");
        status = in.getInt("status");
        pending = in.getInt("pending");
        releasing = in.getBoolean("releasing");
        lineFree = in.getLong("lineFree");
        update();
    }

    /** Port 0x60. */
    private final class Data implements PortDevice {
        @Override
        public int read8(int offset) {
            return readData();
        }

        @Override
        public void write8(int offset, int value) {
            writeData(value);
        }
    }

    /** Port 0x64. */
    private final class Command implements PortDevice {
        @Override
        public int read8(int offset) {
            return status | ((ram[0] & MODE_SYS) != 0 ? STATUS_SYS : 0);
        }

        @Override
        public void write8(int offset, int value) {
            writeCommand(value);
        }
    }
}
