package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Row;

/** A decoded instruction with its operands resolved for a mode, as the translator reads it. */
public final class Decoded {
    public final Row row;
    public final Op op;
    /** Operand size: 1, 2 or 4. */
    public final int size;

    /** Kinds as in {@link Insn}, -1 for none, and register numbers or immediates. */
    public final int kind0;

    public final int x0;
    public final int kind1;
    public final int x1;
    public final int kind2;
    public final int x2;

    public final int base;
    public final int index;
    public final int scale;
    public final int displacement;
    public final int mask;
    /** Of the memory operand; -1 when flat. */
    public final int segment;

    public final int named;
    /** Low four bits of the opcode: the condition of Jcc, SETcc and CMOVcc. */
    public final int condition;

    public final int repeat;
    public final int opcode;
    public final int modrm;
    public final int eip;
    public final int next;

    Decoded(General g, backplane.cpu.x86.decode.Instruction i, int mode, int next) {
        row = i.row;
        op = g.op;
        size = g.size;
        kind0 = g.kind0;
        x0 = g.x0;
        kind1 = g.kind1;
        x1 = g.x1;
        kind2 = g.kind2;
        x2 = g.x2;
        base = i.base;
        index = i.index;
        scale = i.scale;
        displacement = i.displacement;
        mask = i.addressSize == 4 ? -1 : 0xffff;
        segment = Binder.flat(i, mode) ? -1 : i.segment;
        named = i.segment;
        condition = i.opcode & 15;
        repeat = i.repeat;
        opcode = i.opcode;
        modrm = i.modrm;
        eip = next - i.length;
        this.next = next;
    }

    /** Resolves a decoded instruction whose row is not null. */
    public static Decoded of(backplane.cpu.x86.decode.Instruction i, int next, int mode) {
        return new Decoded(Binder.general(i, next), i, mode, next);
    }

    /** Whether the processor is older than this instruction, which is undefined then. */
    public static boolean lacks(Core c, backplane.cpu.x86.decode.Instruction i) {
        return Blocks.lacks(c, i);
    }

    /** Whether an operand kind is in memory. */
    public static boolean memory(int kind) {
        return kind >= Insn.MEM8 && kind <= Insn.MEM32;
    }
}
