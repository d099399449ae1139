package backplane.chipset.piix4pm;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.PlugException;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/** The 64 ports at PMBASE (chapter 7.2): PM1 event and control, PM timer, general purpose and device registers. */
final class PmBlock implements PortDevice {
    static final int PORTS = 0x40;

    static final int PMSTS = 0x00;
    static final int PMEN = 0x02;
    static final int PMCNTRL = 0x04;
    static final int PMTMR = 0x08;
    static final int GPSTS = 0x0c;
    static final int GPEN = 0x0e;
    static final int PLVL2 = 0x14;
    static final int PLVL3 = 0x15;
    static final int GLBSTS = 0x18;
    static final int DEVSTS = 0x1c;
    static final int GPIREG = 0x30;
    static final int GPOREG = 0x34;

    static final int TMROF = 1 << 0;
    static final int GBL = 1 << 5;
    static final int PWRBTN = 1 << 8;
    static final int RTC = 1 << 10;
    private static final int EVENTS = TMROF | GBL | PWRBTN | RTC;
    private static final int RSM = 1 << 15;

    static final int SCI_EN = 1 << 0;
    static final int SUS_EN = 1 << 13;
    private static final int SUS_TYP_SHIFT = 10;
    private static final int SOFT_OFF = 0;
    private static final int SOFT_OFF_S4 = 2;
    private static final int CONTROL_BITS = 0x1c03;

    /** PMTMR is 24 bits; TMROF_STS is set whenever bit 23 changes. */
    private static final int TICKS_PER_SECOND = 3_579_545;

    private static final long HALF = 1 << 23;
    private static final int SCI = 9;
    private static final long NS = 1_000_000_000L;

    /** Registers that only remember, by offset; the ones above have fields. */
    private final byte[] plain = new byte[PORTS];

    private int status;
    private int enable;
    private int control;
    /** The tick at which TMROF_STS is next set. */
    private long overflow;

    private Slot slot;
    private Clock clock;
    private Timer timer;
    private IrqLine sci;
    private Signal power;

    void plug(Slot plugged) throws PlugException {
        slot = plugged;
        clock = slot.clock();
        timer = clock.timer("pm-overflow", this::update);
        sci = slot.irq(SCI);
        power = slot.signal("power");
        slot.signal("power-button").watch(pressed -> {
            if (pressed != 0) {
                status |= PWRBTN;
                update();
            }
        });
    }

    void reset() {
        status = 0;
        enable = 0;
        control = 0;
        Arrays.fill(plain, (byte) 0);
        plain[GPOREG] = (byte) 0xff;
        plain[GPOREG + 1] = (byte) 0xbf;
        plain[GPOREG + 2] = (byte) 0xff;
        plain[GPOREG + 3] = 0x7f;
        overflow = nextOverflow();
        update();
    }

    void sciEnable(boolean on) {
        control = on ? control | SCI_EN : control & ~SCI_EN;
        update();
    }

    private long ticks() {
        long ns = clock.now();
        return ns / NS * TICKS_PER_SECOND + ns % NS * TICKS_PER_SECOND / NS;
    }

    private long nextOverflow() {
        return (ticks() / HALF + 1) * HALF;
    }

    /** Latches a timer overflow, then drives the SCI and arms the timer for the next one if anybody waits for it. */
    private void update() {
        if (ticks() >= overflow) {
            status |= TMROF;
        }
        sci.set((control & SCI_EN) != 0 && (status & enable & EVENTS) != 0);
        if ((enable & TMROF) != 0 && (status & TMROF) == 0) {
            timer.at(overflow / TICKS_PER_SECOND * NS
                    + (overflow % TICKS_PER_SECOND * NS + TICKS_PER_SECOND - 1) / TICKS_PER_SECOND);
        } else {
            timer.cancel();
        }
    }

    @Override
    public int read8(int offset) {
        return read16(offset & ~1) >>> 8 * (offset & 1) & 0xff;
    }

    @Override
    public int read16(int offset) {
        if ((offset & 1) != 0) {
            return read8(offset) | (offset + 1 < PORTS ? read8(offset + 1) : 0xff) << 8;
        }
        return switch (offset) {
            case PMSTS -> {
                update();
                yield status;
            }
            case PMEN -> enable;
            case PMCNTRL -> control;
            case PMTMR -> (int) ticks() & 0xffff;
            case PMTMR + 2 -> (int) (ticks() >>> 16) & 0xff;
            default -> plain[offset] & 0xff | (plain[offset + 1] & 0xff) << 8;
        };
    }

    @Override
    public int read32(int offset) {
        return offset == PMTMR ? (int) ticks() & 0xffffff : PortDevice.super.read32(offset);
    }

    @Override
    public void write8(int offset, int value) {
        switch (offset & ~1) {
            case PMSTS -> write16(PMSTS, value << 8 * (offset & 1));
            case PMEN, PMCNTRL -> {
                int shift = 8 * (offset & 1);
                write16(offset & ~1, read16(offset & ~1) & ~(0xff << shift) | value << shift);
            }
            case PMTMR, PMTMR + 2, PLVL2, GPIREG, GPIREG + 2 -> {}
            case GPSTS, GLBSTS, DEVSTS, DEVSTS + 2 -> plain[offset] &= (byte) ~value;
            default -> plain[offset] = (byte) value;
        }
    }

    @Override
    public void write16(int offset, int value) {
        switch (offset) {
            case PMSTS -> {
                update();
                if ((value & status & TMROF) != 0) {
                    overflow = nextOverflow();
                }
                status &= ~(value & (EVENTS | RSM));
                update();
            }
            case PMEN -> {
                enable = value & EVENTS;
                update();
            }
            case PMCNTRL -> {
                control = value & CONTROL_BITS;
                update();
                if ((value & SUS_EN) != 0) {
                    suspend(value >>> SUS_TYP_SHIFT & 7);
                }
            }
            default -> PortDevice.super.write16(offset, value);
        }
    }

    /** SUS_TYP as SeaBIOS's and QEMU's ACPI tables number it: 0 is S5, 2 is S4, both without power. */
    private void suspend(int type) {
        if (type == SOFT_OFF || type == SOFT_OFF_S4) {
            power.set(0);
        } else {
            slot.log(Level.WARNING, "sleep type " + type + " is not modelled; the guest goes on");
        }
    }

    void save(StateWriter out) {
        out.put("pmsts", status);
        out.put("pmen", enable);
        out.put("pmcntrl", control);
        out.put("overflow", overflow);
        out.put("plain", plain);
    }

    void restore(StateReader in) throws StateException {
        byte[] saved = in.getBytes("plain");
        if (saved.length != PORTS) {
            throw new StateException("pm.plain: " + saved.length + " bytes, " + PORTS + " expected");
        }
        System.arraycopy(saved, 0, plain, 0, PORTS);
        status = in.getInt("pmsts");
        enable = in.getInt("pmen");
        control = in.getInt("pmcntrl");
        overflow = in.getLong("overflow");
        update();
    }
}
