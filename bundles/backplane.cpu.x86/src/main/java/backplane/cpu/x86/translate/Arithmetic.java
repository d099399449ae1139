package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emission of arithmetic, shifts, multiplication, division and bit instructions. */
final class Arithmetic {
    private static final String SHIFT = "backplane/cpu/x86/semantics/Shift";
    private static final int CARRY_OVERFLOW = Flags.CF | Flags.OF;

    private final Emitter e;
    private Decoded d;
    /** Flags that the instruction has to set. */
    private int sets;

    private boolean destination;
    private boolean source;

    Arithmetic(Emitter e) {
        this.e = e;
    }

    /** Emits an instruction of which the flags {@code sets} are wanted. False when it is none of these. */
    boolean emit(Decoded instruction, int wanted) {
        d = instruction;
        sets = wanted;
        switch (d.op) {
            case ADD, SUB, CMP, ADC, SBB, OR, AND, XOR, TEST -> binary();
            case INC, DEC -> count();
            case NEG -> negate();
            case NOT -> {
                a();
                e.push(-1);
                e.insn(Opcodes.IXOR);
                result();
            }
            case ROL, ROR, SHL, SAL, SHR, SAR -> shift();
            case SHLD, SHRD -> twice();
            case MUL, IMUL1 -> multiply();
            case IMUL -> multiplyInto();
            case DIV, IDIV -> divide();
            case XADD -> exchangeAdd();
            case CMPXCHG -> compareExchange();
            case BT, BTS, BTR, BTC -> bit();
            case BSF, BSR -> scan();
            default -> {
                return false;
            }
        }
        return true;
    }

    // ---- operands

    private int up() {
        return 32 - 8 * d.size;
    }

    /** Reads memory operands: the source to TB, the destination to TA (its place to TP). */
    private void operands(boolean update) {
        source = Decoded.memory(d.kind1);
        destination = Decoded.memory(d.kind0);
        if (source) {
            e.read(d, d.size);
            e.store(Emitter.TB);
        }
        if (destination && update) {
            e.update(d, d.size);
        } else if (destination) {
            e.read(d, d.size);
            e.store(Emitter.TA);
        }
    }

    private void pushA() {
        if (destination) {
            e.load(Emitter.TA);
        } else {
            e.value(d.kind0, d.x0);
        }
    }

    private void pushB() {
        if (source) {
            e.load(Emitter.TB);
        } else {
            e.value(d.kind1, d.x1);
        }
    }

    /** Reads and pushes the only operand. */
    private void a() {
        source = false;
        destination = Decoded.memory(d.kind0);
        if (destination) {
            e.update(d, d.size);
        }
        pushA();
    }

    /** Pops the result into the destination. */
    private void result() {
        if (destination) {
            e.store(Emitter.TA);
            e.replace(d.size, Emitter.TA);
        } else {
            e.put(d.kind0, d.x0);
        }
    }

    private void resultFromFlags() {
        e.load(Emitter.FR);
        e.shiftRight(up());
        result();
    }

    // ---- addition and logic

    private void binary() {
        operands(d.op != Op.CMP && d.op != Op.TEST);
        switch (d.op) {
            case ADD -> sum(Opcodes.IADD, false);
            case SUB, CMP -> sum(Opcodes.ISUB, false);
            case ADC -> sum(Opcodes.IADD, true);
            case SBB -> sum(Opcodes.ISUB, true);
            case OR -> logic(Opcodes.IOR);
            case XOR -> logic(Opcodes.IXOR);
            default -> logic(Opcodes.IAND);
        }
    }

    private void sum(int opcode, boolean carry) {
        if (carry) {
            e.carry();
            e.store(Emitter.TC);
        }
        boolean keeps = d.op != Op.CMP;
        if (sets != 0) {
            pushB();
            e.shiftLeft(up());
            e.store(Emitter.FB);
            pushA();
            e.shiftLeft(up());
            e.store(Emitter.FA);
            e.load(Emitter.FA);
            e.load(Emitter.FB);
            e.insn(opcode);
            withCarry(opcode, carry, up());
            e.store(Emitter.FR);
            if (carry) {
                e.load(Emitter.TC);
                e.push((opcode == Opcodes.IADD ? Flags.ADD : Flags.SUB) | up() << 4);
                e.insn(Opcodes.IADD);
                e.store(Emitter.FOP);
            }
            if (keeps) {
                resultFromFlags();
            }
        } else if (keeps) {
            pushA();
            pushB();
            e.insn(opcode);
            withCarry(opcode, carry, 0);
            result();
        }
    }

    private void withCarry(int opcode, boolean carry, int shift) {
        if (carry) {
            e.load(Emitter.TC);
            e.shiftLeft(shift);
            e.insn(opcode);
        }
    }

    private void logic(int opcode) {
        boolean keeps = d.op != Op.TEST;
        if (sets == 0 && !keeps) {
            return;
        }
        pushA();
        pushB();
        e.insn(opcode);
        if (sets != 0) {
            e.shiftLeft(up());
            e.store(Emitter.FR);
            if (keeps) {
                resultFromFlags();
            }
        } else {
            result();
        }
    }

    private void count() {
        int opcode = d.op == Op.INC ? Opcodes.IADD : Opcodes.ISUB;
        if (sets == 0 && d.kind0 == REG32) {
            e.addReg(d.x0, d.op == Op.INC ? 1 : -1);
            return;
        }
        a();
        e.push(1);
        e.insn(opcode);
        if (sets == 0) {
            result();
            return;
        }
        e.shiftLeft(up());
        e.store(Emitter.TR);
        if (carryWanted) {
            e.carry();
        } else {
            e.push(0);
        }
        e.store(Emitter.FB);
        e.load(Emitter.TR);
        e.store(Emitter.FR);
        resultFromFlags();
    }

    /** Whether the carry that INC and DEC leave alone matters behind them. */
    boolean carryWanted;

    private void negate() {
        a();
        if (sets == 0) {
            e.insn(Opcodes.INEG);
            result();
            return;
        }
        e.shiftLeft(up());
        e.store(Emitter.FB);
        e.set(Emitter.FA, 0);
        e.load(Emitter.FB);
        e.insn(Opcodes.INEG);
        e.store(Emitter.FR);
        resultFromFlags();
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

    private void resultKeepingTA() {
        if (destination) {
            e.insn(Opcodes.POP);
            e.replace(d.size, Emitter.TR);
        } else {
            e.put(d.kind0, d.x0);
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

    /** Pops carry and overflow; the result is in TR. */
    private void given(int n) {
        e.store(Emitter.FB);
        e.load(Emitter.TR);
        e.shiftLeft(up());
        e.store(Emitter.FR);
        if (n < 0) {
            e.set(Emitter.FOP, Flags.GIVEN | up() << 4);
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

    // ---- multiplication and division

    private void one() {
        destination = Decoded.memory(d.kind0);
        if (destination) {
            e.read(d, d.size);
        } else {
            e.value(d.kind0, d.x0);
        }
    }

    private void multiply() {
        boolean signed = d.op == Op.IMUL1;
        one();
        extended(signed);
        e.value(Emitter.register(d.size), Core.EAX);
        extended(signed);
        e.insn(Opcodes.LMUL);
        e.mv.visitVarInsn(Opcodes.LSTORE, Emitter.TL);
        part(0);
        e.store(Emitter.TR);
        if (d.size == 1) {
            e.load(Emitter.TR);
            e.put(REG16, Core.EAX);
        } else {
            halves();
        }
        if (sets != 0) {
            e.mv.visitVarInsn(Opcodes.LLOAD, Emitter.TL);
            e.push(signed ? up() : 8 * d.size);
            e.call(Emitter.HELPERS, signed ? "wide" : "wideUnsigned", "(JI)I");
            given(0);
        }
    }

    private void extended(boolean signed) {
        if (signed) {
            e.signExtend(d.size);
            e.insn(Opcodes.I2L);
        } else {
            e.unsignedLong();
        }
    }

    /** Part of TL from a bit on. */
    private void part(int from) {
        e.mv.visitVarInsn(Opcodes.LLOAD, Emitter.TL);
        if (from != 0) {
            e.push(from);
            e.insn(Opcodes.LUSHR);
        }
        e.insn(Opcodes.L2I);
    }

    /** TL to (E)AX and (E)DX, the product's halves. */
    private void halves() {
        int kind = Emitter.register(d.size);
        part(0);
        e.put(kind, Core.EAX);
        part(8 * d.size);
        e.put(kind, Core.EDX);
    }

    private void multiplyInto() {
        boolean three = d.kind2 >= 0;
        int first = three ? d.kind1 : d.kind0;
        int firstX = three ? d.x1 : d.x0;
        int second = three ? d.kind2 : d.kind1;
        int secondX = three ? d.x2 : d.x1;
        if (Decoded.memory(first) || Decoded.memory(second)) {
            e.read(d, d.size);
            e.store(Emitter.TB);
        }
        factor(first, firstX);
        factor(second, secondX);
        if (sets == 0) {
            e.insn(Opcodes.IMUL);
            e.put(d.kind0, d.x0);
            return;
        }
        e.signExtend(d.size);
        e.store(Emitter.FB);
        e.signExtend(d.size);
        e.store(Emitter.FA);
        e.load(Emitter.FA);
        e.load(Emitter.FB);
        e.insn(Opcodes.IMUL);
        e.store(Emitter.TR);
        e.load(Emitter.TR);
        e.put(d.kind0, d.x0);
        e.load(Emitter.TR);
        e.shiftLeft(up());
        e.store(Emitter.FR);
    }

    private void factor(int kind, int x) {
        if (Decoded.memory(kind)) {
            e.load(Emitter.TB);
        } else {
            e.value(kind, x);
        }
    }

    private void divide() {
        boolean signed = d.op == Op.IDIV;
        one();
        if (signed) {
            e.signExtend(d.size);
        }
        e.store(Emitter.TB);
        e.object(Emitter.CORE);
        dividend(signed);
        e.load(Emitter.TB);
        e.push(signed ? up() : 8 * d.size);
        String name = signed ? "divideSigned" : "divide";
        e.call(Emitter.HELPERS, name, "(L" + Emitter.CORE_TYPE + ";JII)J");
        e.mv.visitVarInsn(Opcodes.LSTORE, Emitter.TL);
        if (d.size == 1) {
            part(0);
            e.push(0xff);
            e.insn(Opcodes.IAND);
            part(32);
            e.shiftLeft(8);
            e.insn(Opcodes.IOR);
            e.put(REG16, Core.EAX);
        } else {
            int kind = Emitter.register(d.size);
            part(0);
            e.put(kind, Core.EAX);
            part(32);
            e.put(kind, Core.EDX);
        }
    }

    private void dividend(boolean signed) {
        if (d.size == 4) {
            e.reg(Core.EDX);
            e.insn(Opcodes.I2L);
            e.push(32);
            e.insn(Opcodes.LSHL);
            e.reg(Core.EAX);
            e.unsignedLong();
            e.insn(Opcodes.LOR);
            return;
        }
        if (d.size == 2) {
            e.reg(Core.EDX);
            e.shiftLeft(16);
            e.value(REG16, Core.EAX);
            e.insn(Opcodes.IOR);
        } else {
            e.value(REG16, Core.EAX);
            if (signed) {
                e.insn(Opcodes.I2S);
            }
        }
        extendedInt(signed);
    }

    private void extendedInt(boolean signed) {
        if (signed) {
            e.insn(Opcodes.I2L);
        } else {
            e.unsignedLong();
        }
    }

    // ---- exchange

    private void exchangeAdd() {
        operands(true);
        pushA();
        e.store(Emitter.TA);
        pushB();
        e.store(Emitter.TB);
        e.load(Emitter.TA);
        e.load(Emitter.TB);
        e.insn(Opcodes.IADD);
        e.store(Emitter.TR);
        if (destination) {
            e.replace(d.size, Emitter.TR);
            e.load(Emitter.TA);
            e.put(d.kind1, d.x1);
        } else {
            e.load(Emitter.TA);
            e.put(d.kind1, d.x1);
            e.load(Emitter.TR);
            e.put(d.kind0, d.x0);
        }
        if (sets != 0) {
            shiftedTo(Emitter.TA, Emitter.FA);
            shiftedTo(Emitter.TB, Emitter.FB);
            shiftedTo(Emitter.TR, Emitter.FR);
        }
    }

    private void shiftedTo(int from, int to) {
        e.load(from);
        e.shiftLeft(up());
        e.store(to);
    }

    private void compareExchange() {
        int kind = Emitter.register(d.size);
        operands(true);
        pushA();
        e.store(Emitter.TA);
        e.value(kind, Core.EAX);
        e.store(Emitter.TB);
        e.load(Emitter.TB);
        e.load(Emitter.TA);
        e.value(d.kind1, d.x1);
        e.load(Emitter.TA);
        e.call(Emitter.HELPERS, "select", "(IIII)I");
        e.store(Emitter.TR);
        e.load(Emitter.TR);
        resultKeepingTA();
        e.load(Emitter.TB);
        e.load(Emitter.TA);
        e.value(kind, Core.EAX);
        e.load(Emitter.TA);
        e.call(Emitter.HELPERS, "select", "(IIII)I");
        e.put(kind, Core.EAX);
        if (sets != 0) {
            shiftedTo(Emitter.TB, Emitter.FA);
            shiftedTo(Emitter.TA, Emitter.FB);
            e.load(Emitter.FA);
            e.load(Emitter.FB);
            e.insn(Opcodes.ISUB);
            e.store(Emitter.FR);
        }
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
        } else if (d.kind1 == backplane.cpu.x86.interpret.Insn.IMMEDIATE) {
            if (update) {
                e.update(d, d.size);
            } else {
                e.read(d, d.size);
                e.store(Emitter.TA);
            }
        } else if (update) {
            e.object(Emitter.CORE);
            e.object(Emitter.WRITE);
            beyond(true);
            e.place(d.size);
        } else {
            e.beginRead();
            beyond(false);
            e.endRead(d.size);
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
