package backplane.chipset.lapic;

import backplane.api.device.Claim;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.LocalApic;
import java.lang.System.Logger.Level;

/** The local APIC: priorities and the way to the CPU's INTR. {@link LapicWindow} is what the guest sees of it. */
public class Lapic implements Device, LocalApic {
    static final int TIMER = 0;
    static final int THERMAL = 1;
    static final int PERFORMANCE = 2;
    static final int LINT0 = 3;
    static final int LINT1 = 4;
    static final int ERROR = 5;
    static final int LVTS = 6;

    static final int MASKED = 1 << 16;
    private static final int PERIODIC = 1 << 17;
    private static final int LEVEL = 1 << 15;
    private static final int SOFTWARE_ENABLE = 1 << 8;

    static final int SENT_ILLEGAL_VECTOR = 1 << 5;
    static final int RECEIVED_ILLEGAL_VECTOR = 1 << 6;
    static final int ILLEGAL_ADDRESS = 1 << 7;

    private static final int LOWEST_VECTOR = 16;
    private static final int SIZE = 0x1000;
    private static final long ENABLE = 1 << 11;
    private static final long BOOT_PROCESSOR = 1 << 8;
    private static final long ADDRESS = 0xfffff000L;
    private static final long RESET_BASE = 0xfee00000L | ENABLE | BOOT_PROCESSOR;
    /** What the guest can write in TIMER, THERMAL, PERFORMANCE, LINT0, LINT1, ERROR. */
    private static final int[] WRITABLE = {0x300ff, 0x107ff, 0x107ff, 0x1a7ff, 0x1a7ff, 0x100ff};

    private static final DeviceInfo INFO = new DeviceInfo(
            "apic", "local APIC of the processor", "Intel SDM volume 3A, chapter APIC", LapicRegister.table());

    private final VectorSet irr = new VectorSet();
    private final VectorSet isr = new VectorSet();
    private final VectorSet tmr = new VectorSet();
    private final int[] lvt = new int[LVTS];
    private final ApicTimer timer = new ApicTimer(() -> fire(TIMER));
    private final LapicWindow window = new LapicWindow(this, timer);

    private Slot slot;
    private Pins pins;
    private Claim mapped;
    private long mappedAt;
    private long base = RESET_BASE;

    private int id;
    private int tpr;
    private int ldr;
    private int dfr;
    private int svr;
    private int errors;
    private int esr;
    private boolean lint0;
    private boolean intr;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = plugged;
        timer.plug(slot.clock());
        initialise();
        mapped = slot.memory(base & ADDRESS, SIZE, window);
        mappedAt = base & ADDRESS;
        ((CoreSlot) slot).localApic(this);
    }

    @Override
    public void connect(Pins around) {
        pins = around;
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.POWER_ON || kind == ResetKind.HARD) {
            id = 0;
            base = RESET_BASE;
            init();
            decode();
        }
    }

    /** INIT leaves the id and the base alone. LINT0 then passes the 8259 on, as a BIOS would make it do. */
    @Override
    public void init() {
        initialise();
        force();
    }

    private void initialise() {
        irr.clear();
        isr.clear();
        tmr.clear();
        tpr = 0;
        ldr = 0;
        dfr = -1;
        svr = 0xff;
        errors = 0;
        esr = 0;
        java.util.Arrays.fill(lvt, MASKED);
        lvt[LINT0] = EXT_INT << 8;
        window.reset();
        timer.reset();
    }

    // --- the processor's side ---

    private boolean enabled() {
        return (base & ENABLE) != 0;
    }

    /** Enabled in the MSR and in SVR. */
    private boolean working() {
        return enabled() && (svr & SOFTWARE_ENABLE) != 0;
    }

    int ppr() {
        int serving = Math.max(isr.highest(), 0) & 0xf0;
        return (tpr & 0xf0) >= serving ? tpr : serving;
    }

    /** The vector to interrupt the CPU with, or -1. */
    private int pending() {
        int vector = working() ? irr.highest() : -1;
        return vector >= 0 && (vector & 0xf0) > (ppr() & 0xf0) ? vector : -1;
    }

    /** Whether LINT0 goes straight to INTR. */
    private boolean passes8259() {
        return !enabled() || (lvt[LINT0] & (MASKED | 0x700)) == EXT_INT << 8;
    }

    private void drive() {
        boolean level = lint0 && passes8259() || pending() >= 0;
        if (level != intr) {
            intr = level;
            pins.intr(level);
        }
    }

    private void force() {
        intr = false;
        if (pins != null) {
            pins.intr(false);
            drive();
        }
    }

    @Override
    public int acknowledge() {
        int vector = pending();
        if (vector >= 0) {
            irr.remove(vector);
            isr.add(vector);
            drive();
            return vector;
        }
        return passes8259() ? pins.acknowledge8259() : svr & 0xff;
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public void base(long value) {
        boolean was = enabled();
        base = value & (ADDRESS | ENABLE) | BOOT_PROCESSOR;
        if (was && !enabled()) {
            initialise();
        }
        decode();
        drive();
    }

    private void decode() {
        long wanted = enabled() ? base & ADDRESS : -1;
        if (wanted == mappedAt) {
            return;
        }
        if (mapped != null) {
            mapped.close();
            mapped = null;
        }
        mappedAt = wanted;
        if (wanted >= 0) {
            try {
                mapped = slot.memory(wanted, SIZE, window);
            } catch (PlugException e) {
                slot.log(Level.WARNING, "the guest put the local APIC over other registers: " + e.getMessage());
            }
        }
    }

    // --- interrupts ---

    @Override
    public void lint0(boolean level) {
        boolean rise = level && !lint0;
        lint0 = level;
        if (rise && enabled()) {
            fire(LINT0);
        }
        drive();
    }

    private void fire(int entry) {
        int value = lvt[entry];
        if ((value & MASKED) != 0) {
            return;
        }
        switch (entry == TIMER || entry == ERROR ? FIXED : value >>> 8 & 7) {
            case FIXED -> request(value & 0xff, entry == LINT0 && (value & LEVEL) != 0);
            case NMI -> pins.nmi();
            default -> {} // ExtINT is a level; nothing else can come from here
        }
    }

    private void request(int vector, boolean level) {
        if (vector < LOWEST_VECTOR) {
            error(RECEIVED_ILLEGAL_VECTOR);
            return;
        }
        irr.add(vector);
        if (level) {
            tmr.add(vector);
        } else {
            tmr.remove(vector);
        }
        drive();
    }

    void error(int bit) {
        if ((errors & bit) == 0) {
            errors |= bit;
            fire(ERROR);
        }
    }

    @Override
    public boolean message(int destination, boolean logical, int mode, int vector, boolean level) {
        if (!enabled() || !addressed(destination, logical)) {
            return false;
        }
        switch (mode) {
            case FIXED, LOWEST_PRIORITY -> {
                if (!working()) {
                    return false;
                }
                request(vector, level);
            }
            case NMI -> pins.nmi();
            case INIT -> pins.init();
            default -> {} // no SMM, and ExtINT comes by LINT0
        }
        return true;
    }

    private boolean addressed(int destination, boolean logical) {
        if (destination == 0xff) {
            return true;
        }
        if (!logical) {
            return destination == id;
        }
        if (dfr >>> 28 == 0xf) {
            return (destination & ldr >>> 24) != 0;
        }
        int cluster = destination >>> 4;
        return (cluster == 0xf || cluster == ldr >>> 28) && (destination & ldr >>> 24 & 0xf) != 0;
    }

    void endOfInterrupt() {
        int vector = isr.highest();
        if (vector < 0) {
            return;
        }
        isr.remove(vector);
        if (tmr.has(vector)) {
            pins.endOfInterrupt(vector);
        }
        drive();
    }

    // --- registers, for the window ---

    int id() {
        return id << 24;
    }

    void id(int value) {
        id = value >>> 24;
    }

    int tpr() {
        return tpr;
    }

    void tpr(int value) {
        tpr = value & 0xff;
        drive();
    }

    int ldr() {
        return ldr;
    }

    void ldr(int value) {
        ldr = value & 0xff000000;
    }

    int dfr() {
        return dfr;
    }

    void dfr(int value) {
        dfr = value | 0x0fffffff;
    }

    int svr() {
        return svr;
    }

    /** "When software disables the APIC, the mask bits of all LVT entries are set." */
    void svr(int value) {
        svr = value & 0x3ff;
        if ((svr & SOFTWARE_ENABLE) == 0) {
            for (int i = 0; i < LVTS; i++) {
                lvt[i] |= MASKED;
            }
        }
        drive();
    }

    int esr() {
        return esr;
    }

    void latchErrors() {
        esr = errors;
        errors = 0;
    }

    int lvt(int entry) {
        return lvt[entry];
    }

    void lvt(int entry, int value) {
        lvt[entry] = value & WRITABLE[entry] | ((svr & SOFTWARE_ENABLE) == 0 ? MASKED : 0);
        if (entry == TIMER) {
            timer.periodic((value & PERIODIC) != 0);
        }
        drive();
    }

    int isr(int word) {
        return isr.word(word);
    }

    int tmr(int word) {
        return tmr.word(word);
    }

    int irr(int word) {
        return irr.word(word);
    }

    // --- state ---

    @Override
    public void save(StateWriter out) {
        out.put("base", base);
        out.put("id", id);
        out.put("tpr", tpr);
        out.put("ldr", ldr);
        out.put("dfr", dfr);
        out.put("svr", svr);
        out.put("errors", errors);
        out.put("esr", esr);
        out.put("lvt", lvt);
        out.put("irr", irr.words());
        out.put("isr", isr.words());
        out.put("tmr", tmr.words());
        window.save(out.record("icr"));
        timer.save(out.record("timer"));
    }

    @Override
    public void restore(StateReader in) throws StateException {
        int[] entries = in.getInts("lvt");
        if (entries.length != LVTS
                || !irr.words(in.getInts("irr"))
                || !isr.words(in.getInts("isr"))
                || !tmr.words(in.getInts("tmr"))) {
            throw new StateException("apic: a register file has another length");
        }
        System.arraycopy(entries, 0, lvt, 0, LVTS);
        base = in.getLong("base") & (ADDRESS | ENABLE) | BOOT_PROCESSOR;
        id = in.getInt("id") & 0xff;
        tpr = in.getInt("tpr") & 0xff;
        ldr = in.getInt("ldr");
        dfr = in.getInt("dfr");
        svr = in.getInt("svr");
        errors = in.getInt("errors");
        esr = in.getInt("esr");
        window.restore(in.record("icr"));
        timer.restore(in.record("timer"));
        decode();
        force();
    }
}
