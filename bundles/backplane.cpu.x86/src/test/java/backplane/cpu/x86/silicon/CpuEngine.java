package backplane.cpu.x86.silicon;

import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.FlatMemory;
import backplane.cpu.x86.OpenPorts;
import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A whole processor, in one {@link Scope}. Each encoding gets a place of its own in memory, so that code stays where it
 * was put; when the places are used up, a new processor is taken. Behind a case, and wherever it may jump to, is
 * OUT DX,AL, which ends the run; so is each exception's handler, by whose address the vector is told.
 */
final class CpuEngine implements Engine {
    /** What surrounds a case. */
    enum Scope {
        REAL_16(12),
        PROTECTED_16(48),
        PROTECTED_32(48),
        /** With paging, as only there an address beyond the memory faults in segments of 4 GiB. */
        FLAT_32(48);

        private final int places;

        Scope(int places) {
            this.places = places;
        }

        static Scope of(Encoding e, boolean real) {
            Kind kind = e.kind();
            return kind.has(Kind.FLAT) ? FLAT_32 : kind.has(Kind.WIDE) ? PROTECTED_32 : real ? REAL_16 : PROTECTED_16;
        }
    }

    private static final int PLACE = 0x12000;
    private static final int PLACES = 0x10000;
    private static final int BOOT = 0x7c00;
    private static final int GDT = 0x5000;
    private static final int IDT = 0x6000;
    private static final int HANDLERS = 0x2000;
    private static final int HELPER = 0x3000;
    private static final int RESTORE = 0x3400;
    private static final int SAVE = 0x3480;
    private static final int RESTORE_WIDE = 0x3500;
    private static final int SAVE_WIDE = 0x3580;
    private static final int IMAGE = 0x4000;
    private static final int DIRECTORY = 0x8000;
    private static final int TABLES = 0x9000;
    /** Where the low 64 KiB are in linear memory under paging. */
    private static final int WINDOW = 0x9ac00000;

    private static final int CODE = 0x08;
    private static final int DATA = 0x10;
    private static final int FS = 0x18;
    private static final int GS = 0x20;
    private static final int FLAT_CODE = 0x28;
    private static final int FLAT_DATA = 0x30;
    private static final int NONE = 0xff;
    private static final int PAGE_FAULT = 14;
    private static final int FRAME = 32;
    private static final byte[] BACKGROUND = Initial.background();

    private final Supplier<? extends Cpu> cpus;
    private final Scope scope;
    private final boolean real;
    private final boolean flat;
    private final byte[] expected = new byte[Initial.SIZE];
    private Cpu cpu;
    private CpuState state;
    private FlatMemory memory;
    private byte[] ram;
    private ByteBuffer bytes;
    private int place;
    private int base;
    private Encoding encoding;
    private boolean ended;
    private boolean jumps;
    private int limit;
    private final Decoder decoder = new Decoder();
    private final Instruction decoded = new Instruction();

    CpuEngine(Supplier<? extends Cpu> cpus, Scope scope) {
        this.cpus = cpus;
        this.scope = scope;
        real = scope == Scope.REAL_16;
        flat = scope == Scope.FLAT_32;
        start();
    }

    private void start() {
        memory = new FlatMemory(PLACES + scope.places * PLACE + 0xfff & ~0xfff);
        ram = memory.array();
        bytes = ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN);
        cpu = cpus.get();
        cpu.connect(memory, new End(), new NoWires());
        state = cpu.state();
        place = -1;
        ended = false;
        int window = flat ? WINDOW : 0;
        for (int v = 0; v < 32; v++) {
            int to = window + HANDLERS + v * 16;
            bytes.putInt(v * 4, HANDLERS << 12 | v * 16);
            bytes.putInt(IDT + v * 8, FLAT_CODE << 16 | to & 0xffff);
            bytes.putInt(IDT + v * 8 + 4, to & 0xffff0000 | 0x8e00);
            ram[HANDLERS + v * 16] = (byte) 0xee;
        }
        descriptor(FLAT_CODE, 0, 0xfffff, 0xc09b);
        descriptor(FLAT_DATA, 0, 0xfffff, 0xc093);
        bytes.putShort(0x500, (short) 0xff).putInt(0x502, GDT);
        bytes.putShort(0x508, (short) 0xff).putInt(0x50a, window + IDT);
        images(window);
        enter();
    }

    private void descriptor(int selector, int start, int limit, int access) {
        int low = start << 16 | limit & 0xffff;
        int high = start & 0xff000000
                | (access & 0xf000) << 8
                | limit & 0xf0000
                | (access & 0xff) << 8
                | start >>> 16 & 0xff;
        bytes.putInt(GDT + selector, low).putInt(GDT + selector + 4, high);
    }

    /** Sets CR0.NE, for protected mode CR0.PE, for flat segments CR0.PG, and what SSE needs, by guest code. */
    private void enter() {
        state.selector(CpuState.CS, 0);
        state.selector(CpuState.DS, 0);
        int or = real ? 0x20 : 0x21;
        // lgdt [0x500]; lidt [0x508]; mov eax, cr0; or al, 0x20 or 0x21; mov cr0, eax
        memory.load(BOOT, (byte) 0x66, (byte) 0x0f, (byte) 0x01, (byte) 0x16, (byte) 0x00, (byte) 0x05);
        memory.load(BOOT + 6, (byte) 0x0f, (byte) 0x20, (byte) 0xc0, (byte) 0x0c, (byte) or);
        memory.load(BOOT + 11, (byte) 0x0f, (byte) 0x22, (byte) 0xc0);
        // mov cr4, ecx: OSFXSR, OSXMMEXCPT
        memory.load(BOOT - 3, (byte) 0x0f, (byte) 0x22, (byte) 0xe1);
        state.set(CpuState.ECX, 0x600);
        state.eip(BOOT - 3);
        steps(5);
        if (real) {
            return;
        }
        state.selector(CpuState.CS, FLAT_CODE);
        state.selector(CpuState.DS, FLAT_DATA);
        // lidt [0x508]
        helper(HELPER, 1, (byte) 0x0f, (byte) 0x01, (byte) 0x1d, (byte) 0x08, (byte) 0x05, (byte) 0, (byte) 0);
        if (flat) {
            for (int page = 0; page < 16; page++) {
                bytes.putInt(TABLES + page * 4, page << 12 | 3);
            }
            bytes.putInt(DIRECTORY + (WINDOW >>> 22) * 4, TABLES | 3);
            bytes.putInt(DIRECTORY, TABLES | 3);
            // mov cr3, eax; mov cr0, ebx
            state.set(CpuState.EAX, DIRECTORY);
            state.set(CpuState.EBX, state.control(0) | 0x80000000);
            helper(HELPER, 2, (byte) 0x0f, (byte) 0x22, (byte) 0xd8, (byte) 0x0f, (byte) 0x22, (byte) 0xc3);
            bytes.putInt(DIRECTORY, TABLES + 0x1000 | 3);
            bytes.putInt(0x502, WINDOW + GDT);
            // lgdt [WINDOW + 0x500]
            int table = WINDOW + 0x500;
            helper(
                    WINDOW + HELPER,
                    1,
                    (byte) 0x0f,
                    (byte) 0x01,
                    (byte) 0x15,
                    (byte) table,
                    (byte) (table >> 8),
                    (byte) (table >> 16),
                    (byte) (table >> 24));
        }
    }

    /** Code that moves the state of x87 and SSE: FRSTOR, FNSAVE, FXRSTOR, FXSAVE. */
    private void images(int window) {
        image(RESTORE, window, 0x20, 0xdd);
        image(SAVE, window, 0x30, 0xdd);
        image(RESTORE_WIDE, window, 0x08, 0x0f, 0xae);
        image(SAVE_WIDE, window, 0x00, 0x0f, 0xae);
    }

    private void image(int at, int window, int digit, int... opcode) {
        ByteBuffer code = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        if (real && opcode.length == 1) {
            code.put((byte) 0x66);
        }
        for (int b : opcode) {
            code.put((byte) b);
        }
        if (real) {
            code.put((byte) (digit | 6)).putShort((short) 0);
        } else {
            code.put((byte) (digit | 5)).putInt(window + IMAGE);
        }
        memory.load(at, code.array());
    }

    /** Executes code of the harness with flat segments. */
    private void helper(int linear, int count, byte... code) {
        memory.load(HELPER, code);
        state.eip(linear);
        ended = false;
        steps(count);
    }

    private void steps(int count) {
        int left = count;
        while (left > 0 && !cpu.shutdown() && !cpu.halted() && !ended) {
            left -= cpu.run(left);
        }
    }

    // ---- an encoding

    @Override
    public void load(Encoding e) {
        encoding = e;
        if (++place >= scope.places) {
            start();
            place = 0;
        }
        int at = PLACES + place * PLACE;
        System.arraycopy(BACKGROUND, 0, expected, 0, Initial.SIZE);
        System.arraycopy(e.code(), 0, expected, Initial.CODE, e.code().length);
        base = at;
        System.arraycopy(expected, 0, ram, at, Initial.SIZE);
        jumps = e.steps() == 1 && wild(e);
        limit = jumps || e.steps() == Encodings.STRING_STEPS ? e.steps() : e.steps() + 1;
        if (flat) {
            for (int page = 0; page < Initial.SIZE >>> 12; page++) {
                bytes.putInt(TABLES + 0x1000 + page * 4, at + (page << 12) | 3);
            }
            state.selector(CpuState.CS, FLAT_CODE);
            state.set(CpuState.EAX, DIRECTORY);
            helper(WINDOW + HELPER, 1, (byte) 0x0f, (byte) 0x22, (byte) 0xd8);
        }
        segments(flat ? 0 : at);
    }

    /** Whether it jumps to where no code ends the run: an address in a register or in memory, or its own middle. */
    private boolean wild(Encoding e) {
        Row row = e.decode(decoder, 0, decoded).row;
        if (row == null) {
            return false;
        }
        boolean relative = row.operands().contains(Operand.Jb) || row.operands().contains(Operand.Jz);
        boolean far = row.op() == Op.JMP || row.op() == Op.CALL || row.op() == Op.RET;
        return relative ? decoded.immediate < 0 && decoded.immediate >= -Decoder.LONGEST : far;
    }

    private void segments(int at) {
        if (!real) {
            int size = scope == Scope.PROTECTED_16 ? 0 : flat ? 0xc000 : 0x4000;
            int limit = flat ? 0xfffff : 0xffff;
            boolean narrow = scope == Scope.PROTECTED_32;
            descriptor(CODE, at, limit, size | 0x9b);
            descriptor(DATA, at, limit, size | 0x93);
            descriptor(FS, at + Initial.FS_BASE, limit, size | 0x93);
            descriptor(GS, at + Initial.GS_BASE, narrow ? 0xbfff : limit, size | (narrow ? 0x91 : 0x93));
        }
        int data = real ? at >> 4 : DATA;
        state.selector(CpuState.CS, real ? at >> 4 : CODE);
        state.selector(CpuState.DS, data);
        state.selector(CpuState.ES, data);
        state.selector(CpuState.SS, data);
        state.selector(CpuState.FS, real ? at + Initial.FS_BASE >> 4 : FS);
        state.selector(CpuState.GS, real ? at + Initial.GS_BASE >> 4 : GS);
    }

    // ---- a case

    @Override
    public void run(Case c, Words outcome) {
        Initial initial = c.initial;
        prepare(c);
        execute(initial, limit);
        int eip = state.eip();
        boolean fault = faulted();
        if (!ended && !jumps && encoding.steps() == 1 && !fault) {
            again(c);
            eip = state.eip();
            fault = faulted();
        } else if (ended && !fault) {
            eip--;
        }
        outcome(c, outcome, eip, fault);
        restore(c, outcome);
    }

    private void prepare(Case c) {
        Initial initial = c.initial;
        Kind kind = encoding.kind();
        if (kind.has(Kind.SSE)) {
            Images.writeWide(bytes, IMAGE, initial, kind.has(Kind.X87));
            image(RESTORE_WIDE);
        } else if (kind.has(Kind.X87)) {
            Images.write(bytes, IMAGE, initial);
            image(RESTORE);
        }
        if (c.at != 0) {
            overlay(c.at, initial.operand.array(), initial.operandLength);
        }
        if (encoding.kind().has(Kind.FLAGS_LOADED)) {
            int at = initial.registers[4] & 0xffff;
            int image = Initial.loadable(bytes.getInt(base + at));
            bytes.putInt(base + at, image);
            System.arraycopy(ram, base + at, expected, at, 4);
        }
    }

    private void overlay(int at, byte[] from, int length) {
        System.arraycopy(from, 0, ram, base + at, length);
        System.arraycopy(from, 0, expected, at, length);
    }

    private void execute(Initial initial, int count) {
        for (int i = 0; i < 8; i++) {
            state.set(i, initial.registers[i]);
        }
        state.eflags(initial.flags);
        state.eip(Initial.CODE);
        ended = false;
        steps(count);
    }

    /** It overwrote the code behind itself: again, for exactly its one step. */
    private void again(Case c) {
        Encoding e = encoding;
        start();
        load(e);
        prepare(c);
        execute(c.initial, 1);
    }

    private void outcome(Case c, Words out, int eipNow, boolean fault) {
        Kind kind = encoding.kind();
        out.clear();
        int eip = eipNow;
        int vector = NONE;
        int flags = state.eflags();
        int esp = state.get(4);
        if (fault) {
            vector = vector(eip);
            boolean error = !real && (vector == 8 || vector >= 10 && vector <= 14);
            int sp = esp + (error ? 4 : 0);
            int at = base + (kind.has(Kind.WIDE) ? sp : sp & 0xffff);
            eip = real ? bytes.getShort(at) & 0xffff : bytes.getInt(at);
            flags = real ? bytes.getShort(at + 4) : bytes.getInt(at + 8);
            esp = sp + (real ? 6 : 12);
            int top = kind.has(Kind.WIDE) ? esp : esp & 0xffff;
            System.arraycopy(expected, top - FRAME, ram, base + top - FRAME, FRAME);
        } else if (kind.has(Kind.FLAGS_STORED)) {
            ram[base + (esp & 0xffff) + 1] &= ~1;
        }
        out.add(vector);
        out.add(eip);
        out.add(flags & (fault ? c.faultMask : c.flagMask));
        out.add(vector == PAGE_FAULT ? state.control(2) : 0);
        for (int i = 0; i < 8; i++) {
            out.add(i == 4 ? esp : state.get(i));
        }
        if (kind.has(Kind.SSE)) {
            image(SAVE_WIDE);
            Images.readWide(bytes, IMAGE, out, kind.has(Kind.X87), fault);
        } else if (kind.has(Kind.X87)) {
            image(SAVE);
            Images.read(bytes, IMAGE, out);
        }
    }

    private int vector(int eip) {
        int handlers = real ? 0 : (flat ? WINDOW : 0) + HANDLERS;
        return eip - handlers >> 4;
    }

    /** Notes what changed in memory, and puts everything back. */
    private void restore(Case c, Words out) {
        Kind kind = encoding.kind();
        if (kind.has(Kind.POINTERS) && c.at != 0) {
            boolean wide = kind.has(Kind.OP32);
            overlay(c.at + (wide ? 12 : 6), new byte[16], wide ? 16 : 8);
        }
        int at = 0;
        while (true) {
            int d = Arrays.mismatch(ram, base + at, base + Initial.SIZE, expected, at, Initial.SIZE);
            if (d < 0) {
                break;
            }
            at = at + d & ~3;
            out.add(at);
            out.add(bytes.getInt(base + at));
            if (at < Initial.FILL_END) {
                memory.load(base + at, Arrays.copyOfRange(expected, at, at + 4));
            } else {
                System.arraycopy(expected, at, ram, base + at, 4);
            }
            at += 4;
        }
        if (c.at != 0) {
            overlay(c.at, Arrays.copyOfRange(BACKGROUND, c.at, c.at + 108), 108);
        }
        if (kind.has(Kind.FLAGS_LOADED)) {
            int sp = c.initial.registers[4] & 0xffff;
            overlay(sp, Arrays.copyOfRange(BACKGROUND, sp, sp + 4), 4);
        }
        if (cpu.shutdown() || cpu.halted()) {
            start();
            load(encoding);
        } else if (faulted()) {
            state.selector(CpuState.CS, real ? base >> 4 : CODE);
        }
    }

    private boolean faulted() {
        return state.selector(CpuState.CS) != (real ? base >> 4 : CODE);
    }

    /** Runs one of the routines made by {@link #images}. */
    private void image(int routine) {
        int code = state.selector(CpuState.CS);
        int data = state.selector(CpuState.DS);
        state.selector(CpuState.CS, real ? 0 : FLAT_CODE);
        state.selector(CpuState.DS, real ? IMAGE >> 4 : FLAT_DATA);
        state.eip((flat ? WINDOW : 0) + routine);
        ended = false;
        steps(1);
        state.selector(CpuState.CS, code);
        state.selector(CpuState.DS, data);
    }

    private final class End extends OpenPorts {
        @Override
        public void out8(int port, int value) {
            ended = true;
            cpu.exit();
        }
    }

    private static final class NoWires implements Cpu.Wires {
        @Override
        public int acknowledge() {
            return NONE;
        }

        @Override
        public long tsc() {
            return 0;
        }

        @Override
        public void trap(CpuState cpu, int number) {}
    }
}
