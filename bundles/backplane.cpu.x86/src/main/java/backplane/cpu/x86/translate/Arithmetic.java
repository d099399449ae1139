package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Opcodes;

/** Emission of addition, logic, multiplication, division and exchange. */
final class Arithmetic extends Operation {
    Arithmetic(Emitter e) {
        super(e);
    }

    @Override
    boolean emit() {
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
            case MUL, IMUL1 -> multiply();
            case IMUL -> multiplyInto();
            case DIV, IDIV -> divide();
            case XADD -> exchangeAdd();
            case CMPXCHG -> compareExchange();
            default -> {
                return false;
            }
        }
        return true;
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
        e.mayThrow();
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
}
