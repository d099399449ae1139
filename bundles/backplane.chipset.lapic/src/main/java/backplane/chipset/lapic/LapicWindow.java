package backplane.chipset.lapic;

import backplane.api.memory.MemoryDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.LocalApic;

/** The page at 0xFEE00000: dword registers, one to 16 bytes. Narrower writes do nothing. */
final class LapicWindow implements MemoryDevice {
    private static final int VERSION = 5 << 16 | 0x14;

    private static final int ICR_LEVEL = 1 << 14;
    private static final int ICR_TRIGGER = 1 << 15;
    private static final int ICR_LOGICAL = 1 << 11;
    private static final int ICR_WRITABLE = 0xccfff;

    private static final int NO_SHORTHAND = 0;
    private static final int SELF = 1;
    private static final int ALL = 2;

    private final Lapic apic;
    private final ApicTimer timer;
    private int icrLow;
    private int icrHigh;

    LapicWindow(Lapic apic, ApicTimer timer) {
        this.apic = apic;
        this.timer = timer;
    }

    void reset() {
        icrLow = 0;
        icrHigh = 0;
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
        if ((offset & 15) != 0) {
            return 0;
        }
        int index = offset >>> 4;
        return switch (index) {
            case 0x02 -> apic.id();
            case 0x03 -> VERSION;
            case 0x08 -> apic.tpr();
            case 0x09, 0x0a -> apic.ppr();
            case 0x0b -> 0;
            case 0x0d -> apic.ldr();
            case 0x0e -> apic.dfr();
            case 0x0f -> apic.svr();
            case 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17 -> apic.isr(index & 7);
            case 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f -> apic.tmr(index & 7);
            case 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27 -> apic.irr(index & 7);
            case 0x28 -> apic.esr();
            case 0x2f -> 0;
            case 0x30 -> icrLow;
            case 0x31 -> icrHigh;
            case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 -> apic.lvt(index - 0x32);
            case 0x38 -> timer.initial();
            case 0x39 -> timer.current();
            case 0x3e -> timer.divide();
            default -> {
                apic.error(Lapic.ILLEGAL_ADDRESS);
                yield 0;
            }
        };
    }

    @Override
    public void write32(int offset, int value) {
        if ((offset & 15) != 0) {
            return;
        }
        int index = offset >>> 4;
        switch (index) {
            case 0x02 -> apic.id(value);
            case 0x08 -> apic.tpr(value);
            case 0x0b -> apic.endOfInterrupt();
            case 0x0d -> apic.ldr(value);
            case 0x0e -> apic.dfr(value);
            case 0x0f -> apic.svr(value);
            case 0x28 -> apic.latchErrors();
            case 0x30 -> send(value);
            case 0x31 -> icrHigh = value & 0xff000000;
            case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 -> apic.lvt(index - 0x32, value);
            case 0x38 -> timer.initial(value);
            case 0x3e -> timer.divide(value);
            default -> {
                if (index < 0x10 || index > 0x2f) {
                    apic.error(Lapic.ILLEGAL_ADDRESS);
                }
            }
        }
    }

    private void send(int value) {
        icrLow = value & ICR_WRITABLE;
        int mode = value >>> 8 & 7;
        int vector = value & 0xff;
        if (mode == LocalApic.INIT && (value & (ICR_TRIGGER | ICR_LEVEL)) == ICR_TRIGGER) {
            return; // INIT level de-assert: arbitration ids alone
        }
        if ((mode == LocalApic.FIXED || mode == LocalApic.LOWEST_PRIORITY) && vector < 16) {
            apic.error(Lapic.SENT_ILLEGAL_VECTOR);
            return;
        }
        switch (value >>> 18 & 3) {
            case NO_SHORTHAND -> apic.message(icrHigh >>> 24, (value & ICR_LOGICAL) != 0, mode, vector, false);
            case SELF -> {
                if (mode == LocalApic.FIXED) {
                    apic.message(0xff, false, mode, vector, false);
                }
            }
            case ALL -> apic.message(0xff, false, mode, vector, false);
            default -> {} // all others: there are none
        }
    }

    void save(StateWriter out) {
        out.put("low", icrLow);
        out.put("high", icrHigh);
    }

    void restore(StateReader in) throws StateException {
        icrLow = in.getInt("low");
        icrHigh = in.getInt("high");
    }
}
