package backplane.cpu.x86.fpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** 4 KiB of flat memory for an {@link Fpu}; an access beyond it throws, as a page fault would. */
final class MemoryBus implements FpuBus {
    final ByteBuffer memory = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    int flags;
    int ax;
    int mathFaults;
    boolean protectedMode = true;

    static final class Undefined extends RuntimeException {
        private static final long serialVersionUID = 1;
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
    public void writable(int segment, int offset, int size) {
        memory.get(offset);
        memory.get(offset + size - 1);
    }

    @Override
    public int selector(int segment) {
        return 0x1000 + segment;
    }

    @Override
    public boolean protectedFormat() {
        return protectedMode;
    }

    @Override
    public int eflags() {
        return flags;
    }

    @Override
    public void compareFlags(int zpc) {
        flags = zpc;
    }

    @Override
    public void ax(int value) {
        ax = value;
    }

    @Override
    public RuntimeException undefined() {
        throw new Undefined();
    }

    @Override
    public void mathFault() {
        mathFaults++;
    }
}
