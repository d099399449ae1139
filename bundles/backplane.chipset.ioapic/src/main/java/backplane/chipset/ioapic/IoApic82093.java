package backplane.chipset.ioapic;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.memory.MemoryDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.IoApic;
import java.util.Arrays;

/**
 * The 82093AA. Pin n is ISA line n, but line 0 is at pin 2, as on every PC: PCI interrupts come by the ISA lines that the
 * PIIX routes them to, and pins 16 to 23 are free.
 */
public class IoApic82093 implements Device, IoApic, MemoryDevice {
    static final int PINS = 24;

    private static final long BASE = 0xfec00000L;
    private static final int SIZE = 0x1000;
    private static final int IOREGSEL = 0x00;
    private static final int IOWIN = 0x10;

    private static final int ID = 0;
    private static final int VERSION = 1;
    private static final int ARBITRATION = 2;
    private static final int TABLE = 0x10;
    private static final int VERSION_VALUE = PINS - 1 << 16 | 0x11;
    private static final int ID_BITS = 0x0f000000;

    static final int LOGICAL = 1 << 11;
    static final int REMOTE_IRR = 1 << 14;
    static final int LEVEL = 1 << 15;
    static final int MASKED = 1 << 16;
    /** Vector, mode, destination mode, polarity, trigger, mask; delivery status and remote IRR are read-only. */
    private static final int WRITABLE = 0x1afff;

    private static final int TIMER_LINE = 0;
    private static final int CASCADE_LINE = 2;
    private static final int TIMER_PIN = 2;

    private static final DeviceInfo INFO =
            new DeviceInfo("ioapic", "Intel 82093AA I/O APIC", "Intel 290566: 82093AA", IoApicRegister.table());

    private final int[] low = new int[PINS];
    private final int[] high = new int[PINS];
    private CoreSlot slot;
    private int select;
    private int id;
    private int arbitration;
    /** Levels of the ISA lines. */
    private int lines;
    /** Levels of the pins. */
    private int pins;
    /** Edges that nobody has taken yet. */
    private int edges;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = (CoreSlot) plugged;
        Arrays.fill(low, MASKED);
        slot.memory(BASE, SIZE, this);
        slot.ioApic(this);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.POWER_ON || kind == ResetKind.HARD) {
            Arrays.fill(low, MASKED);
            Arrays.fill(high, 0);
            select = 0;
            id = 0;
            arbitration = 0;
            edges = 0;
        }
    }

    @Override
    public void line(int irq, boolean level) {
        lines = level ? lines | 1 << irq : lines & ~(1 << irq);
        if (irq == TIMER_LINE || irq == CASCADE_LINE) {
            pin(TIMER_PIN, (lines & (1 << TIMER_LINE | 1 << CASCADE_LINE)) != 0);
        } else {
            pin(irq, level);
        }
    }

    /** An edge at a masked input is lost, as the data sheet says. */
    private void pin(int pin, boolean level) {
        int bit = 1 << pin;
        boolean rise = level && (pins & bit) == 0;
        pins = level ? pins | bit : pins & ~bit;
        if (rise && (low[pin] & (MASKED | LEVEL)) == 0) {
            edges |= bit;
        }
        if (level) {
            serve(pin);
        }
    }

    private void serve(int pin) {
        int entry = low[pin];
        int bit = 1 << pin;
        boolean level = (entry & LEVEL) != 0;
        boolean wanted = level ? (pins & bit) != 0 && (entry & REMOTE_IRR) == 0 : (edges & bit) != 0;
        if ((entry & MASKED) != 0 || !wanted) {
            return;
        }
        if (level) {
            low[pin] |= REMOTE_IRR; // first: the other end may answer at once
        } else {
            edges &= ~bit;
        }
        boolean taken =
                slot.apicMessage(high[pin] >>> 24, (entry & LOGICAL) != 0, entry >>> 8 & 7, entry & 0xff, level);
        if (!taken && level) {
            low[pin] &= ~REMOTE_IRR;
        }
    }

    @Override
    public void endOfInterrupt(int vector) {
        for (int pin = 0; pin < PINS; pin++) {
            if ((low[pin] & (LEVEL | REMOTE_IRR | 0xff)) == (LEVEL | REMOTE_IRR | vector)) {
                low[pin] &= ~REMOTE_IRR;
                serve(pin);
            }
        }
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
    public void write8(int offset, int value) {
        if (offset == IOREGSEL) {
            select = value;
        }
    }

    @Override
    public void write16(int offset, int value) {
        write8(offset, value & 0xff);
    }

    @Override
    public int read32(int offset) {
        if (offset == IOREGSEL) {
            return select;
        }
        if (offset != IOWIN) {
            return 0;
        }
        int entry = select - TABLE >> 1;
        if (select >= TABLE) {
            return entry >= PINS ? 0 : (select & 1) == 0 ? low[entry] : high[entry];
        }
        return switch (select) {
            case ID -> id;
            case VERSION -> VERSION_VALUE;
            case ARBITRATION -> arbitration;
            default -> 0;
        };
    }

    @Override
    public void write32(int offset, int value) {
        if (offset == IOREGSEL) {
            select = value & 0xff;
        } else if (offset == IOWIN) {
            if (select == ID) {
                id = value & ID_BITS;
                arbitration = id;
            } else if (select >= TABLE && select - TABLE >> 1 < PINS) {
                redirect(select - TABLE >> 1, (select & 1) != 0, value);
            }
        }
    }

    /** An entry made edge triggered forgets remote IRR: so a system ends a level interrupt without an EOI. */
    private void redirect(int pin, boolean destination, int value) {
        if (destination) {
            high[pin] = value & 0xff000000;
            return;
        }
        int kept = (value & LEVEL) != 0 ? low[pin] & REMOTE_IRR : 0;
        low[pin] = value & WRITABLE | kept;
        if ((value & LEVEL) != 0) {
            edges &= ~(1 << pin);
        }
        serve(pin);
    }

    @Override
    public void save(StateWriter out) {
        out.put("select", select);
        out.put("id", id);
        out.put("arbitration", arbitration);
        out.put("edges", edges);
        out.put("low", low);
        out.put("high", high);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        int[] lowWords = in.getInts("low");
        int[] highWords = in.getInts("high");
        if (lowWords.length != PINS || highWords.length != PINS) {
            throw new StateException("ioapic: a redirection table of another length");
        }
        System.arraycopy(lowWords, 0, low, 0, PINS);
        System.arraycopy(highWords, 0, high, 0, PINS);
        select = in.getInt("select") & 0xff;
        id = in.getInt("id");
        arbitration = in.getInt("arbitration");
        edges = in.getInt("edges");
    }
}
