package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Operand.Method;
import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.simd.SimdOp;
import java.util.List;

/** Chooses the object for an MMX, SSE or SSE2 instruction. */
final class SimdBinder {
    private SimdBinder() {}

    static Insn of(Instruction i) {
        SimdOp op = SimdOp.of(i.row.name());
        SimdInsn insn = create(i, op);
        insn.row = i.row;
        insn.op = op;
        insn.memory = i.memory();
        insn.unaligned = i.row.has(Row.UNALIGNED);
        insn.immediate = i.immediate & 0xff;
        insn.reg = i.reg();
        insn.rm = i.rm();
        for (Operand o : i.row.operands()) {
            // XMM register n is words 2n and 2n + 1.
            if (o.method == Method.V) {
                insn.reg *= 2;
            } else if (o.method == Method.W && !i.memory()) {
                insn.rm *= 2;
            }
        }
        if (op.family == SimdOp.Family.MASKED) {
            i.base = Core.EDI;
        }
        return insn;
    }

    private static SimdInsn create(Instruction i, SimdOp op) {
        List<Operand> operands = i.row.operands();
        Method first = operands.isEmpty() ? null : operands.get(0).method;
        boolean mmx = operands.stream().anyMatch(o -> o.method == Method.P || o.method == Method.Q);
        boolean store = first == Method.Q || first == Method.W || first == Method.E || first == Method.M;
        switch (op.family) {
            case LANES:
            case SHIFT:
            case SHUFFLE:
                return integers(i, op, mmx);
            case WORD:
                SimdIntegers.Words words = new SimdIntegers.Words();
                words.mmx = mmx;
                return words;
            case MOVE:
            case MASKED:
                return SimdMoves.of(i.row, op, store);
            case FLOAT:
                int width = operands.get(0).width;
                return width == 16
                        ? new SimdFloats.PackedForm(i.row.prefix() == 0x66)
                        : width == 4 ? new SimdFloats.SingleForm() : new SimdFloats.DoubleForm();
            case HORIZONTAL:
                return new SimdFloats.Horizontal();
            case COMPARISON:
                return new SimdFloats.Comparison();
            case CONVERSION:
                return conversion(operands, op, mmx);
            default:
                return new SimdControl();
        }
    }

    private static SimdInsn integers(Instruction i, SimdOp op, boolean mmx) {
        boolean counted = i.row.extension() >= 0;
        if (mmx) {
            SimdIntegers.Mmx insn = new SimdIntegers.Mmx();
            insn.width = i.row.operands().get(1).width;
            insn.counted = counted;
            return insn;
        } else if (op.family == SimdOp.Family.SHIFT) {
            SimdIntegers.XmmShift insn = new SimdIntegers.XmmShift();
            insn.counted = counted;
            return insn;
        }
        return op.family == SimdOp.Family.LANES ? new SimdIntegers.XmmLanes() : new SimdIntegers.XmmShuffle();
    }

    private static SimdInsn conversion(List<Operand> operands, SimdOp op, boolean mmx) {
        boolean general = operands.stream().anyMatch(o -> o.method == Method.E || o.method == Method.G);
        if (mmx) {
            return new SimdFloats.MmxConversion();
        } else if (general) {
            return new SimdFloats.GeneralConversion();
        }
        return op == SimdOp.CVTSS2SD || op == SimdOp.CVTSD2SS
                ? new SimdFloats.ScalarConversion()
                : new SimdFloats.PackedConversion();
    }
}
