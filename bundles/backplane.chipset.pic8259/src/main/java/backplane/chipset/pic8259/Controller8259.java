package backplane.chipset.pic8259;

import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** One 8259A. Inputs and the INT output are plain bits; {@link Pic8259} wires two of them. */
final class Controller8259 implements PortDevice {
    /** No request is served now. */
    static final int NONE = -1;

    private static final int COMMAND = 0;

    private static final int ICW1 = 0x10;
    private static final int ICW1_IC4 = 0x01;
    private static final int ICW1_SINGLE = 0x02;
    private static final int ICW4_AEOI = 0x02;
    private static final int ICW4_SFNM = 0x10;
    private static final int OCW3 = 0x08;
    private static final int OCW3_POLL = 0x04;
    private static final int OCW3_RR = 0x02;
    private static final int OCW3_RIS = 0x01;
    private static final int OCW3_ESMM = 0x40;
    private static final int OCW3_SMM = 0x20;

    private static final int READY = 0;
    private static final int WANTS_ICW2 = 2;
    private static final int WANTS_ICW3 = 3;
    private static final int WANTS_ICW4 = 4;

    private final boolean master;
    private final Runnable changed;

    /** Levels at IR0 to IR7. */
    private int lines;
    /** Rising edges seen and not served; a fall leaves them, so that a pulse is not lost. */
    private int latch;

    private int elcr;
    private int isr;
    private int imr;
    private int vectorBase;
    /** The input with the highest priority. */
    private int top;

    private int step;
    private boolean single;
    private boolean wantsIcw4;
    private boolean autoEoi;
    private boolean rotateOnAutoEoi;
    private boolean fullyNested;
    private boolean specialMask;
    private boolean readIsr;
    private boolean poll;

    Controller8259(boolean master, Runnable changed) {
        this.master = master;
        this.changed = changed;
    }

    void reset() {
        initialise();
        elcr = 0;
        vectorBase = 0;
        step = READY;
        single = false;
        wantsIcw4 = false;
    }

    /** What ICW1 does (data sheet, "Initialization Command Words"). A line that is high stays unseen until it falls. */
    private void initialise() {
        latch = 0;
        isr = 0;
        imr = 0;
        top = 0;
        autoEoi = false;
        rotateOnAutoEoi = false;
        fullyNested = false;
        specialMask = false;
        readIsr = false;
        poll = false;
    }

    void line(int input, boolean level) {
        int bit = 1 << input;
        if (!level) {
            lines &= ~bit;
        } else if ((lines & bit) == 0) {
            lines |= bit;
            latch |= bit & ~elcr;
        }
    }

    /** The slave asks through IR2. Its INT falls and rises at each acknowledge: every request is an edge. */
    void cascade() {
        latch |= 1 << Pic8259.CASCADE;
    }

    private int irr() {
        return latch & ~elcr | lines & elcr;
    }

    /** Distance from the highest priority of the best input in {@code set}, 8 when the set is empty. */
    private int rank(int set) {
        int rotated = (set >>> top | set << 8 - top) & 0xff;
        return rotated == 0 ? 8 : Integer.numberOfTrailingZeros(rotated);
    }

    /** The input that INT asks for, or {@link #NONE}. */
    int request() {
        int wanted = rank(irr() & ~imr);
        if (wanted == 8) {
            return NONE;
        }
        int busy = isr;
        if (specialMask) {
            busy &= ~imr;
        }
        if (fullyNested && master) {
            busy &= ~(1 << Pic8259.CASCADE);
        }
        return wanted < rank(busy) ? wanted + top & 7 : NONE;
    }

    void acknowledge(int input) {
        latch &= ~(1 << input);
        if (!autoEoi) {
            isr |= 1 << input;
        } else if (rotateOnAutoEoi) {
            top = input + 1 & 7;
        }
    }

    int vector(int input) {
        return vectorBase | input;
    }

    @Override
    public int read8(int offset) {
        if (poll) {
            poll = false;
            int input = request();
            if (input == NONE) {
                return 0;
            }
            acknowledge(input);
            changed.run();
            return 0x80 | input;
        }
        if (offset != COMMAND) {
            return imr;
        }
        return readIsr ? isr : irr();
    }

    @Override
    public void write8(int offset, int value) {
        if (offset != COMMAND) {
            writeData(value);
        } else if ((value & ICW1) != 0) {
            initialise();
            single = (value & ICW1_SINGLE) != 0;
            wantsIcw4 = (value & ICW1_IC4) != 0;
            step = WANTS_ICW2;
        } else if ((value & OCW3) != 0) {
            writeOcw3(value);
        } else {
            writeOcw2(value >>> 5, value & 7);
        }
        changed.run();
    }

    private void writeData(int value) {
        switch (step) {
            case WANTS_ICW2 -> {
                vectorBase = value & 0xf8;
                step = !single ? WANTS_ICW3 : wantsIcw4 ? WANTS_ICW4 : READY;
            }
            case WANTS_ICW3 -> step = wantsIcw4 ? WANTS_ICW4 : READY; // the wiring is fixed on a PC
            case WANTS_ICW4 -> {
                autoEoi = (value & ICW4_AEOI) != 0;
                fullyNested = (value & ICW4_SFNM) != 0;
                step = READY;
            }
            default -> imr = value;
        }
    }

    private void writeOcw2(int command, int level) {
        switch (command) {
            case 0 -> rotateOnAutoEoi = false;
            case 4 -> rotateOnAutoEoi = true;
            case 1, 5 -> {
                // In special mask mode a masked level is not what a non-specific EOI means.
                int rank = rank(specialMask ? isr & ~imr : isr);
                if (rank != 8) {
                    endOfInterrupt(rank + top & 7, command == 5);
                }
            }
            case 3, 7 -> endOfInterrupt(level, command == 7);
            case 6 -> top = level + 1 & 7;
            default -> {} // 2 is "no operation"
        }
    }

    private void endOfInterrupt(int input, boolean rotate) {
        isr &= ~(1 << input);
        if (rotate) {
            top = input + 1 & 7;
        }
    }

    private void writeOcw3(int value) {
        if ((value & OCW3_POLL) != 0) {
            poll = true;
        } else if ((value & OCW3_RR) != 0) {
            readIsr = (value & OCW3_RIS) != 0;
        }
        if ((value & OCW3_ESMM) != 0) {
            specialMask = (value & OCW3_SMM) != 0;
        }
    }

    int elcr() {
        return elcr;
    }

    void elcr(int value) {
        elcr = value;
        latch &= ~value;
    }

    void save(StateWriter out) {
        out.put("lines", lines);
        out.put("latch", latch);
        out.put("elcr", elcr);
        out.put("isr", isr);
        out.put("imr", imr);
        out.put("vectorBase", vectorBase);
        out.put("top", top);
        out.put("step", step);
        out.put("single", single);
        out.put("wantsIcw4", wantsIcw4);
        out.put("autoEoi", autoEoi);
        out.put("rotateOnAutoEoi", rotateOnAutoEoi);
        out.put("fullyNested", fullyNested);
        out.put("specialMask", specialMask);
        out.put("readIsr", readIsr);
        out.put("poll", poll);
    }

    void restore(StateReader in) throws StateException {
        lines = in.getInt("lines");
        latch = in.getInt("latch");
        elcr = in.getInt("elcr");
        isr = in.getInt("isr");
        imr = in.getInt("imr");
        vectorBase = in.getInt("vectorBase");
        top = in.getInt("top") & 7;
        step = in.getInt("step");
        single = in.getBoolean("single");
        wantsIcw4 = in.getBoolean("wantsIcw4");
        autoEoi = in.getBoolean("autoEoi");
        rotateOnAutoEoi = in.getBoolean("rotateOnAutoEoi");
        fullyNested = in.getBoolean("fullyNested");
        specialMask = in.getBoolean("specialMask");
        readIsr = in.getBoolean("readIsr");
        poll = in.getBoolean("poll");
    }
}
