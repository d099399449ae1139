package backplane.chipset.pit8254;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * One counter of an 8254 as a function of time. Time is in clock pulses ("ticks"); nothing is counted down, every value
 * follows from the tick at which the counting element was loaded.
 */
final class Counter8254 {
    static final long NEVER = Long.MAX_VALUE;

    private static final int LSB = 1;
    private static final int MSB = 2;
    private static final int BOTH = 3;

    private int mode;
    private int access = BOTH;
    private boolean bcd;
    private boolean gate;

    /** The count register, 1 to 65536 or 10000. */
    private int count = 0x10000;
    /** Whether a whole count was written since the control word. */
    private boolean written;
    /** Whether the counting element was, or on the next pulse will be, loaded: modes 1 and 5 need a trigger first. */
    private boolean loaded;
    /** The tick at which it held {@link #count}; one pulse after the write or trigger. */
    private long start;
    /** Modes 0 and 4 with the gate low: pulses counted so far, else -1. Modes 2 and 3: the value held. */
    private long held = -1;
    /** A count that waits for the end of the cycle (modes 2, 3) or the next trigger (1, 5); 0 for none. */
    private int next;
    /** When and with which start {@link #next} takes over by itself. */
    private long nextAt;

    private long nextStart;
    /** The counting element before its first load. */
    private int stale;

    private boolean writeHigh;
    private int writeLow;
    private boolean readHigh;
    private boolean countLatched;
    private int latchedCount;
    private boolean statusLatched;
    private int latchedStatus;

    /** As after power-on, where the data sheet leaves everything open: nothing counts until it is programmed. */
    void reset(boolean gateLevel) {
        control(BOTH << 4, 0);
        stale = 0;
        count = 0x10000;
        start = 0;
        nextAt = 0;
        nextStart = 0;
        writeLow = 0;
        latchedCount = 0;
        latchedStatus = 0;
        gate = gateLevel;
    }

    private int modulus() {
        return bcd ? 10000 : 0x10000;
    }

    /** Adopts a waiting count whose time has come. */
    private void advance(long t) {
        if (next != 0 && t >= nextAt) {
            count = next;
            start = nextStart;
            next = 0;
        }
    }

    // --- the guest's side ---

    void control(int word, long t) {
        stale = value(t);
        access = word >>> 4 & 3;
        int m = word >>> 1 & 7;
        mode = m > 5 ? m - 4 : m;
        bcd = (word & 1) != 0;
        written = false;
        loaded = false;
        held = -1;
        next = 0;
        writeHigh = false;
        readHigh = false;
        countLatched = false;
        statusLatched = false;
    }

    void write(int value, long t) {
        switch (access) {
            case LSB -> load(value, t);
            case MSB -> load(value << 8, t);
            default -> {
                if (writeHigh) {
                    load(writeLow | value << 8, t);
                } else {
                    writeLow = value;
                    if (mode == 0) {
                        // "Writing the first byte disables counting. OUT is set low immediately."
                        stale = value(t);
                        written = false;
                        loaded = false;
                    }
                }
                writeHigh = !writeHigh;
            }
        }
    }

    private void load(int raw, long t) {
        int n = bcd ? fromBcd(raw) : raw;
        if (n == 0) {
            n = modulus();
        }
        boolean first = !written;
        written = true;
        if (mode == 2 || mode == 3) {
            n = Math.max(n, 2);
            if (!first && loaded && gate) {
                change(n, t);
                return;
            }
        }
        if (mode == 1 || mode == 5) {
            next = n;
            nextAt = NEVER;
            return;
        }
        begin(n, t);
        if (!gate) {
            held = mode == 0 || mode == 4 ? 0 : n;
        }
    }

    private void begin(int n, long t) {
        stale = value(t);
        count = n;
        start = t + 1;
        loaded = true;
        next = 0;
        held = -1;
    }

    /** A new count in modes 2 and 3 waits for the end of the cycle, in mode 3 of the half-cycle. */
    private void change(int n, long t) {
        advance(t);
        if (t < start) {
            count = n;
            return;
        }
        long cycle = start + (t - start) / count * count;
        int high = (count + 1) / 2;
        next = n;
        if (mode == 3 && t < cycle + high) {
            nextAt = cycle + high;
            nextStart = nextAt - (n + 1) / 2; // so that the low half begins there
        } else {
            nextAt = cycle + count;
            nextStart = nextAt;
        }
    }

    void gate(boolean level, long t) {
        if (level == gate) {
            return;
        }
        int now = value(t);
        gate = level;
        switch (mode) {
            case 0, 4 -> {
                if (!level) {
                    held = Math.max(t - start, 0);
                } else if (held >= 0) {
                    start = t - held;
                    held = -1;
                }
            }
            case 2, 3 -> {
                if (!level) {
                    held = now;
                } else if (written) {
                    begin(next != 0 ? next : count, t);
                }
            }
            default -> {
                if (level && written) {
                    begin(next != 0 ? next : count, t);
                }
            }
        }
    }

    int read(long t) {
        if (statusLatched) {
            statusLatched = false;
            return latchedStatus;
        }
        int v = countLatched ? latchedCount : digits(value(t));
        boolean high = access == MSB || access == BOTH && readHigh;
        if (access == BOTH) {
            readHigh = !readHigh;
        }
        if (access != BOTH || !readHigh) {
            countLatched = false;
        }
        return high ? v >>> 8 : v & 0xff;
    }

    void latchCount(long t) {
        if (!countLatched) {
            countLatched = true;
            latchedCount = digits(value(t));
        }
    }

    void latchStatus(long t) {
        if (!statusLatched) {
            statusLatched = true;
            advance(t);
            boolean nullCount = !loaded || t < start || next != 0;
            latchedStatus = (out(t) ? 0x80 : 0) | (nullCount ? 0x40 : 0) | access << 4 | mode << 1 | (bcd ? 1 : 0);
        }
    }

    // --- the pins ---

    boolean out(long t) {
        advance(t);
        long k = held >= 0 && (mode == 0 || mode == 4) ? held : t - start;
        return switch (mode) {
            case 0 -> loaded && k >= count;
            case 1 -> !loaded || k < 0 || k >= count;
            case 2 -> !loaded || !gate || k < 0 || k % count != count - 1;
            case 3 -> !loaded || !gate || k < 0 || k % count < (count + 1) / 2;
            default -> !loaded || k != count;
        };
    }

    /** The first tick after {@code t} at which OUT rises, if nothing is written until then. */
    long rise(long t) {
        if (!loaded || held >= 0) {
            return NEVER;
        }
        long once = mode == 0 || mode == 1 ? start + count : start + count + 1;
        return switch (mode) {
            case 2, 3 ->
                next == 0
                        ? cycle(start, count, Math.max(t + 1, start + 1))
                        : cycle(nextStart, next, Math.max(t + 1, nextAt));
            default -> once > t ? once : NEVER;
        };
    }

    /** The first start of a cycle at or after {@code from}. */
    private static long cycle(long start, int count, long from) {
        return start + -Math.floorDiv(start - from, (long) count) * count;
    }

    /** Pulses per cycle when OUT is a tone, else 0. */
    int tone() {
        return (mode == 2 || mode == 3) && loaded && gate ? next != 0 ? next : count : 0;
    }

    /** The counting element. */
    private int value(long t) {
        advance(t);
        if (!loaded) {
            return stale;
        }
        if (held >= 0 && (mode == 2 || mode == 3)) {
            return (int) held;
        }
        long k = held >= 0 ? held : t - start;
        if (k < 0) {
            return count; // a read of the real chip takes longer than the pulse that loads it
        }
        return switch (mode) {
            case 2 -> (int) (count - k % count);
            case 3 -> {
                int phase = (int) (k % count);
                int high = (count + 1) / 2;
                yield (count & ~1) - 2 * (phase < high ? phase : phase - high);
            }
            default -> (int) Math.floorMod(count - k, (long) modulus());
        };
    }

    private int digits(int value) {
        int v = value % modulus();
        return bcd ? v % 10 | v / 10 % 10 << 4 | v / 100 % 10 << 8 | v / 1000 << 12 : v;
    }

    private static int fromBcd(int raw) {
        int n = (raw & 15) + (raw >>> 4 & 15) * 10 + (raw >>> 8 & 15) * 100 + (raw >>> 12) * 1000;
        return n % 10000;
    }

    // --- state ---

    void save(StateWriter out) {
        out.put("mode", mode);
        out.put("access", access);
        out.put("bcd", bcd);
        out.put("gate", gate);
        out.put("count", count);
        out.put("written", written);
        out.put("loaded", loaded);
        out.put("start", start);
        out.put("held", held);
        out.put("next", next);
        out.put("nextAt", nextAt);
        out.put("nextStart", nextStart);
        out.put("stale", stale);
        out.put("writeHigh", writeHigh);
        out.put("writeLow", writeLow);
        out.put("readHigh", readHigh);
        out.put("countLatched", countLatched);
        out.put("latchedCount", latchedCount);
        out.put("statusLatched", statusLatched);
        out.put("latchedStatus", latchedStatus);
    }

    void restore(StateReader in) throws StateException {
        mode = in.getInt("mode");
        access = in.getInt("access");
        bcd = in.getBoolean("bcd");
        gate = in.getBoolean("gate");
        count = Math.max(in.getInt("count"), 1);
        written = in.getBoolean("written");
        loaded = in.getBoolean("loaded");
        start = in.getLong("start");
        held = in.getLong("held");
        next = in.getInt("next");
        nextAt = in.getLong("nextAt");
        nextStart = in.getLong("nextStart");
        stale = in.getInt("stale");
        writeHigh = in.getBoolean("writeHigh");
        writeLow = in.getInt("writeLow");
        readHigh = in.getBoolean("readHigh");
        countLatched = in.getBoolean("countLatched");
        latchedCount = in.getInt("latchedCount");
        statusLatched = in.getBoolean("statusLatched");
        latchedStatus = in.getInt("latchedStatus");
    }
}
