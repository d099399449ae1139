package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;

/** An instruction with operands of any kind; the base of all that are not hot enough for a class of their own. */
abstract class General extends Insn {
    Op op;
    /** Operand size: 1, 2 or 4. */
    int size;

    /** Kind and register number or immediate of the operands. */
    int kind0;

    int x0;
    int kind1;
    int x1;
    int kind2;
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
