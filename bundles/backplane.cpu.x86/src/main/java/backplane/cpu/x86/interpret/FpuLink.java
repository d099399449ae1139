package backplane.cpu.x86.interpret;

import backplane.cpu.x86.fpu.FpuBus;
import backplane.cpu.x86.semantics.Fault;

/** What the x87 unit sees of the core: segmented memory, flags, AX. */
final class FpuLink implements FpuBus {
    private final Core c;
    /** The level of FERR#. */
    boolean ferr;

    /** The level of IGNNE#. */
    boolean ignne;

    FpuLink(Core core) {
        c = core;
    }

    @Override
    public int read8(int segment, int offset) {
        return c.mmu.read8(c.at(segment, offset, 1));
    }

    @Override
    public int read16(int segment, int offset) {
        return c.mmu.read16(c.at(segment, offset, 2));
    }

    @Override
    public int read32(int segment, int offset) {
        return c.mmu.read32(c.at(segment, offset, 4));
    }

    @Override
    public long read64(int segment, int offset) {
        int a = c.at(segment, offset, 8);
        return c.mmu.read32(a) & 0xffffffffL | (long) c.mmu.read32(a + 4) << 32;
    }

    @Override
    public void write8(int segment, int offset, int value) {
        c.mmu.write8(c.atWrite(segment, offset, 1), value);
    }

    @Override
    public void write16(int segment, int offset, int value) {
        c.mmu.write16(c.atWrite(segment, offset, 2), value);
    }

    @Override
    public void write32(int segment, int offset, int value) {
        c.mmu.write32(c.atWrite(segment, offset, 4), value);
    }

    @Override
    public void write64(int segment, int offset, long value) {
        int a = c.atWrite(segment, offset, 8);
        c.mmu.writable(a, 8);
        c.mmu.write32(a, (int) value);
        c.mmu.write32(a + 4, (int) (value >>> 32));
    }

    @Override
    public void writable(int segment, int offset, int size) {
        c.mmu.writable(c.atWrite(segment, offset, size), size);
    }

    @Override
    public int selector(int segment) {
        return c.selector[segment];
    }

    @Override
    public boolean protectedFormat() {
        return c.protectedMode();
    }

    @Override
    public int eflags() {
        return c.eflags();
    }

    @Override
    public void compareFlags(int zpc) {
        c.arithmetic(zpc);
    }

    @Override
    public void ax(int value) {
        c.reg16(Core.EAX, value);
    }

    @Override
    public RuntimeException undefined() {
        throw c.undefined();
    }

    /**
     * With CR0.NE clear the error goes out through FERR#, and the processor waits for the interrupt that comes of it,
     * unless it is told to go on by IGNNE#.
     */
    @Override
    public void mathFault() {
        if ((c.cr0 & Core.CR0_NE) != 0) {
            throw c.raise(Fault.MF);
        }
        ferr = true;
        c.wires.ferr(true);
        if (!ignne) {
            throw c.raise(Fault.FREEZE);
        }
    }

    @Override
    public void settled() {
        if (ferr) {
            ferr = false;
            c.wires.ferr(false);
        }
    }
}
