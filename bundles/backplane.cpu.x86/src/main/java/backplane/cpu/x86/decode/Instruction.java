package backplane.cpu.x86.decode;

/** A decoded instruction: its row and what the bytes say beyond it. */
public final class Instruction {
    /** Number of the register that does not exist and reads as 0, for absent base and index. */
    public static final int NONE = 8;

    /** The row, or null for an undefined opcode. */
    public Row row;

    public int opcode;
    public int length;

    /** 2 or 4. */
    public int operandSize;

    /** 2 or 4. */
    public int addressSize;

    /** The segment override, or -1. */
    public int override;

    /** 0, 0xf2 or 0xf3. */
    public int repeat;

    public boolean lock;

    /** Whether there is a 66 prefix. */
    public boolean sized;

    /** The ModRM byte, or -1. */
    public int modrm;

    public int base;
    public int index;

    /** The index register is shifted left by this. */
    public int scale;

    public int displacement;

    /** The segment of the memory operand. */
    public int segment;

    /** The first immediate, or the offset of a far pointer, or a relative displacement. */
    public int immediate;

    /** The second immediate, or the selector of a far pointer. */
    public int immediate2;

    public int reg() {
        return modrm >>> 3 & 7;
    }

    public int rm() {
        return modrm & 7;
    }

    /** Whether ModRM names memory. */
    public boolean memory() {
        return modrm >= 0 && modrm < 0xc0;
    }
}
