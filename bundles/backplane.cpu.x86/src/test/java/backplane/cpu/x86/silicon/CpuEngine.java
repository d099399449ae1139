package backplane.cpu.x86.silicon;

import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.FlatMemory;
import backplane.cpu.x86.OpenPorts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A whole processor, in one {@link Scope}. Every vector leads to an address of its own, from which it is told. A case is
 * followed by UD2 and run as a block with whatever shortcuts the engine has for those; one that does not run through,
 * and all in {@link Scope#PROTECTED_16}, are run for exactly the recorded number of steps.
 */
final class CpuEngine implements Engine {
    private static final int IMAGE = 0x30000;
    private static final int BOOT = 0x7c00;
    private static final int GDT = 0x50000;
    private static final int IDT = 0x51000;
    private static final int HANDLERS = 0x52000;
    private static final int HELPER = 0x53000;
    private static final int CODE32 = 0x08;
    private static final int DATA32 = 0x10;
    private static final int FLAT_CODE = 0x18;
    private static final int FLAT_DATA = 0x20;
    private static final int CODE16 = 0x28;
    private static final int DATA16 = 0x30;
    private static final int UNDEFINED = 6;
    private static final int LONG_RUN = 200;

    private final Cpu cpu;
    private final Scope scope;
    private final boolean real;
    private final int base;
    private final FlatMemory memory = new FlatMemory(1 << 20);
    private final ByteBuffer bytes = ByteBuffer.wrap(memory.array()).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] segment = new byte[Initial.SIZE];

    CpuEngine(Cpu cpu, Scope scope) {
        this.cpu = cpu;
        this.scope = scope;
        real = scope == Scope.REAL_16;
        boolean flat = scope == Scope.FLAT_32;
        base = flat ? 0 : 0x20000;
        cpu.connect(memory, new OpenPorts(), new NoWires());
        for (int v = 0; v < 32; v++) {
            bytes.putInt(v * 4, HANDLERS << 12 | v * 16);
            bytes.putInt(IDT + v * 8, FLAT_CODE << 16 | HANDLERS + v * 16 & 0xffff);
            bytes.putInt(IDT + v * 8 + 4, HANDLERS & 0xffff0000 | 0x8e00);
            memory.load(HANDLERS + v * 16, (byte) 0xeb, (byte) 0xfe);
        }
        int limit = flat ? 0xfffff : 0xffff;
        descriptor(CODE32, base, limit, flat ? 0xc09b : 0x409b);
        descriptor(DATA32, base, limit, flat ? 0xc093 : 0x4093);
        descriptor(FLAT_CODE, 0, 0xfffff, 0xc09b);
        descriptor(FLAT_DATA, 0, 0xfffff, 0xc093);
        descriptor(CODE16, base, 0xffff, 0x009b);
        descriptor(DATA16, base, 0xffff, 0x0093);
        bytes.putShort(0x500, (short) 0xff).putInt(0x502, GDT);
        bytes.putShort(0x508, (short) 0xff).putInt(0x50a, IDT);
        enter();
    }

    private void descriptor(int selector, int start, int limit, int access) {
        int low = start << 16 | limit & 0xffff;
        int high = (access & 0xf000) << 8 | limit & 0xf0000 | (access & 0xff) << 8 | start >>> 16 & 0xff;
        bytes.putInt(GDT + selector, low).putInt(GDT + selector + 4, high);
    }

    /** Sets CR0.NE, and for protected mode CR0.PE with tables loaded, by guest code. */
    private void enter() {
        CpuState s = cpu.state();
        s.selector(CpuState.CS, 0);
        s.selector(CpuState.DS, 0);
        s.eip(BOOT);
        int or = real ? 0x20 : 0x21;
        byte[] code = {0x0f, 0x01, 0x16, 0x00, 0x05, 0x0f, 0x20, (byte) 0xc0, 0x0c, (byte) or, 0x0f, 0x22, (byte) 0xc0};
        memory.load(BOOT, code);
        steps(4);
        if (!real) {
            s.selector(CpuState.CS, FLAT_CODE);
            s.selector(CpuState.DS, FLAT_DATA);
            memory.load(HELPER, new byte[] {0x0f, 0x01, 0x1d, 0x08, 0x05, 0, 0});
            s.eip(HELPER);
            steps(1);
        }
    }

    private void steps(int count) {
        int left = count;
        while (left > 0 && !cpu.shutdown() && !cpu.halted()) {
            left -= cpu.run(left);
        }
    }

    /** FRSTOR or FNSAVE of the image. */
    private void image(int modrm) {
        CpuState s = cpu.state();
        s.selector(CpuState.CS, real ? HELPER >> 4 : FLAT_CODE);
        s.selector(CpuState.DS, real ? IMAGE >> 4 : FLAT_DATA);
        if (real) {
            memory.load(HELPER, new byte[] {0x66, (byte) 0xdd, (byte) (modrm | 6), 0, 0});
        } else {
            memory.load(HELPER, new byte[] {(byte) 0xdd, (byte) (modrm | 5), 0, 0, 3, 0});
        }
        s.eip(real ? 0 : HELPER);
        steps(1);
    }

    @Override
    public Outcome run(Recorded recorded, Initial initial) {
        if (recorded.x87() != null) {
            Images.write(bytes, IMAGE, initial);
            image(0x20);
        }
        System.arraycopy(initial.memory.array(), 0, memory.array(), base, Initial.SIZE);
        memory.load(base + Initial.CODE, recorded.code());
        CpuState s = cpu.state();
        int code = real ? base >> 4 : recorded.wide() ? CODE32 : CODE16;
        int data = real ? base >> 4 : recorded.wide() ? DATA32 : DATA16;
        s.selector(CpuState.CS, code);
        s.selector(CpuState.DS, data);
        s.selector(CpuState.ES, data);
        s.selector(CpuState.SS, data);
        for (int i = 0; i < 8; i++) {
            s.set(i, initial.registers[i]);
        }
        s.eflags(initial.flags);
        s.eip(Initial.CODE);
        boolean block = scope != Scope.PROTECTED_16 && recorded.runsThrough();
        if (block) {
            memory.load(base + Initial.CODE + recorded.code().length, (byte) 0x0f, (byte) 0x0b);
            steps(LONG_RUN);
        } else {
            steps(recorded.steps());
        }
        return outcome(recorded, initial, s, code, block);
    }

    private Outcome outcome(Recorded recorded, Initial initial, CpuState s, int code, boolean block) {
        int vector = Recorded.NONE;
        int eip = s.eip();
        int flags = s.eflags();
        int frame = -1;
        for (int i = 0; i < 8; i++) {
            initial.registers[i] = s.get(i);
        }
        if (s.selector(CpuState.CS) != code) {
            vector = (real ? eip : eip - HANDLERS) / 16;
            boolean error = !real && (vector == 8 || vector >= 10 && vector <= 14);
            int sp = initial.registers[4] + (error ? 4 : 0);
            int at = base + (sp & 0xffff);
            eip = real ? bytes.getShort(at) & 0xffff : bytes.getInt(at);
            flags = real ? bytes.getShort(at + 4) : bytes.getInt(at + 8);
            initial.registers[4] = sp + (real ? 6 : 12);
            frame = initial.registers[4];
        }
        int end = Initial.CODE + recorded.code().length;
        if (block) {
            System.arraycopy(initial.memory.array(), end, memory.array(), base + end, 2);
            vector = vector == UNDEFINED && eip == end ? Recorded.NONE : vector;
        }
        System.arraycopy(memory.array(), base, segment, 0, Initial.SIZE);
        Recorded.X87 x87 = null;
        if (recorded.x87() != null) {
            image(0x30);
            x87 = Images.read(bytes, IMAGE);
        }
        return new Outcome(vector, eip, flags & Initial.FLAGS, initial.registers, segment, frame, x87);
    }

    private static final class NoWires implements Cpu.Wires {
        @Override
        public int acknowledge() {
            return 0xff;
        }

        @Override
        public long tsc() {
            return 0;
        }

        @Override
        public void trap(CpuState cpu, int number) {}
    }
}
