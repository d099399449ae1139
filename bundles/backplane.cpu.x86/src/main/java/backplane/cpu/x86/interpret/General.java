package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;

/** An instruction with operands of any kind; the base of all that are not hot enough for a class of their own. */
abstract class General extends Insn {
    Op op;
    /** Operand size: 1, 2 or 4. */
    byte size;

    /** Kind and register number or immediate of the operands. */
    byte kind0;

    byte kind1;
    byte kind2;
    int x0;
    int x1;
    int x2;

    /** How far values of this size are shifted for lazy flags. */
    final int shift() {
        return 32 - 8 * size;
    }

    /** Sign-extends a value of operand size. */
    final int signed(int v) {
        return v << shift() >> shift();
    }

    /** Zero-extends a value of operand size. */
    final int unsigned(int v) {
        return v << shift() >>> shift();
    }
}
