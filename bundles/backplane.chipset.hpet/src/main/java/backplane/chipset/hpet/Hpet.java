package backplane.chipset.hpet;

import backplane.api.clock.Clock;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.memory.MemoryDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The main counter, the global registers and the interrupt lines. Dword registers; narrower writes do nothing. */
public class Hpet implements Device, MemoryDevice {
    static final int TIMERS = 3;

    private static final long BASE = 0xfed00000L;
    private static final int SIZE = 0x400;
    private static final int NS_PER_TICK = 10;

    private static final int CAPABILITIES = 0x8086a201;
    private static final int PERIOD_FS = 10_000_000;
    private static final int ENABLE = 1;
    private static final int LEGACY = 2;
    private static final int FIRST_TIMER = 0x100;

    private static final int TIMER_IRQ = 0;
    private static final int RTC_IRQ = 8;
    /** I/O APIC input 2, where no 8259 listens. */
    private static final int ROUTED = 2;

    private static final DeviceInfo INFO =
            new DeviceInfo("hpet", "high precision event timer", "IA-PC HPET 1.0a", HpetRegister.table());

    private final HpetTimer[] timers = new HpetTimer[TIMERS];
    private final boolean[] active = new boolean[TIMERS];
    private Clock clock;
    private Signal legacy;
    private IrqLine irq0;
    private IrqLine irq8;
    private IrqLine irq2;

    private int config;
    /** While the counter runs: the time at which it was 0. */
    private long origin;
    /** While it stands: its value. */
    private long stopped;

    public Hpet() {
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = new HpetTimer(this, i);
        }
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        for (HpetTimer timer : timers) {
            timer.plug(clock);
        }
        irq0 = slot.irq(TIMER_IRQ);
        irq8 = slot.irq(RTC_IRQ);
        irq2 = slot.irq(ROUTED);
        legacy = slot.signal("hpet-legacy");
        slot.memory(BASE, SIZE, this);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.POWER_ON && kind != ResetKind.HARD) {
            return;
        }
        config = 0;
        origin = 0;
        stopped = 0;
        for (int i = 0; i < TIMERS; i++) {
            timers[i].reset();
            active[i] = false;
        }
        legacy.set(0);
        drive();
    }

    boolean running() {
        return (config & ENABLE) != 0;
    }

    long counter() {
        return running() ? Math.floorDiv(clock.now() - origin, (long) NS_PER_TICK) : stopped;
    }

    /** The first nanosecond of a tick. */
    long timeOf(long tick) {
        return origin + tick * NS_PER_TICK;
    }

    private boolean legacy() {
        return (config & LEGACY) != 0;
    }

    /** The comparator of a timer is equal to the counter. */
    void matched(int timer) {
        if (timers[timer].level()) {
            active[timer] = true;
            drive();
        } else if (timers[timer].interrupts()) {
            IrqLine line = line(timer);
            if (line != null && !line.level()) {
                line.pulse();
            }
        }
    }

    private IrqLine line(int timer) {
        if (legacy() && timer < 2) {
            return timer == 0 ? irq0 : irq8;
        }
        return timers[timer].route() == ROUTED ? irq2 : null;
    }

    private void drive() {
        boolean zero = false;
        boolean two = false;
        boolean eight = false;
        for (int i = 0; i < TIMERS; i++) {
            IrqLine line = active[i] && timers[i].interrupts() ? line(i) : null;
            zero |= line == irq0;
            two |= line == irq2;
            eight |= line == irq8;
        }
        irq0.set(zero);
        irq2.set(two);
        irq8.set(eight);
    }

    private int status() {
        return (active[0] ? 1 : 0) | (active[1] ? 2 : 0) | (active[2] ? 4 : 0);
    }

    @Override
    public int read8(int offset) {
        return read32(offset & ~3) >>> 8 * (offset & 3) & 0xff;
    }

    @Override
    public int read16(int offset) {
        return (offset & 1) == 0
                ? read32(offset & ~3) >>> 8 * (offset & 2) & 0xffff
                : MemoryDevice.super.read16(offset);
    }

    @Override
    public void write8(int offset, int value) {}

    @Override
    public int read32(int offset) {
        return switch (offset) {
            case 0x000 -> CAPABILITIES;
            case 0x004 -> PERIOD_FS;
            case 0x010 -> config;
            case 0x020 -> status();
            case 0x0f0 -> (int) counter();
            case 0x0f4 -> (int) (counter() >>> 32);
            default -> {
                int timer = offset - FIRST_TIMER >> 5;
                yield offset >= FIRST_TIMER && timer < TIMERS ? timers[timer].read(offset & 0x1f) : 0;
            }
        };
    }

    @Override
    public void write32(int offset, int value) {
        switch (offset) {
            case 0x010 -> configure(value & (ENABLE | LEGACY));
            case 0x020 -> {
                for (int i = 0; i < TIMERS; i++) {
                    active[i] &= (value >>> i & 1) == 0;
                }
                drive();
            }
            case 0x0f0 -> set(stopped & 0xffffffff00000000L | value & 0xffffffffL);
            case 0x0f4 -> set(stopped & 0xffffffffL | (long) value << 32);
            default -> {
                int timer = offset - FIRST_TIMER >> 5;
                if (offset >= FIRST_TIMER && timer < TIMERS) {
                    timers[timer].write(offset & 0x1f, value);
                    drive();
                }
            }
        }
    }

    private void set(long value) {
        if (!running()) {
            stopped = value;
        }
    }

    private void configure(int value) {
        boolean was = running();
        long count = counter();
        int before = config;
        for (HpetTimer timer : timers) {
            timer.catchUp();
        }
        config = value;
        if (running() != was) {
            stopped = count;
            origin = clock.now() - count * NS_PER_TICK;
            for (HpetTimer timer : timers) {
                timer.arm();
            }
        }
        if (((before ^ value) & LEGACY) != 0) {
            legacy.set(legacy() ? 1 : 0);
        }
        drive();
    }

    @Override
    public void save(StateWriter out) {
        out.put("config", config);
        out.put("origin", origin);
        out.put("stopped", stopped);
        out.put("active", status());
        for (int i = 0; i < TIMERS; i++) {
            timers[i].save(out.record("timer" + i));
        }
    }

    /** The wire to PIT and RTC is driven again: it may belong to another machine now. */
    @Override
    public void restore(StateReader in) throws StateException {
        config = in.getInt("config") & (ENABLE | LEGACY);
        origin = in.getLong("origin");
        stopped = in.getLong("stopped");
        int bits = in.getInt("active");
        for (int i = 0; i < TIMERS; i++) {
            active[i] = (bits >>> i & 1) != 0;
            timers[i].restore(in.record("timer" + i));
        }
        legacy.set(legacy() ? 1 : 0);
        drive();
    }
}
