package backplane.cpu.x86.silicon;

import backplane.cpu.x86.fpu.Fpu;
import backplane.cpu.x86.fpu.FpuBus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The x87 unit alone, without a processor around it. */
final class X87Engine implements Engine, FpuBus {
    private static final int MATH_FAULT = 16;
    private static final int UNDEFINED = 6;
    private static final int IMAGE = Initial.SIZE;

    private final ByteBuffer memory =
            ByteBuffer.allocate(Initial.SIZE + Images.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final Fpu fpu = new Fpu(this);
    private int flags;
    private int ax;

    private static final class Exception extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int vector;

        Exception(int vector) {
            super(null, null, false, false);
            this.vector = vector;
        }
    }

    @Override
    public Outcome run(Recorded recorded, Initial initial) {
        memory.put(0, initial.memory.array());
        Images.write(memory, IMAGE, initial);
        fpu.memory(0xdd, 4 << 3, 3, IMAGE, 0, true);
        flags = initial.flags;
        ax = initial.registers[0];
        int vector = Recorded.NONE;
        int eip = Initial.CODE + recorded.code().length;
        try {
            execute(recorded);
        } catch (Exception e) {
            vector = e.vector;
            eip = Initial.CODE;
        }
        fpu.memory(0xdd, 6 << 3, 3, IMAGE, 0, true);
        initial.registers[0] = ax;
        return new Outcome(
                vector, eip, flags & Initial.FLAGS, initial.registers, memory.array(), -1, Images.read(memory, IMAGE));
    }

    private void execute(Recorded recorded) {
        int opcode = recorded.code()[0] & 0xff;
        int modrm = recorded.code()[1] & 0xff;
        if (modrm < 0xc0) {
            fpu.memory(opcode, modrm, 3, Initial.OPERAND, Initial.CODE, recorded.wide());
        } else {
            fpu.register(opcode, modrm, Initial.CODE);
        }
    }

    @Override
    public int read8(int segment, int offset) {
        return memory.get(offset) & 0xff;
    }

    @Override
    public int read16(int segment, int offset) {
        return memory.getShort(offset) & 0xffff;
    }

    @Override
    public int read32(int segment, int offset) {
        return memory.getInt(offset);
    }

    @Override
    public void write8(int segment, int offset, int value) {
        memory.put(offset, (byte) value);
    }

    @Override
    public void write16(int segment, int offset, int value) {
        memory.putShort(offset, (short) value);
    }

    @Override
    public void write32(int segment, int offset, int value) {
        memory.putInt(offset, value);
    }

    @Override
    public void writable(int segment, int offset, int size) {}

    @Override
    public int selector(int segment) {
        return segment;
    }

    @Override
    public boolean protectedFormat() {
        return true;
    }

    @Override
    public int eflags() {
        return flags;
    }

    @Override
    public void compareFlags(int zpc) {
        flags = flags & ~0x8d5 | zpc;
    }

    @Override
    public void ax(int value) {
        ax = ax & 0xffff0000 | value;
    }

    @Override
    public RuntimeException undefined() {
        throw new Exception(UNDEFINED);
    }

    @Override
    public void mathFault() {
        throw new Exception(MATH_FAULT);
    }
}
