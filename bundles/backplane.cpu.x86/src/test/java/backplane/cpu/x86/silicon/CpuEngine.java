package backplane.cpu.x86.silicon;

import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.FlatMemory;
import backplane.cpu.x86.OpenPorts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A whole processor. 16-bit cases run in real mode or in a 16-bit protected-mode segment, 32-bit ones in a 32-bit
 * segment, all with base 0x20000 and limit 0xffff. Every vector leads to an address of its own, from which it is told.
 */
final class CpuEngine implements Engine {
    private static final int BASE = 0x20000;
    private static final int IMAGE = 0x30000;
    private static final int HELPER = 0x7c00;
    private static final int GDT = 0x600;
    private static final int IDT = 0x800;
    private static final int HANDLERS = 0xf000;
    private static final int CODE32 = 0x08;
    private static final int DATA32 = 0x10;
    private static final int FLAT_CODE = 0x18;
    private static final int FLAT_DATA = 0x20;
    private static final int CODE16 = 0x28;
    private static final int DATA16 = 0x30;

    private final Cpu cpu;
    private final boolean real;
    private final FlatMemory memory = new FlatMemory(1 << 20);
    private final ByteBuffer bytes = ByteBuffer.wrap(memory.array()).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] segment = new byte[Initial.SIZE];

    CpuEngine(Cpu cpu, boolean real) {
        this.cpu = cpu;
        this.real = real;
        cpu.connect(memory, new OpenPorts(), new NoWires());
        for (int v = 0; v < 32; v++) {
            bytes.putInt(v * 4, HANDLERS << 12 | v);
            bytes.putInt(IDT + v * 8, FLAT_CODE << 16 | HANDLERS + v).putInt(IDT + v * 8 + 4, 0x8e00);
        }
        descriptor(CODE32, BASE, 0xffff, 0x409b);
        descriptor(DATA32, BASE, 0xffff, 0x4093);
        descriptor(FLAT_CODE, 0, 0xfffff, 0xc09b);
        descriptor(FLAT_DATA, 0, 0xfffff, 0xc093);
        descriptor(CODE16, BASE, 0xffff, 0x009b);
        descriptor(DATA16, BASE, 0xffff, 0x0093);
        bytes.putShort(0x500, (short) 0xff).putInt(0x502, GDT);
        bytes.putShort(0x508, (short) 0xff).putInt(0x50a, IDT);
        enter();
    }

    private void descriptor(int selector, int base, int limit, int access) {
        int low = base << 16 | limit & 0xffff;
        int high = base >>> 24 << 24
                | (access & 0xf000) << 8
                | limit & 0xf0000
                | (access & 0xff) << 8
                | base >>> 16 & 0xff;
        bytes.putInt(GDT + selector, low).putInt(GDT + selector + 4, high);
    }

    /** Sets CR0.NE, and for protected mode CR0.PE with tables loaded, by guest code. */
    private void enter() {
        CpuState s = cpu.state();
        s.selector(CpuState.CS, 0);
        s.selector(CpuState.DS, 0);
        s.eip(HELPER);
        int or = real ? 0x20 : 0x21;
        byte[] code = {0x0f, 0x01, 0x16, 0x00, 0x05, 0x0f, 0x20, (byte) 0xc0, 0x0c, (byte) or, 0x0f, 0x22, (byte) 0xc0};
        memory.load(HELPER, code);
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
        s.selector(CpuState.CS, real ? 0 : FLAT_CODE);
        s.selector(CpuState.DS, real ? IMAGE >> 4 : FLAT_DATA);
        if (real) {
            memory.load(HELPER, new byte[] {0x66, (byte) 0xdd, (byte) (modrm | 6), 0, 0});
        } else {
            memory.load(HELPER, new byte[] {(byte) 0xdd, (byte) (modrm | 5), 0, 0, 3, 0});
        }
        s.eip(HELPER);
        steps(1);
    }

    @Override
    public Outcome run(Recorded recorded, Initial initial) {
        if (recorded.x87() != null) {
            Images.write(bytes, IMAGE, initial);
            image(0x20);
        }
        System.arraycopy(initial.memory.array(), 0, memory.array(), BASE, Initial.SIZE);
        memory.load(BASE + Initial.CODE, recorded.code());
        CpuState s = cpu.state();
        int code = real ? BASE >> 4 : recorded.wide() ? CODE32 : CODE16;
        int data = real ? BASE >> 4 : recorded.wide() ? DATA32 : DATA16;
        s.selector(CpuState.CS, code);
        s.selector(CpuState.DS, data);
        s.selector(CpuState.ES, data);
        s.selector(CpuState.SS, data);
        for (int i = 0; i < 8; i++) {
            s.set(i, initial.registers[i]);
        }
        s.eflags(initial.flags);
        s.eip(Initial.CODE);
        steps(recorded.steps());
        return outcome(recorded, initial, s, code);
    }

    private Outcome outcome(Recorded recorded, Initial initial, CpuState s, int code) {
        int vector = Recorded.NONE;
        int eip = s.eip();
        int flags = s.eflags();
        for (int i = 0; i < 8; i++) {
            initial.registers[i] = s.get(i);
        }
        if (s.selector(CpuState.CS) != code) {
            vector = real ? eip : eip - HANDLERS;
            boolean error = !real && (vector == 8 || vector >= 10 && vector <= 14);
            int sp = initial.registers[4] + (error ? 4 : 0);
            int frame = BASE + (sp & 0xffff);
            eip = real ? bytes.getShort(frame) & 0xffff : bytes.getInt(frame);
            flags = real ? bytes.getShort(frame + 4) : bytes.getInt(frame + 8);
            initial.registers[4] = sp + (real ? 6 : 12);
        }
        System.arraycopy(memory.array(), BASE, segment, 0, Initial.SIZE);
        Recorded.X87 x87 = null;
        if (recorded.x87() != null) {
            image(0x30);
            x87 = Images.read(bytes, IMAGE);
        }
        return new Outcome(vector, eip, flags & Initial.FLAGS, initial.registers, segment, x87);
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
