package backplane.cpu.x86.fpu;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The x87 unit: decodes D8 to DF. The processor checks #NM before it calls. Host doubles are used where they give the
 * same bits, {@link Soft80} everywhere else.
 */
public final class Fpu {
    private final FpuBus bus;
    private final X87State s = new X87State();
    private final Operations operations;
    private final Transfers transfers;
    private final Environment environment;
    private final Transcendental transcendental = new Transcendental(s);

    public Fpu(FpuBus bus) {
        this.bus = bus;
        Conversions convert = new Conversions(s.soft);
        operations = new Operations(s, convert, bus);
        transfers = new Transfers(s, convert, bus);
        environment = new Environment(s, bus);
        reset();
    }

    /** RESET. INIT leaves the unit alone. */
    public void reset() {
        s.reset();
        settle();
    }

    /** Whether the next instruction that waits reports an error. */
    public boolean pending() {
        return s.pending();
    }

    /** 9B WAIT. */
    public void waiting() {
        if (s.pending()) {
            bus.mathFault();
        }
    }

    /** An instruction with a memory operand; {@code eip} is where it starts, prefixes included. */
    public void memory(int opcode, int modrm, int segment, int offset, int eip, boolean op32) {
        int row = (opcode & 7) << 3 | modrm >>> 3 & 7;
        switch (row) {
            case 0x0d -> {
                waiting();
                s.setControl(bus.read16(segment, offset));
                settle();
                return;
            }
            case 0x0f -> {
                bus.write16(segment, offset, s.control());
                return;
            }
            case 0x2f -> {
                bus.write16(segment, offset, s.status());
                return;
            }
            case 0x0c, 0x0e, 0x2c, 0x2e -> {
                environment(row, segment, offset, op32);
                return;
            }
            case 0x09, 0x1c, 0x1e, 0x2d -> throw bus.undefined();
            default -> {}
        }
        waiting();
        switch (opcode & 7) {
            case 0 -> operations.arithmeticSingle(row & 7, segment, offset);
            case 2 -> operations.arithmeticInteger(row & 7, bus.read32(segment, offset));
            case 4 -> operations.arithmeticDouble(row & 7, segment, offset);
            case 6 -> operations.arithmeticInteger(row & 7, (short) bus.read16(segment, offset));
            default -> transfers.transfer(row, segment, offset);
        }
        last(opcode << 8 | modrm, eip);
        data(segment, offset);
    }

    private void data(int segment, int offset) {
        s.dataPointer = offset;
        s.dataSelector = bus.selector(segment);
    }

    /** {@code word}: the two opcode bytes. */
    private void last(int word, int eip) {
        s.instructionPointer = eip;
        s.instructionSelector = bus.selector(1);
        s.instructionOpcode = word & 0x7ff;
    }

    private void environment(int row, int segment, int offset, boolean op32) {
        switch (row) {
            case 0x0c -> {
                waiting();
                environment.load(segment, offset, op32);
            }
            case 0x0e -> {
                environment.store(segment, offset, op32);
                s.setControl(s.control() | 0x3f);
            }
            case 0x2c -> {
                waiting();
                environment.restore(segment, offset, op32);
            }
            default -> {
                environment.save(segment, offset, op32);
                s.initialise();
            }
        }
        settle();
    }

    private void settle() {
        if (!s.pending()) {
            bus.settled();
        }
    }

    /** An instruction between registers. */
    public void register(int opcode, int modrm, int eip) {
        int row = (opcode & 7) << 3 | modrm >>> 3 & 7;
        if (row == 0x1c) {
            administer(modrm);
            return;
        }
        if (row == 0x3c) {
            if (modrm != 0xe0) {
                throw bus.undefined();
            }
            bus.ax(s.status());
            return;
        }
        if (missing(row, modrm)) {
            throw bus.undefined();
        }
        waiting();
        int p = s.physical(modrm & 7);
        switch (opcode & 7) {
            case 0 -> operations.arithmetic(row & 7, s.top, p, s.top, (row & 7) == 3);
            case 4 -> operations.arithmetic(row & 7, s.top, p, p, (row & 7) == 3);
            case 6 -> {
                if (row == 0x33) {
                    operations.compare(s.top, p, false, 2);
                } else {
                    operations.arithmetic(row & 7, s.top, p, p, true);
                }
            }
            default -> move(row, modrm, p);
        }
        last(opcode << 8 | modrm, eip);
    }

    /** Forms that do not exist. */
    static boolean missing(int row, int modrm) {
        return switch (row) {
            case 0x0a -> modrm != 0xd0;
            case 0x0c -> modrm == 0xe2 || modrm == 0xe3 || modrm > 0xe5;
            case 0x0d -> modrm == 0xef;
            case 0x14, 0x16, 0x17, 0x1f, 0x2e, 0x2f, 0x3f -> true;
            case 0x15 -> modrm != 0xe9;
            case 0x33 -> modrm != 0xd9;
            default -> false;
        };
    }

    /** Of D9 F0 to FF. */
    private static boolean transcendental(int modrm) {
        return modrm < 0xf4 || modrm == 0xf9 || modrm == 0xfb || modrm > 0xfd;
    }

    private void move(int row, int modrm, int p) {
        switch (row) {
            case 0x08 -> transfers.loadRegister(p);
            case 0x09, 0x29, 0x39 -> transfers.exchange(p);
            case 0x0b -> transfers.moveAndPop(p);
            case 0x2a, 0x2b, 0x3a, 0x3b -> transfers.storeRegister(p, row != 0x2a);
            case 0x0c -> operations.signs(modrm);
            case 0x0d -> operations.constant(modrm & 7);
            case 0x0e, 0x0f -> {
                if (transcendental(modrm)) {
                    transcendental.execute(modrm);
                } else {
                    operations.function(modrm);
                }
            }
            case 0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x1a, 0x1b -> operations.conditionalMove(row, p);
            case 0x15 -> operations.compare(s.top, p, true, 2);
            case 0x1d, 0x3d -> operations.compareToFlags(p, true, row == 0x3d);
            case 0x1e, 0x3e -> operations.compareToFlags(p, false, row == 0x3e);
            case 0x28, 0x38 -> transfers.free(p, row == 0x38);
            case 0x2c, 0x2d -> operations.compare(s.top, p, true, row & 1);
            default -> {}
        }
    }

    /** DB E0 to E7, which do not wait. */
    private void administer(int modrm) {
        switch (modrm) {
            case 0xe0, 0xe1, 0xe4 -> {}
            case 0xe2 -> {
                s.clearExceptions();
            }
            case 0xe3 -> s.initialise();
            default -> throw bus.undefined();
        }
        settle();
    }

    // ---- hot forms by themselves, for a processor that has decoded already; word is the two opcode bytes

    /** FXCH. */
    public void exchange(int i, int word, int eip) {
        waiting();
        transfers.exchange(s.physical(i));
        last(word, eip);
    }

    /** FLD ST(i). */
    public void duplicate(int i, int word, int eip) {
        waiting();
        transfers.loadRegister(s.physical(i));
        last(word, eip);
    }

    /** FSTP ST(i). */
    public void popTo(int i, int word, int eip) {
        waiting();
        transfers.storeRegister(s.physical(i), true);
        last(word, eip);
    }

    /** FADD, FSUB and so on to ST(0). */
    public void toTop(int operation, int i, int word, int eip) {
        waiting();
        operations.arithmetic(operation, s.top, s.physical(i), s.top, false);
        last(word, eip);
    }

    /** FADD, FADDP, FSUBR and so on to ST(i). */
    public void toRegister(int operation, int i, boolean pop, int word, int eip) {
        waiting();
        int p = s.physical(i);
        operations.arithmetic(operation, s.top, p, p, pop);
        last(word, eip);
    }

    /** FCOM, FCOMP, FCOMPP. */
    public void compare(int i, int pops, int word, int eip) {
        waiting();
        operations.compare(s.top, s.physical(i), false, pops);
        last(word, eip);
    }

    /** FNSTSW AX. */
    public int status() {
        return s.status();
    }

    /** FLD of a float. */
    public void loadSingle(int segment, int offset, int word, int eip) {
        waiting();
        transfers.loadSingle(segment, offset);
        last(word, eip);
        data(segment, offset);
    }

    /** FLD of a float that has been read. */
    public void loadSingle(int bits, int segment, int offset, int word, int eip) {
        waiting();
        transfers.loadSingle(bits);
        last(word, eip);
        data(segment, offset);
    }

    /** FLD of a double. */
    public void loadDouble(int segment, int offset, int word, int eip) {
        waiting();
        transfers.loadDouble(segment, offset);
        last(word, eip);
        data(segment, offset);
    }

    /** FST and FSTP of a double. */
    public void storeDouble(int segment, int offset, boolean pop, int word, int eip) {
        waiting();
        transfers.storeDouble(segment, offset, pop);
        last(word, eip);
        data(segment, offset);
    }

    /** FADD and so on of a double. */
    public void withDouble(int operation, int segment, int offset, int word, int eip) {
        waiting();
        operations.arithmeticDouble(operation, segment, offset);
        last(word, eip);
        data(segment, offset);
    }

    // ---- MMX: the mantissas, by physical number. The processor checks CR0, and calls waiting() first

    /** What every MMX instruction but EMMS does: all registers are occupied, and the first is on top. */
    public void enterMmx() {
        s.top = 0;
        s.r.occupyAll();
    }

    public long mmx(int i) {
        return s.r.mantissa(i);
    }

    public void mmx(int i, long value) {
        s.r.setMmx(i, value);
    }

    /** EMMS. */
    public void leaveMmx() {
        s.top = 0;
        for (int i = 0; i < 8; i++) {
            s.r.free(i);
        }
    }

    /** The first 160 bytes of FXSAVE's image, but for MXCSR. */
    public void fxsave(long[] image) {
        environment.fxsave(image);
    }

    public void fxrstor(long[] image) {
        environment.fxrstor(image);
    }

    public void save(StateWriter out) {
        environment.save(out);
    }

    public void restore(StateReader in) throws StateException {
        environment.restore(in);
    }
}
