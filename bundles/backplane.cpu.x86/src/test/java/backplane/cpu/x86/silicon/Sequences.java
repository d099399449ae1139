package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Sequences without jumps, which have flags and registers go from one instruction to the next. None reads a flag that
 * an earlier one left undefined, and none changes the stack pointer but by pushing and popping. Some fault on the way,
 * by a division or at the segment's end.
 */
final class Sequences {
    private static final Set<Op> OPS = Set.of(
            Op.ADD,
            Op.OR,
            Op.ADC,
            Op.SBB,
            Op.AND,
            Op.SUB,
            Op.XOR,
            Op.CMP,
            Op.TEST,
            Op.MOV,
            Op.XCHG,
            Op.INC,
            Op.DEC,
            Op.NEG,
            Op.NOT,
            Op.IMUL,
            Op.MUL,
            Op.ROL,
            Op.ROR,
            Op.RCL,
            Op.RCR,
            Op.SHL,
            Op.SHR,
            Op.SAR,
            Op.MOVZX,
            Op.MOVSX,
            Op.CBW,
            Op.CWD,
            Op.BSWAP,
            Op.XADD,
            Op.CMPXCHG,
            Op.SETCC,
            Op.CMOVCC,
            Op.CLC,
            Op.STC,
            Op.CMC,
            Op.PUSH,
            Op.POP,
            Op.LAHF,
            Op.SAHF,
            Op.BT,
            Op.SALC);
    private static final int LENGTH = 8;
    private static final int STACK_POINTER = 4;

    private final Random random;
    private final List<Row> rows = new ArrayList<>();

    Sequences(Random random) {
        this.random = random;
        for (Row row : Opcodes.all()) {
            if (OPS.contains(row.op()) && row.coverage().equals("user") && suits(row)) {
                rows.add(row);
            }
        }
    }

    private static boolean suits(Row row) {
        boolean shift = row.op().compareTo(Op.ROL) >= 0 && row.op().compareTo(Op.SAR) <= 0;
        boolean pointer = (row.opcode() & 7) == STACK_POINTER
                && row.operands().stream().anyMatch(o -> o.method == Operand.Method.Z);
        boolean bits = row.op() == Op.BT && !row.operands().contains(Operand.Ib);
        return !pointer && !bits && (!shift || row.operands().contains(Operand.One));
    }

    List<Encoding> make(int count) {
        List<Encoding> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean wide = random.nextInt(5) != 0;
            boolean flat = wide && random.nextBoolean();
            ByteArrayOutputStream code = new ByteArrayOutputStream();
            int undefined = 0;
            for (int n = 0; n < LENGTH; ) {
                Row row = rows.get(random.nextInt(rows.size()));
                if ((row.reads() & undefined) == 0) {
                    undefined = undefined & ~row.writes() | row.undefined();
                    one(row, wide, code);
                    n++;
                }
            }
            int kind = Kind.DATA_REGISTERS | (wide ? Kind.WIDE : 0) | (flat ? Kind.FLAT : 0);
            list.add(new Encoding(new Kind(kind), LENGTH, code.toByteArray()));
        }
        return list;
    }

    private void one(Row row, boolean wide, ByteArrayOutputStream code) {
        boolean size = row.op() == Op.BSWAP ? !wide : random.nextInt(5) == 0;
        if (size) {
            code.write(0x66);
        }
        if (row.opcode() > 0xff) {
            code.write(0x0f);
        }
        code.write(row.opcode());
        if (row.extension() >= 0 || row.operands().stream().anyMatch(Operand::modrm)) {
            modrm(row, wide, code);
        }
        for (Operand o : row.operands()) {
            int width = o.width != 0 ? o.width : wide != size ? 4 : 2;
            switch (o.method) {
                case I -> write(code, random.nextInt(), width);
                case IS -> write(code, random.nextInt(), 1);
                case O -> write(code, 0x2000 + random.nextInt(0x4000), wide ? 4 : 2);
                default -> {}
            }
        }
    }

    private void modrm(Row row, boolean wide, ByteArrayOutputStream code) {
        int reg = row.extension() >= 0 ? row.extension() : notStack();
        if (random.nextInt(5) < 2) {
            code.write(reg << 3 | (wide ? 5 : 6));
            // Now and then beyond the segment's end.
            boolean beyond = random.nextInt(12) == 0;
            write(code, beyond ? 0xffff : 0x2000 + random.nextInt(64) * 4, wide ? 4 : 2);
        } else {
            code.write(0xc0 | reg << 3 | notStack());
        }
    }

    private int notStack() {
        int r = random.nextInt(7);
        return r < STACK_POINTER ? r : r + 1;
    }

    private static void write(ByteArrayOutputStream code, int value, int width) {
        for (int i = 0; i < width; i++) {
            code.write(value >>> i * 8);
        }
    }
}
