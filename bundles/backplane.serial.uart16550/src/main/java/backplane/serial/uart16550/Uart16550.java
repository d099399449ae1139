package backplane.serial.uart16550;

import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * A 16550A whose line is a {@link Chardev}. Input waits in the character device until the receiver has room, so nothing
 * is ever overrun except in loopback.
 */
public class Uart16550 implements Device, PortDevice {
    private static final int DATA = 0;
    private static final int IER = 1;
    private static final int IIR_FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;

    private static final int IER_RDA = 0x01;
    private static final int IER_THRE = 0x02;
    private static final int IER_RLS = 0x04;
    private static final int IER_MS = 0x08;

    private static final int IIR_NONE = 0x01;
    private static final int IIR_MS = 0x00;
    private static final int IIR_THRE = 0x02;
    private static final int IIR_RDA = 0x04;
    private static final int IIR_RLS = 0x06;
    private static final int IIR_TIMEOUT = 0x0c;
    private static final int IIR_FIFO = 0xc0;

    private static final int FCR_ENABLE = 0x01;
    private static final int FCR_CLEAR_RX = 0x02;

    private static final int LCR_DLAB = 0x80;

    private static final int MCR_BITS = 0x1f;
    private static final int MCR_OUT2 = 0x08;
    private static final int MCR_LOOP = 0x10;

    private static final int LSR_DR = 0x01;
    private static final int LSR_OE = 0x02;
    private static final int LSR_ERRORS = 0x1e;
    private static final int LSR_IDLE = 0x60;

    /** DCD, DSR and CTS: what a connected modem shows. */
    private static final int MODEM_ONLINE = 0xb0;

    private static final int MSR_TERI = 0x04;
    private static final int RI = 0x40;

    private static final int[] TRIGGER = {1, 4, 8, 14};
    private static final long NS_PER_DIVISOR_BIT = 1_000_000_000L * 16 / 1_843_200;

    private static final DeviceInfo INFO = new DeviceInfo(
            "isa-serial", "16550A serial port", "National Semiconductor PC16550D", Uart16550Register.table());

    private final Uart16550Settings settings;
    private final Chardev chardev;
    private final ByteFifo rx = new ByteFifo();
    private CharPort port;
    private IrqLine irq;
    private Clock clock;
    private Timer timeout;

    private int ier;
    private int lcr;
    private int mcr;
    private int scr;
    private int divisor;
    private int lsrErrors;
    /** Bits 4-7 the modem's lines, 0-3 what has changed. */
    private int msr;

    private boolean fifo;
    private int trigger;
    private boolean thrEmptyPending;
    private boolean timeoutPending;

    public Uart16550(Uart16550Settings settings, Chardev chardev) {
        this.settings = settings;
        this.chardev = chardev;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        timeout = clock.timer("character-timeout", this::characterTimeout);
        irq = slot.irq(settings.irq());
        port = slot.chardev(chardev);
        port.onInput(this::receive);
        slot.ports(settings.base(), 8, this);
    }

    /** MR does not touch the divisor or the scratch register; power-on leaves them open, here 9600 baud and 0. */
    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.POWER_ON && kind != ResetKind.HARD) {
            return;
        }
        if (kind == ResetKind.POWER_ON) {
            divisor = 12;
            scr = 0;
        }
        ier = 0;
        lcr = 0;
        mcr = 0;
        lsrErrors = 0;
        msr = MODEM_ONLINE;
        fifo = false;
        trigger = 1;
        thrEmptyPending = false;
        clearReceiver();
        update();
        receive();
    }

    @Override
    public int read8(int offset) {
        boolean dlab = (lcr & LCR_DLAB) != 0;
        return switch (offset) {
            case DATA -> dlab ? divisor & 0xff : readData();
            case IER -> dlab ? divisor >>> 8 : ier;
            case IIR_FCR -> readIir();
            case LCR -> lcr;
            case MCR -> mcr;
            case LSR -> readLsr();
            case MSR -> readMsr();
            default -> scr;
        };
    }

    @Override
    public void write8(int offset, int value) {
        boolean dlab = (lcr & LCR_DLAB) != 0;
        switch (offset) {
            case DATA -> {
                if (dlab) {
                    divisor = divisor & 0xff00 | value;
                } else {
                    transmit(value);
                    update();
                }
            }
            case IER -> {
                if (dlab) {
                    divisor = divisor & 0xff | value << 8;
                } else {
                    writeIer(value & 0x0f);
                }
            }
            case IIR_FCR -> writeFcr(value);
            case LCR -> lcr = value;
            case MCR -> writeMcr(value & MCR_BITS);
            case LSR, MSR -> {} // factory test
            default -> scr = value;
        }
    }

    /** REP OUTS to the transmitter: one interrupt evaluation for all bytes. */
    @Override
    public void writeBlock(int offset, int width, byte[] from, int at, int count) {
        if (offset != DATA || width != 1 || (lcr & LCR_DLAB) != 0) {
            PortDevice.super.writeBlock(offset, width, from, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            transmit(from[at + i] & 0xff);
        }
        update();
    }

    // --- transmitter ---

    /** The byte leaves at once, so THR is empty again when this returns; the interrupt for it is a new edge. */
    private void transmit(int value) {
        if (thrEmptyPending) {
            thrEmptyPending = false;
            update();
        }
        if ((mcr & MCR_LOOP) == 0) {
            port.write(value);
        } else if (rx.count() == capacity()) {
            lsrErrors |= LSR_OE;
        } else {
            rx.add(value);
            startTimeout();
        }
        thrEmptyPending = true;
    }

    // --- receiver ---

    private int capacity() {
        return fifo ? ByteFifo.SIZE : 1;
    }

    private void receive() {
        if ((mcr & MCR_LOOP) != 0) {
            return; // the input pin is disconnected; the host's bytes wait
        }
        boolean came = false;
        while (rx.count() < capacity()) {
            int value = port.read();
            if (value < 0) {
                break;
            }
            rx.add(value);
            came = true;
        }
        if (came) {
            startTimeout();
            update();
        }
    }

    /** An interrupt that is still wanted falls and rises here, which an edge-triggered controller needs. */
    private int readData() {
        if (rx.count() == 0) {
            return 0;
        }
        int value = rx.take();
        timeoutPending = false;
        startTimeout();
        update();
        receive();
        return value;
    }

    /** Four character times without traffic while the FIFO holds fewer bytes than the trigger asks for. */
    private void startTimeout() {
        if (!fifo || rx.count() == 0 || rx.count() >= trigger) {
            timeout.cancel();
            return;
        }
        int bits = 1 + 5 + (lcr & 3) + (lcr >>> 3 & 1) + 1 + (lcr >>> 2 & 1);
        timeout.at(clock.now() + 4 * bits * Math.max(divisor, 1) * NS_PER_DIVISOR_BIT);
    }

    private void characterTimeout() {
        timeoutPending = rx.count() != 0;
        update();
    }

    private void clearReceiver() {
        rx.clear();
        timeoutPending = false;
        timeout.cancel();
    }

    // --- registers ---

    private void writeIer(int value) {
        // Enabling the interrupt while THR is empty asks at once; drivers start sending by it.
        if ((value & IER_THRE) != 0 && (ier & IER_THRE) == 0) {
            thrEmptyPending = true;
        }
        ier = value;
        update();
    }

    private void writeFcr(int value) {
        boolean enable = (value & FCR_ENABLE) != 0;
        if (enable != fifo || enable && (value & FCR_CLEAR_RX) != 0) {
            clearReceiver();
        }
        fifo = enable;
        trigger = enable ? TRIGGER[value >>> 6] : 1;
        startTimeout();
        update();
        receive();
    }

    private void writeMcr(int value) {
        boolean wasLoop = (mcr & MCR_LOOP) != 0;
        mcr = value;
        modem(loopback() ? loopedLines(value) : MODEM_ONLINE);
        update();
        if (wasLoop && !loopback()) {
            receive();
        }
    }

    private boolean loopback() {
        return (mcr & MCR_LOOP) != 0;
    }

    /** RTS to CTS, DTR to DSR, OUT1 to RI, OUT2 to DCD. */
    private static int loopedLines(int mcr) {
        return (mcr & 0x02) << 3 | (mcr & 0x01) << 5 | (mcr & 0x04) << 4 | (mcr & 0x08) << 4;
    }

    private void modem(int lines) {
        int changed = lines ^ msr & 0xf0;
        int deltas = changed >>> 4 & 0x0b;
        if ((changed & RI) != 0 && (lines & RI) == 0) {
            deltas |= MSR_TERI; // only the trailing edge of RI
        }
        msr = lines | msr & 0x0f | deltas;
    }

    private int interruptId() {
        if ((ier & IER_RLS) != 0 && lsrErrors != 0) {
            return IIR_RLS;
        }
        if ((ier & IER_RDA) != 0 && rx.count() >= trigger) {
            return IIR_RDA;
        }
        if ((ier & IER_RDA) != 0 && timeoutPending) {
            return IIR_TIMEOUT;
        }
        if ((ier & IER_THRE) != 0 && thrEmptyPending) {
            return IIR_THRE;
        }
        return (ier & IER_MS) != 0 && (msr & 0x0f) != 0 ? IIR_MS : IIR_NONE;
    }

    private int readIir() {
        int id = interruptId();
        if (id == IIR_THRE) {
            thrEmptyPending = false;
            update();
        }
        return id | (fifo ? IIR_FIFO : 0);
    }

    private int readLsr() {
        int value = LSR_IDLE | lsrErrors & LSR_ERRORS | (rx.count() != 0 ? LSR_DR : 0);
        lsrErrors = 0;
        update();
        return value;
    }

    private int readMsr() {
        int value = msr;
        msr &= 0xf0;
        update();
        return value;
    }

    /** On a PC OUT2 lets the interrupt through to the bus; in loopback the pin is inactive. */
    private void update() {
        irq.set((mcr & (MCR_OUT2 | MCR_LOOP)) == MCR_OUT2 && interruptId() != IIR_NONE);
    }

    // --- state ---

    @Override
    public void save(StateWriter out) {
        out.put("ier", ier);
        out.put("lcr", lcr);
        out.put("mcr", mcr);
        out.put("scr", scr);
        out.put("divisor", divisor);
        out.put("lsrErrors", lsrErrors);
        out.put("msr", msr);
        out.put("fifo", fifo);
        out.put("trigger", trigger);
        out.put("thrEmptyPending", thrEmptyPending);
        out.put("timeoutPending", timeoutPending);
        out.put("rx", rx.toBytes());
    }

    @Override
    public void restore(StateReader in) throws StateException {
        ier = in.getInt("ier");
        lcr = in.getInt("lcr");
        mcr = in.getInt("mcr");
        scr = in.getInt("scr");
        divisor = in.getInt("divisor");
        lsrErrors = in.getInt("lsrErrors");
        msr = in.getInt("msr");
        fifo = in.getBoolean("fifo");
        trigger = in.getInt("trigger");
        thrEmptyPending = in.getBoolean("thrEmptyPending");
        timeoutPending = in.getBoolean("timeoutPending");
        rx.fromBytes(in.getBytes("rx"));
        update();
    }
}
