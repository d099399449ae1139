package backplane.cpu.x86.fpu;

/** Loads and stores. Memory is read before anything changes, and written before registers and flags do. */
final class Transfers {
    private static final long INTEGER_INDEFINITE = Long.MIN_VALUE;
    private static final int EMPTY = Soft80.IE;
    /** Rounding control of the control word: towards zero. */
    private static final int TRUNCATE = 0xc00;

    private static final int STORE_FAULTS = Soft80.IE | Soft80.OE | Soft80.UE;

    private final X87State s;
    private final Registers r;
    private final Soft80 soft;
    private final Conversions convert;
    private final FpuBus bus;

    Transfers(X87State state, Conversions convert, FpuBus bus) {
        this.s = state;
        this.r = state.r;
        this.soft = state.soft;
        this.convert = convert;
        this.bus = bus;
    }

    void transfer(int row, int segment, int offset) {
        switch (row) {
            case 0x08 -> loadSingle(segment, offset);
            case 0x0a -> storeSingle(segment, offset, false);
            case 0x0b -> storeSingle(segment, offset, true);
            case 0x18 -> loadInteger(bus.read32(segment, offset));
            case 0x19 -> storeInteger(segment, offset, 4, true, TRUNCATE);
            case 0x1a -> storeInteger(segment, offset, 4, false, 0);
            case 0x1b -> storeInteger(segment, offset, 4, true, 0);
            case 0x1d -> loadExtended(segment, offset);
            case 0x1f -> storeExtended(segment, offset);
            case 0x28 -> loadDouble(segment, offset);
            case 0x29 -> storeInteger(segment, offset, 8, true, TRUNCATE);
            case 0x2a -> storeDouble(segment, offset, false);
            case 0x2b -> storeDouble(segment, offset, true);
            case 0x38 -> loadInteger((short) bus.read16(segment, offset));
            case 0x39 -> storeInteger(segment, offset, 2, true, TRUNCATE);
            case 0x3a -> storeInteger(segment, offset, 2, false, 0);
            case 0x3b -> storeInteger(segment, offset, 2, true, 0);
            case 0x3c -> loadDecimal(segment, offset);
            case 0x3d -> loadInteger(bus.read64(segment, offset));
            case 0x3e -> storeDecimal(segment, offset);
            case 0x3f -> storeInteger(segment, offset, 8, true, 0);
            default -> throw bus.undefined();
        }
    }

    // ---- loads

    void loadSingle(int segment, int offset) {
        loadSingle(bus.read32(segment, offset));
    }

    void loadSingle(int bits) {
        if (!s.room()) {
            return;
        }
        int exp = bits >>> 23 & 0xff;
        if (exp != 0 && exp != 0xff || bits << 1 == 0) {
            s.raise(0);
            s.push(Float.intBitsToFloat(bits));
        } else {
            soft.begin(s.control());
            convert.widen(bits, true);
            pushWidened();
        }
    }

    void loadDouble(int segment, int offset) {
        long bits = bus.read64(segment, offset);
        if (!s.room()) {
            return;
        }
        int exp = (int) (bits >>> 52) & 0x7ff;
        if (exp != 0 && exp != 0x7ff || bits << 1 == 0) {
            s.raise(0);
            s.push(Double.longBitsToDouble(bits));
        } else {
            soft.begin(s.control());
            convert.widen(bits, true);
            pushWidened();
        }
    }

    private void pushWidened() {
        // A denormal is loaded even when its exception is not masked.
        if ((s.raise(soft.flags) & Soft80.IE) == 0) {
            s.pushSoft();
        }
    }

    private void loadExtended(int segment, int offset) {
        long m = bus.read64(segment, offset);
        int se = bus.read16(segment, offset + 8);
        if (s.room()) {
            s.raise(0);
            soft.set(m, se);
            s.pushSoft();
        }
    }

    private void loadInteger(long value) {
        if (s.room()) {
            s.raise(0);
            soft.begin(s.control());
            convert.fromInteger(value);
            s.pushSoft();
        }
    }

    private void loadInteger(int value) {
        if (s.room()) {
            s.raise(0);
            s.push(value);
        }
    }

    private void loadDecimal(int segment, int offset) {
        long digits = bus.read64(segment, offset);
        int high = bus.read16(segment, offset + 8);
        if (s.room()) {
            s.raise(0);
            soft.begin(s.control());
            convert.fromDigits(digits, high);
            s.pushSoft();
        }
    }

    void loadRegister(int p) {
        if (r.empty(p)) {
            if (s.underflow()) {
                s.top = s.physical(7);
                s.setNan(s.top);
            }
            return;
        }
        if (!s.room()) {
            return;
        }
        s.raise(0);
        s.top = s.physical(7);
        r.copy(p, s.top);
    }

    void exchange(int p) {
        if (r.empty(s.top) || r.empty(p)) {
            if (!s.underflow()) {
                return;
            }
            if (r.empty(s.top)) {
                s.setNan(s.top);
            }
            if (r.empty(p)) {
                s.setNan(p);
            }
        } else {
            s.raise(0);
        }
        r.swap(s.top, p);
    }

    void free(int p, boolean pop) {
        s.raise(0);
        r.free(p);
        s.popIf(pop);
    }

    /** D9 D8 to DF: FSTP that only pops when there is nothing to store. */
    void moveAndPop(int p) {
        s.raise(0);
        if (!r.empty(s.top)) {
            r.copy(s.top, p);
        }
        s.pop();
    }

    // ---- stores

    void storeRegister(int p, boolean pop) {
        if (r.empty(s.top)) {
            if (s.underflow()) {
                s.setNan(p);
                s.popIf(pop);
            }
            return;
        }
        s.raise(0);
        if (p != s.top) {
            r.copy(s.top, p);
        }
        s.popIf(pop);
    }

    /** Whether an empty source is stored as the default NaN or integer. */
    private boolean masked() {
        return (s.control() & Soft80.IE) != 0;
    }

    private void finishEmpty(boolean pop) {
        if (s.underflow()) {
            s.popIf(pop);
        }
    }

    private void finish(boolean pop) {
        boolean stored = stored();
        s.raise(soft.flags);
        s.popIf(pop && stored);
    }

    private boolean stored() {
        return (soft.flags & ~s.control() & STORE_FAULTS) == 0;
    }

    private void storeSingle(int segment, int offset, boolean pop) {
        if (r.empty(s.top)) {
            if (masked()) {
                bus.write32(segment, offset, 0xffc00000);
            }
            finishEmpty(pop);
            return;
        }
        soft.begin(s.control());
        long bits = convert.narrow(r.mantissa(s.top), r.signExp(s.top), 24);
        if (stored()) {
            bus.write32(segment, offset, (int) bits);
        }
        finish(pop);
    }

    void storeDouble(int segment, int offset, boolean pop) {
        if (r.kind[s.top] == Registers.DOUBLE) {
            bus.write64(segment, offset, Double.doubleToRawLongBits(r.real[s.top]));
            s.raise(0);
            s.popIf(pop);
            return;
        }
        if (r.empty(s.top)) {
            if (masked()) {
                bus.write64(segment, offset, 0xfff8000000000000L);
            }
            finishEmpty(pop);
            return;
        }
        soft.begin(s.control());
        long bits = convert.narrow(r.mantissa(s.top), r.signExp(s.top), 53);
        if (stored()) {
            bus.write64(segment, offset, bits);
        }
        finish(pop);
    }

    private void storeExtended(int segment, int offset) {
        boolean empty = r.empty(s.top);
        if (!empty || masked()) {
            bus.writable(segment, offset, 10);
            bus.write64(segment, offset, empty ? Soft80.NAN_MANTISSA : r.mantissa(s.top));
            bus.write16(segment, offset + 8, empty ? Soft80.NAN_SIGN_EXP : r.signExp(s.top));
        }
        if (empty) {
            finishEmpty(true);
        } else {
            s.raise(0);
            s.pop();
        }
    }

    /** @param rounding 0 for the control word's, or FISTTP's */
    private void storeInteger(int segment, int offset, int size, boolean pop, int rounding) {
        boolean empty = r.empty(s.top);
        soft.begin(s.control() | rounding);
        long max = -1L >>> 65 - size * 8;
        long value = empty ? 0 : convert.toInteger(r.mantissa(s.top), r.signExp(s.top), max, true);
        if (empty || (soft.flags & Soft80.IE) != 0) {
            value = -max - 1;
        }
        if (empty ? masked() : stored()) {
            switch (size) {
                case 2 -> bus.write16(segment, offset, (int) value & 0xffff);
                case 4 -> bus.write32(segment, offset, (int) value);
                default -> bus.write64(segment, offset, value);
            }
        }
        if (empty) {
            finishEmpty(pop);
        } else {
            finish(pop);
        }
    }

    private void storeDecimal(int segment, int offset) {
        boolean empty = r.empty(s.top);
        soft.begin(s.control());
        long m = r.mantissa(s.top);
        int se = r.signExp(s.top);
        long value = empty ? 0 : convert.toInteger(m, se, Conversions.BCD_LIMIT, false);
        boolean indefinite = empty || (soft.flags & Soft80.IE) != 0;
        if (empty ? masked() : stored()) {
            bus.writable(segment, offset, 10);
            bus.write64(segment, offset, indefinite ? Soft80.NAN_MANTISSA : Conversions.toDigits(value));
            int high = Conversions.toHighDigits(value) | se & 0x8000;
            bus.write16(segment, offset + 8, indefinite ? 0xffff : high);
        }
        if (empty) {
            finishEmpty(true);
        } else {
            finish(true);
        }
    }
}
