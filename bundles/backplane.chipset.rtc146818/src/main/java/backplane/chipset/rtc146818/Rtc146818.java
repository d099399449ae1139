package backplane.chipset.rtc146818;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.memory.GuestMemory;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The clock chip. While it runs, time registers are computed from the clock when they are read; while SET or the divider
 * holds it, they are the bytes in CMOS. The flags of register C are worked out when somebody looks; a timer is armed
 * only for those whose interrupt is enabled.
 */
public class Rtc146818 implements Device, PortDevice {
    private static final int SECONDS_ALARM = 0x01;
    private static final int MINUTES_ALARM = 0x03;
    private static final int HOURS_ALARM = 0x05;
    private static final int YEAR = 0x09;
    private static final int A = 0x0a;
    private static final int B = 0x0b;
    private static final int C = 0x0c;
    private static final int D = 0x0d;
    private static final int CENTURY = 0x32;

    private static final int A_UIP = 0x80;
    private static final int A_DIVIDER = 0x70;
    private static final int A_RUNNING = 0x20;
    private static final int A_RATE = 0x0f;
    private static final int A_USUAL = 0x26;

    private static final int B_SET = 0x80;
    private static final int B_ENABLES = 0x70;
    private static final int B_SQWE = 0x08;
    private static final int B_DM = 0x04;
    private static final int B_24H = 0x02;

    private static final int C_IRQF = 0x80;
    private static final int C_PF = 0x40;
    private static final int C_AF = 0x20;
    private static final int C_UF = 0x10;

    private static final int D_VRT = 0x80;

    private static final long SECOND = 1_000_000_000;
    private static final int DIVIDER_HZ = 32_768;
    /** UIP rises 244 us before the update cycle, which takes 1984 us (data sheet, "Update Cycle"). */
    private static final long UPDATE_NS = 2_228_000;
    /** "The first update cycle begins 500 ms after the divider is released." */
    private static final long RELEASE_NS = 500_000_000;

    private static final DeviceInfo INFO = new DeviceInfo(
            "mc146818rtc",
            "Motorola MC146818 real-time clock and CMOS RAM",
            "Motorola MC146818A",
            Rtc146818Register.table());

    private final Rtc146818Settings settings;
    private final byte[] cmos = new byte[128];
    private Clock clock;
    private Timer timer;
    private IrqLine irq8;
    /** Interrupt 8 is the HPET's. */
    private boolean replaced;

    private GuestMemory memory;

    private int index;
    private boolean nmiMasked;
    private int flags;

    /** While running: the clock shows {@code epoch + (now - phase) / 1 s}. */
    private long epoch;

    private long phase;
    /** Until when {@link #flags} have been worked out. */
    private long synced;

    public Rtc146818(Rtc146818Settings settings) {
        this.settings = settings;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        timer = clock.timer("flags", this::expired);
        irq8 = slot.irq(8);
        Signal legacy = slot.signal("hpet-legacy");
        replaced = legacy.get() != 0;
        legacy.watch(this::replace);
        memory = slot.memory();
        slot.ports(0x70, 2, this);
    }

    /** The battery keeps clock and RAM; RESET disables interrupts and the square wave and clears the flags. */
    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.POWER_ON) {
            CmosDefaults.fill(cmos, settings, memory.size());
            cmos[A] = A_USUAL;
            cmos[B] = B_24H;
            epoch = clock.epochSeconds();
            phase = 0;
        }
        if (kind == ResetKind.POWER_ON || kind == ResetKind.HARD) {
            cmos[B] &= ~(B_ENABLES | B_SQWE);
            flags = 0;
            synced = clock.now();
            index = 0;
            nmiMasked = false;
            arm();
        }
    }

    // --- ports ---

    @Override
    public int read8(int offset) {
        return offset == 0 ? 0xff : read(index);
    }

    @Override
    public void write8(int offset, int value) {
        if (offset == 0) {
            index = value & 0x7f;
            nmiMasked = (value & 0x80) != 0;
        } else {
            write(index, value);
        }
    }

    private int read(int i) {
        return switch (i) {
            case A -> cmos[A] & ~A_UIP | (updating() ? A_UIP : 0);
            case C -> readFlags();
            case D -> D_VRT;
            default -> isTime(i) && running() ? timeByte(i, seconds(clock.now())) : cmos[i] & 0xff;
        };
    }

    private void write(int i, int value) {
        switch (i) {
            case A -> writeA(value & ~A_UIP);
            case B -> writeB(value);
            case C, D -> {} // read only
            default -> {
                sync();
                boolean moving = isTime(i) && running();
                if (moving) {
                    freeze();
                }
                cmos[i] = (byte) value;
                if (moving) {
                    epoch = thaw() - Math.floorDiv(clock.now() - phase, SECOND);
                }
                arm();
            }
        }
    }

    private void writeA(int value) {
        sync();
        boolean was = running();
        boolean wasDividing = dividing();
        if (was) {
            freeze();
        }
        cmos[A] = (byte) value;
        if (!wasDividing && dividing()) {
            phase = clock.now() - RELEASE_NS;
        }
        if (running()) {
            epoch = thaw() - Math.floorDiv(clock.now() - phase, SECOND);
        }
        synced = clock.now();
        arm();
    }

    private void writeB(int value) {
        sync();
        boolean was = running();
        if (was) {
            freeze();
        }
        // Only SET freezes the registers; other bits change how they read from now on.
        boolean stays = was && (value & B_SET) == 0;
        cmos[B] = (byte) ((value & B_SET) != 0 ? value & ~C_UF : value);
        if (!stays && running()) {
            epoch = thaw() - Math.floorDiv(clock.now() - phase, SECOND);
        }
        arm();
    }

    // --- time ---

    private boolean dividing() {
        return (cmos[A] & A_DIVIDER) == A_RUNNING;
    }

    private boolean running() {
        return dividing() && (cmos[B] & B_SET) == 0;
    }

    private boolean updating() {
        return running() && SECOND - Math.floorMod(clock.now() - phase, SECOND) <= UPDATE_NS;
    }

    private long seconds(long now) {
        return epoch + Math.floorDiv(now - phase, SECOND);
    }

    private boolean isTime(int i) {
        return i <= YEAR && i != SECONDS_ALARM && i != MINUTES_ALARM && i != HOURS_ALARM
                || i == CENTURY && settings.century();
    }

    private int timeByte(int i, long t) {
        return switch (i) {
            case 0 -> encode(CivilTime.second(t));
            case 2 -> encode(CivilTime.minute(t));
            case 4 -> encodeHour(CivilTime.hour(t));
            case 6 -> encode(CivilTime.dayOfWeek(t));
            case 7 -> encode(CivilTime.dayOfMonth(t));
            case 8 -> encode(CivilTime.month(t));
            case YEAR -> encode(CivilTime.year(t) % 100);
            default -> encode(CivilTime.year(t) / 100 % 100);
        };
    }

    /** Writes the running time into the registers. */
    private void freeze() {
        long t = seconds(clock.now());
        for (int i = 0; i <= CENTURY; i = i == YEAR ? CENTURY : i + 1) {
            if (isTime(i)) {
                cmos[i] = (byte) timeByte(i, t);
            }
        }
    }

    /** The time that the registers hold. */
    private long thaw() {
        int year = decode(cmos[YEAR]);
        int century = settings.century() ? decode(cmos[CENTURY]) : year < 70 ? 20 : 19;
        return CivilTime.seconds(
                century * 100 + year,
                decode(cmos[8]),
                decode(cmos[7]),
                decodeHour(cmos[4]),
                decode(cmos[2]),
                decode(cmos[0]));
    }

    private int encode(int value) {
        return (cmos[B] & B_DM) != 0 ? value : value / 10 << 4 | value % 10;
    }

    private int decode(int value) {
        return (cmos[B] & B_DM) != 0 ? value & 0xff : (value >>> 4 & 15) * 10 + (value & 15);
    }

    private int encodeHour(int hour) {
        if ((cmos[B] & B_24H) != 0) {
            return encode(hour);
        }
        return encode(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? 0x80 : 0);
    }

    private int decodeHour(int value) {
        if ((cmos[B] & B_24H) != 0) {
            return decode(value);
        }
        return decode(value & 0x7f) % 12 + ((value & 0x80) != 0 ? 12 : 0);
    }

    // --- flags and interrupt ---

    /** Pulses of the 32.768 kHz divider since it was released. */
    private long pulses(long now) {
        long ns = now - phase;
        return Math.floorDiv(ns, SECOND) * DIVIDER_HZ + Math.floorMod(ns, SECOND) * DIVIDER_HZ / SECOND;
    }

    /** The first nanosecond at which so many pulses have come. */
    private long pulseTime(long pulses) {
        long rest = Math.floorMod(pulses, (long) DIVIDER_HZ) * SECOND;
        return phase + Math.floorDiv(pulses, (long) DIVIDER_HZ) * SECOND + (rest + DIVIDER_HZ - 1) / DIVIDER_HZ;
    }

    /** Pulses per periodic interrupt, 0 for none. Rates 1 and 2 are those of 8 and 9 at this time base. */
    private int period() {
        int rate = cmos[A] & A_RATE;
        return rate == 0 ? 0 : rate < 3 ? 64 << rate : 1 << rate - 1;
    }

    /** Works out the flags that have come up since the last time. */
    private void sync() {
        long now = clock.now();
        int period = period();
        if (dividing() && period != 0 && pulses(now) / period != pulses(synced) / period) {
            flags |= C_PF;
        }
        if (running() && seconds(now) != seconds(synced)) {
            flags |= C_UF;
            long alarm = nextAlarm(seconds(synced));
            if (alarm >= 0 && alarm <= seconds(now)) {
                flags |= C_AF;
            }
        }
        synced = now;
    }

    /** The first second after {@code t} at which the alarm registers match, or -1. */
    private long nextAlarm(long t) {
        int hour = cmos[HOURS_ALARM];
        int minute = cmos[MINUTES_ALARM];
        int second = cmos[SECONDS_ALARM];
        if (!any(hour) && decodeHour(hour) > 23
                || !any(minute) && decode(minute) > 59
                || !any(second) && decode(second) > 59) {
            return -1;
        }
        long end = t + 1 + 86_400;
        for (long at = t + 1; at < end; ) {
            if (!any(hour) && decodeHour(hour) != CivilTime.hour(at)) {
                at += 3600 - Math.floorMod(at, 3600L);
            } else if (!any(minute) && decode(minute) != CivilTime.minute(at)) {
                at += 60 - Math.floorMod(at, 60L);
            } else if (!any(second) && decode(second) != CivilTime.second(at)) {
                at++;
            } else {
                return at;
            }
        }
        return -1;
    }

    private static boolean any(int alarm) {
        return (alarm & 0xc0) == 0xc0;
    }

    private int readFlags() {
        sync();
        int value = flags | (interrupting() ? C_IRQF : 0);
        flags = 0;
        arm();
        return value;
    }

    private boolean interrupting() {
        return (flags & cmos[B] & B_ENABLES) != 0;
    }

    private void replace(int on) {
        replaced = on != 0;
        irq8.set(!replaced && interrupting());
    }

    private void expired() {
        sync();
        arm();
    }

    /** Drives IRQ 8 and looks for the next event that could raise it; while it is high there is none. */
    private void arm() {
        irq8.set(!replaced && interrupting());
        long at = Long.MAX_VALUE;
        if (!interrupting()) {
            int period = period();
            if ((cmos[B] & C_PF) != 0 && dividing() && period != 0) {
                at = pulseTime((pulses(synced) / period + 1) * period);
            }
            if ((cmos[B] & C_UF) != 0 && running()) {
                at = Math.min(at, phase + (seconds(synced) + 1 - epoch) * SECOND);
            }
            if ((cmos[B] & C_AF) != 0 && running()) {
                long alarm = nextAlarm(seconds(synced));
                at = alarm < 0 ? at : Math.min(at, phase + (alarm - epoch) * SECOND);
            }
        }
        if (at == Long.MAX_VALUE) {
            timer.cancel();
        } else {
            timer.at(at);
        }
    }

    // --- state ---

    @Override
    public void save(StateWriter out) {
        out.put("cmos", cmos);
        out.put("index", index);
        out.put("nmiMasked", nmiMasked);
        out.put("flags", flags);
        out.put("epoch", epoch);
        out.put("phase", phase);
        out.put("synced", synced);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] saved = in.getBytes("cmos");
        if (saved.length != cmos.length) {
            throw new StateException("mc146818rtc: cmos has " + saved.length + " bytes, not " + cmos.length);
        }
        System.arraycopy(saved, 0, cmos, 0, cmos.length);
        index = in.getInt("index") & 0x7f;
        nmiMasked = in.getBoolean("nmiMasked");
        flags = in.getInt("flags");
        epoch = in.getLong("epoch");
        phase = in.getLong("phase");
        synced = in.getLong("synced");
        irq8.set(!replaced && interrupting());
    }
}
