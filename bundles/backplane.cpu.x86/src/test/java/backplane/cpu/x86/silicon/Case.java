package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.semantics.Flags;
import java.util.HexFormat;

/** An encoding with one of its sets of operands; filled again for each. */
final class Case {
    private static final int FS = 4;
    private static final int ROOM = 128;

    final Initial initial = new Initial();
    Encoding encoding;
    int seed;
    /** Where the memory operand is, or 0 when there is none or it is somewhere impossible. */
    int at;
    /** The flags that are compared when it ends well. */
    int flagMask;
    /** The flags that are compared when it faults. */
    int faultMask;
    /** The row of the first instruction, null for what is undefined. */
    Row row;

    private final Decoder decoder = new Decoder();
    private final Instruction first = new Instruction();
    private final Instruction other = new Instruction();
    private boolean sequence;

    void encoding(Encoding e) {
        encoding = e;
        e.decode(decoder, 0, first);
        row = first.row;
        sequence = row != null && first.length < e.code().length;
        if (sequence) {
            sequenceMasks();
        } else {
            faultMask = Initial.FLAGS;
        }
    }

    void set(int number) {
        seed = number;
        initial.make(encoding.kind(), number);
        at = 0;
        if (encoding.kind().format() != Kind.Format.NONE) {
            at = address();
        }
        if (at != 0) {
            initial.makeOperand(encoding.kind().format());
        }
        if (!sequence) {
            flagMask = Initial.FLAGS & ~(row == null ? 0 : undefined(row, first));
        }
    }

    /** The line that record.c takes. */
    String line() {
        return String.format(
                "%x %x %x %x %x %x %s",
                encoding.kind().bits(),
                encoding.steps(),
                seed,
                flagMask,
                faultMask,
                at,
                HexFormat.of().formatHex(encoding.code()));
    }

    private int address() {
        if (first.modrm < 0 || first.modrm >= 0xc0) {
            return 0;
        }
        int a = register(first.base) + (register(first.index) << first.scale) + first.displacement;
        if (first.addressSize == 2) {
            a &= 0xffff;
        }
        if (first.segment >= FS) {
            a += first.segment == FS ? Initial.FS_BASE : Initial.GS_BASE;
        }
        return a >= Initial.FILL_END && a <= Initial.SIZE - ROOM ? a : 0;
    }

    private int register(int n) {
        return n == Instruction.NONE ? 0 : initial.registers[n];
    }

    /** None of a sequence's instructions reads a flag that an earlier one left undefined. */
    private void sequenceMasks() {
        int undefined = 0;
        int ever = 0;
        for (int offset = 0; offset < encoding.code().length; offset += other.length) {
            Row r = encoding.decode(decoder, offset, other).row;
            undefined = undefined & ~r.writes() | r.undefined();
            ever |= undefined;
        }
        flagMask = Initial.FLAGS & ~undefined;
        faultMask = Initial.FLAGS & ~ever;
    }

    private int undefined(Row r, Instruction i) {
        int undefined = r.undefined();
        if (r.operands().isEmpty() || !shift(r.op())) {
            return undefined;
        }
        Operand last = r.operands().get(r.operands().size() - 1);
        int count = last == Operand.One ? 1 : last == Operand.CL ? initial.registers[1] : i.immediate;
        return switch (count & 31) {
            case 0 -> 0;
            case 1 -> undefined & ~Flags.OF;
            default -> undefined;
        };
    }

    private static boolean shift(Op op) {
        return op.compareTo(Op.ROL) >= 0 && op.compareTo(Op.SAR) <= 0 || op == Op.SHLD || op == Op.SHRD;
    }
}
