package backplane.chipset.pit8254;

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

/**
 * The 8254. Counts follow from the clock when they are read; a timer is armed only for rising edges of counter 0, and
 * not while the HPET has its interrupt. Each edge has its own deadline on the counter's grid, so when the machine runs
 * late all of them still come.
 */
public class Pit8254 implements Device, PortDevice {
    /** Clock input in Hz: 14.31818 MHz / 12. */
    static final long HZ = 1_193_182;

    private static final long SECOND = 1_000_000_000;
    private static final int CONTROL = 3;
    private static final int READ_BACK = 3;
    /** Pulses per level of the refresh bit: 15.1 us, as counter 1 is programmed on a PC. */
    private static final int REFRESH = 18;

    private static final int GATE_2 = 0x01;
    private static final int SPEAKER_DATA = 0x02;
    private static final int PORT_B_STORED = 0x0f;

    private static final DeviceInfo INFO = new DeviceInfo(
            "isa-pit",
            "Intel 8254 interval timer with system control port B",
            "Intel 231164 (8254), 290550 (82371SB)",
            Pit8254Register.table());

    private final Counter8254[] counters = {new Counter8254(), new Counter8254(), new Counter8254()};
    private Clock clock;
    private Timer timer;
    private IrqLine irq0;
    private Signal speaker;

    /** The tick of the edge that {@link #timer} is armed for. */
    private long edge = Counter8254.NEVER;

    private int portB;
    /** Interrupt 0 is the HPET's. */
    private boolean replaced;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        timer = clock.timer("irq0", this::edge);
        irq0 = slot.irq(0);
        speaker = slot.signal("speaker");
        Signal legacy = slot.signal("hpet-legacy");
        replaced = legacy.get() != 0;
        legacy.watch(this::replace);
        slot.ports(0x40, 4, this);
        slot.ports(0x61, 1, new PortB());
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.POWER_ON && kind != ResetKind.HARD) {
            return;
        }
        for (int i = 0; i < 3; i++) {
            counters[i].reset(i != 2);
        }
        portB = 0;
        output0(now());
        sound();
    }

    /** Clock pulses since power-on. */
    private long now() {
        long ns = clock.now();
        return ns / SECOND * HZ + ns % SECOND * HZ / SECOND;
    }

    /** The first nanosecond of a pulse. */
    private static long ns(long tick) {
        return tick / HZ * SECOND + (tick % HZ * SECOND + HZ - 1) / HZ;
    }

    @Override
    public int read8(int offset) {
        return offset == CONTROL ? 0xff : counters[offset].read(now());
    }

    @Override
    public void write8(int offset, int value) {
        long t = now();
        if (offset != CONTROL) {
            counters[offset].write(value, t);
            changed(offset, t);
        } else if (value >>> 6 == READ_BACK) {
            readBack(value, t);
        } else if ((value & 0x30) == 0) {
            counters[value >>> 6].latchCount(t);
        } else {
            counters[value >>> 6].control(value, t);
            changed(value >>> 6, t);
        }
    }

    private void readBack(int word, long t) {
        for (int i = 0; i < 3; i++) {
            if ((word & 2 << i) != 0) {
                if ((word & 0x20) == 0) {
                    counters[i].latchCount(t);
                }
                if ((word & 0x10) == 0) {
                    counters[i].latchStatus(t);
                }
            }
        }
    }

    private void changed(int counter, long t) {
        if (counter == 0) {
            output0(t);
        } else if (counter == 2) {
            sound();
        }
    }

    /** The HPET takes interrupt 0 over, or gives it back. */
    private void replace(int on) {
        replaced = on != 0;
        output0(now());
    }

    private void output0(long t) {
        irq0.set(!replaced && counters[0].out(t));
        arm(t);
    }

    private void arm(long after) {
        edge = replaced ? Counter8254.NEVER : counters[0].rise(after);
        if (edge == Counter8254.NEVER) {
            timer.cancel();
        } else {
            timer.at(ns(edge));
        }
    }

    /** The falls between two edges are nobody's business: a fall just before the rise is as good. */
    private void edge() {
        irq0.set(false);
        irq0.set(true);
        arm(edge);
    }

    /** The wire {@code speaker} carries the pitch in Hz, 0 for silence. */
    private void sound() {
        int pulses = (portB & (GATE_2 | SPEAKER_DATA)) == (GATE_2 | SPEAKER_DATA) ? counters[2].tone() : 0;
        int pitch = pulses == 0 ? 0 : (int) (HZ / pulses);
        if (pitch != speaker.get()) {
            speaker.set(pitch);
        }
    }

    @Override
    public void save(StateWriter out) {
        for (int i = 0; i < 3; i++) {
            counters[i].save(out.record("counter" + i));
        }
        out.put("edge", edge);
        out.put("portB", portB);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        for (int i = 0; i < 3; i++) {
            counters[i].restore(in.record("counter" + i));
        }
        edge = in.getLong("edge");
        portB = in.getInt("portB");
        irq0.set(!replaced && counters[0].out(now()));
        sound();
    }

    /** Port 0x61. */
    private final class PortB implements PortDevice {
        @Override
        public int read8(int offset) {
            long t = now();
            int refresh = (int) (t / REFRESH) & 1;
            return portB | refresh << 4 | (counters[2].out(t) ? 0x20 : 0);
        }

        @Override
        public void write8(int offset, int value) {
            portB = value & PORT_B_STORED;
            counters[2].gate((value & GATE_2) != 0, now());
            sound();
        }
    }
}
