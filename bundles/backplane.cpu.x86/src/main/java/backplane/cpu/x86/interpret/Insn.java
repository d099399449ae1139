package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Instruction;

/**
 * A pre-decoded instruction. {@link #run} does everything but advance EIP, which the interpreter's loop knows; jumps
 * stand at a block's end and set it themselves. One small final class for each hot operation and form: HotSpot compiles
 * each by itself in milliseconds, and a phase change of the guest deoptimises none of the others.
 */
public abstract class Insn {
    /** Operand kinds. */
    public static final int REG8 = 0;

    public static final int REG16 = 1;
    public static final int REG32 = 2;
    public static final int MEM8 = 3;
    public static final int MEM16 = 4;
    public static final int MEM32 = 5;
    public static final int IMMEDIATE = 6;

    // Cold code runs as fast as these come from memory, so fields are no wider than they have to be.

    /** EIP of the first byte. */
    int eip;

    int displacement;

    /** Bytes. */
    byte length;

    /** Instructions of the block before this one, and up to and with it. */
    byte before;

    byte after;

    byte base = Instruction.NONE;
    byte index = Instruction.NONE;
    byte scale;
    /** Upper bits that addresses do not have: 0 or 16. */
    byte narrow;
    /** Of the memory operand; -1 when flat. */
    byte segment = -1;
    /** The segment number also when flat. */
    byte named;

    abstract void run(Core c);

    /** Effective address. */
    final int offset(Core c) {
        int[] r = c.r;
        return (r[base] + (r[index] << scale) + displacement) & mask();
    }

    /** The bits that addresses have. */
    final int mask() {
        return -1 >>> narrow;
    }

    /** EIP of the instruction behind. */
    final int next() {
        return eip + length;
    }

    /** Linear address of a memory operand that is read. */
    final int address(Core c, int size) {
        int offset = offset(c);
        return segment < 0 ? offset : c.at(segment, offset, size);
    }

    /** Linear address of a memory operand that is written, or read and written. */
    final int target(Core c, int size) {
        int offset = offset(c);
        return segment < 0 ? offset : c.atWrite(segment, offset, size);
    }

    final int get(Core c, int kind, int x) {
        switch (kind) {
            case REG8:
                return c.r[x & 3] >>> ((x & 4) << 1) & 0xff;
            case REG16:
                return c.r[x] & 0xffff;
            case REG32:
                return c.r[x];
            case MEM8:
                return c.mmu.read8(address(c, 1));
            case MEM16:
                return c.mmu.read16(address(c, 2));
            case MEM32:
                return c.mmu.read32(address(c, 4));
            default:
                return x;
        }
    }

    final void put(Core c, int kind, int x, int v) {
        switch (kind) {
            case REG8:
                c.reg8(x, v);
                break;
            case REG16:
                c.reg16(x, v);
                break;
            case REG32:
                c.r[x] = v;
                break;
            case MEM8:
                c.mmu.write8(target(c, 1), v);
                break;
            case MEM16:
                c.mmu.write16(target(c, 2), v);
                break;
            default:
                c.mmu.write32(target(c, 4), v);
                break;
        }
    }

    /** Reads an operand that will be written: a fault is a write's. */
    final int getForUpdate(Core c, int kind, int x) {
        switch (kind) {
            case MEM8:
                return readForUpdate(c, 1);
            case MEM16:
                return readForUpdate(c, 2);
            case MEM32:
                return readForUpdate(c, 4);
            default:
                return get(c, kind, x);
        }
    }

    private int readForUpdate(Core c, int size) {
        int a = target(c, size);
        c.mmu.writable(a, size);
        return c.load(a, size);
    }
}
