package backplane.cpu.x86.translate;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emission of shifts, rotations and bit instructions. */
final class Shifting extends Operation {
    private static final String SHIFT = "backplane/cpu/x86/semantics/Shift";
    private static final int CARRY_OVERFLOW = Flags.CF | Flags.OF;

    Shifting(Emitter e) {
        super(e);
    }

    @Override
    boolean emit() {
        switch (d.op) {
            case ROL, ROR, SHL, SAL, SHR, SAR -> shift();
            case SHLD, SHRD -> twice();
            case BT, BTS, BTR, BTC -> bit();
            case BSF, BSR -> scan();
            default -> {
                return false;
            }
        }
        return true;
    }

    // ---- shifts

    private void number(int n) {
        if (n < 0) {
            e.load(Emitter.TC);
        } else {
            e.push(n);
        }
    }

    /** Loads the variable count; behind it, when the count is 0, nothing is done. */
    private void variable(int kind, int x, Label skip) {
        e.value(kind, x);
        e.push(31);
        e.insn(Opcodes.IAND);
        e.store(Emitter.TC);
        if (skip != null) {
            e.load(Emitter.TC);
            e.jump(Opcodes.IFEQ, skip);
        }
    }

    private void shift() {
        int n = Coverage.count(d);
        a();
        e.store(Emitter.TA);
        if (n == 0) {
            return;
        }
        Label skip = n < 0 && sets != 0 ? new Label() : null;
        if (skip != null) {
            e.materialize();
        }
        if (n < 0) {
            variable(d.kind1, d.x1, skip);
        }
        shifted(n);
        e.store(Emitter.TR);
        e.load(Emitter.TR);
        resultKeepingTA();
        if (sets != 0) {
            shiftFlags(n);
        }
        if (skip != null) {
            e.mark(skip);
        }
    }

    private void shifted(int n) {
        e.load(Emitter.TA);
        switch (d.op) {
            case SHR -> {
                number(n);
                e.insn(Opcodes.IUSHR);
            }
            case SAR -> {
                e.signExtend(d.size);
                number(n);
                e.insn(Opcodes.ISHR);
            }
            case ROL, ROR -> {
                number(n);
                if (d.size == 4) {
                    e.call("java/lang/Integer", d.op == Op.ROL ? "rotateLeft" : "rotateRight", "(II)I");
                } else {
                    e.push(8 * d.size);
                    e.call(SHIFT, d.op == Op.ROL ? "rol" : "ror", "(III)I");
                }
            }
            default -> {
                number(n);
                e.insn(Opcodes.ISHL);
            }
        }
    }

    private void shiftFlags(int n) {
        if (d.op == Op.ROL || d.op == Op.ROR) {
            e.word();
            e.load(Emitter.TR);
            e.push(8 * d.size);
            e.call(SHIFT, d.op == Op.ROL ? "rolFlags" : "rorFlags", "(II)I");
            e.call(Emitter.HELPERS, "merge", "(II)I");
            e.store(Emitter.FR);
            if (n < 0) {
                e.set(Emitter.FOP, Flags.WORD);
            }
            return;
        }
        e.load(Emitter.TA);
        e.store(Emitter.FA);
        number(n);
        e.store(Emitter.FB);
        e.load(Emitter.TR);
        e.shiftLeft(up());
        e.store(Emitter.FR);
        if (n < 0) {
            e.set(Emitter.FOP, Coverage.shiftKind(d.op) | up() << 4);
        }
    }

    private void twice() {
        int n = Coverage.count(d);
        a();
        e.store(Emitter.TA);
        if (n == 0) {
            return;
        }
        e.value(d.kind1, d.x1);
        e.store(Emitter.TB);
        Label skip = n < 0 ? new Label() : null;
        if (skip != null) {
            if (sets != 0) {
                e.materialize();
            }
            variable(d.kind2, d.x2, skip);
        }
        boolean left = d.op == Op.SHLD;
        doubleShift(left ? "shld" : "shrd", n);
        e.store(Emitter.TR);
        e.load(Emitter.TR);
        resultKeepingTA();
        if (sets != 0) {
            if ((sets & CARRY_OVERFLOW) != 0) {
                doubleShift(left ? "shldFlags" : "shrdFlags", n);
            } else {
                e.push(0);
            }
            given(n);
        }
        if (skip != null) {
            e.mark(skip);
        }
    }

    private void doubleShift(String name, int n) {
        e.load(Emitter.TA);
        e.load(Emitter.TB);
        number(n);
        e.push(8 * d.size);
        e.call(SHIFT, name, "(IIII)I");
    }

    // ---- bits

    private void bit() {
        boolean update = d.op != Op.BT;
        destination = Decoded.memory(d.kind0);
        source = false;
        bitOperand(update);
        e.value(d.kind1, d.x1);
        e.push(8 * d.size - 1);
        e.insn(Opcodes.IAND);
        e.store(Emitter.TC);
        if (update) {
            changedBit();
        }
        if (sets != 0) {
            e.load(Emitter.TA);
            e.load(Emitter.TC);
            e.insn(Opcodes.IUSHR);
            e.push(1);
            e.insn(Opcodes.IAND);
            e.store(Emitter.TC);
            e.word();
            e.push(~Flags.CF);
            e.insn(Opcodes.IAND);
            e.load(Emitter.TC);
            e.insn(Opcodes.IOR);
            e.store(Emitter.FR);
        }
    }

    private void bitOperand(boolean update) {
        if (!destination) {
            pushA();
            e.store(Emitter.TA);
        } else if (d.kind1 == Insn.IMMEDIATE) {
            if (update) {
                e.update(d, d.size);
            } else {
                e.read(d, d.size);
                e.store(Emitter.TA);
            }
        } else if (update) {
            beyond(true);
            e.updateAt(d.size);
        } else {
            beyond(false);
            e.readAt(d.size);
            e.store(Emitter.TA);
        }
    }

    /** The address of the operand that a register's bit offset reaches. */
    private void beyond(boolean write) {
        if (d.segment >= 0) {
            e.segment(d.segment);
        }
        e.offset(d, 0);
        e.value(d.kind1, d.x1);
        e.signExtend(d.size);
        e.push(d.size == 4 ? 5 : 4);
        e.insn(Opcodes.ISHR);
        e.push(d.size == 4 ? 2 : 1);
        e.insn(Opcodes.ISHL);
        e.insn(Opcodes.IADD);
        e.masked(d.mask);
        if (d.segment >= 0) {
            e.check(d.size, write);
        }
    }

    private void changedBit() {
        e.load(Emitter.TA);
        e.push(1);
        e.load(Emitter.TC);
        e.insn(Opcodes.ISHL);
        if (d.op == Op.BTS) {
            e.insn(Opcodes.IOR);
        } else if (d.op == Op.BTC) {
            e.insn(Opcodes.IXOR);
        } else {
            e.push(-1);
            e.insn(Opcodes.IXOR);
            e.insn(Opcodes.IAND);
        }
        e.store(Emitter.TR);
        e.load(Emitter.TR);
        resultKeepingTA();
    }

    private void scan() {
        operands(false);
        pushB();
        e.store(Emitter.TB);
        if (sets != 0) {
            e.word();
            e.push(~Flags.ZF);
            e.insn(Opcodes.IAND);
            e.load(Emitter.TB);
            e.push(0);
            e.call(Emitter.HELPERS, "equal", "(II)I");
            e.shiftLeft(6);
            e.insn(Opcodes.IOR);
            e.store(Emitter.FR);
        }
        e.load(Emitter.TB);
        e.value(d.kind0, d.x0);
        e.call(Emitter.HELPERS, d.op == Op.BSF ? "scanForward" : "scanReverse", "(II)I");
        e.put(d.kind0, d.x0);
    }
}
