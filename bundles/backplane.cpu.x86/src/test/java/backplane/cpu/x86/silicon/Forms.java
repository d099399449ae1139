package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.semantics.Flags;

/** Finds a case's row in the opcode table, and which flags it leaves undefined. */
final class Forms {
    private final Decoder decoder = new Decoder();
    private final Instruction instruction = new Instruction();

    /** The row of a case's first instruction, null for what decodes to #UD. */
    Row row(Recorded recorded) {
        return row(recorded, 0);
    }

    private Row row(Recorded recorded, int start) {
        byte[] code = recorded.code();
        decoder.decode(at -> start + at < code.length ? code[start + at] & 0xff : 0, recorded.wide(), instruction);
        return instruction.row;
    }

    /** The row's title; of a sequence only that it is one. */
    String title(Recorded recorded) {
        Row row = row(recorded);
        return row == null ? "undefined" : sequence(recorded) ? "sequence" : row.title();
    }

    boolean sequence(Recorded recorded) {
        return row(recorded) != null && instruction.length < recorded.code().length;
    }

    /** The flags that the case's instructions together leave undefined, up to the one that faulted. */
    int undefined(Recorded recorded) {
        int undefined = 0;
        for (int at = 0; at < recorded.code().length; at += instruction.length) {
            Row row = row(recorded, at);
            boolean faulted = recorded.vector() != Recorded.NONE && at == recorded.eip() - Initial.CODE;
            if (row == null || faulted) {
                return undefined;
            }
            undefined = undefined & ~row.writes() | undefined(row, recorded);
        }
        return undefined;
    }

    private int undefined(Row row, Recorded recorded) {
        int undefined = row.undefined();
        if (!row.operands().isEmpty() && shift(row.op())) {
            int count = count(row, recorded) & 31;
            if (count == 0) {
                return 0;
            }
            if (count == 1) {
                undefined &= ~Flags.OF;
            }
        }
        return undefined;
    }

    private static boolean shift(Op op) {
        return op.compareTo(Op.ROL) >= 0 && op.compareTo(Op.SAR) <= 0 || op == Op.SHLD || op == Op.SHRD;
    }

    private int count(Row row, Recorded recorded) {
        Operand last = row.operands().get(row.operands().size() - 1);
        if (last == Operand.One) {
            return 1;
        }
        return last == Operand.CL ? recorded.initial().registers[1] : instruction.immediate;
    }
}
