package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Random;

/**
 * Makes the cases to record from the opcode table: one line each of kind, seed and code. An argument gives other
 * cases, for a longer search than is worth keeping.
 */
final class Cases {
    private static final int[] EDGES = {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000};
    private static final int STACK_FLAGS_ALLOWED = 0xcd7;

    private final Random random;
    private final PrintStream out;
    private int seed;

    private Cases(PrintStream out, int start) {
        this.out = out;
        random = new Random(start);
        seed = start;
    }

    public static void main(String[] arguments) {
        Cases cases = new Cases(System.out, arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]));
        for (Row row : Opcodes.all()) {
            if (row.coverage().equals("user") && row.op() != Op.FPU) {
                cases.row(row);
            }
        }
        cases.addressing();
        new X87Cases(cases::emit).all();
        new Sequences(cases.random).make(2000, cases::emit);
        System.out.flush();
    }

    private void emit(int kind, byte[] code) {
        out.println(Integer.toHexString(kind) + " " + Integer.toHexString(seed++) + " "
                + HexFormat.of().formatHex(code));
    }

    private void row(Row row) {
        if (shift(row)) {
            shifts(row);
            return;
        }
        int n = switch (row.op()) {
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP -> 30;
            case DIV, IDIV, DAA, DAS, AAA, AAS, AAM, AAD -> 80;
            case MUL, IMUL1, IMUL, CMPXCHG, CMPXCHG8B, XADD -> 40;
            case MOVS, CMPS, STOS, LODS, SCAS, BOUND, POPF, ENTER -> 40;
            default -> 16;
        };
        for (int i = 0; i < n; i++) {
            one(row, -1);
        }
    }

    private static boolean shift(Row row) {
        return row.op().ordinal() >= Op.ROL.ordinal() && row.op().ordinal() <= Op.SAR.ordinal()
                || row.op() == Op.SHLD
                || row.op() == Op.SHRD;
    }

    /** Every count from 0 to 40, and some of those above that wrap. */
    private void shifts(Row row) {
        if (row.operands().contains(Operand.One)) {
            for (int i = 0; i < 24; i++) {
                one(row, -1);
            }
            return;
        }
        for (int count = 0; count < 44; count++) {
            for (int i = 0; i < 3; i++) {
                one(row, count < 40 ? count : 64 + (count - 40) * 63);
            }
        }
    }

    /** One case; a shift's count is given. */
    private void one(Row row, int count) {
        boolean wide = random.nextBoolean();
        boolean size = sized(row) && random.nextInt(3) == 0;
        if (row.op() == Op.BSWAP) {
            size = !wide;
        }
        boolean other = random.nextInt(8) == 0;
        boolean memory = random.nextBoolean();
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        prefixes(row, code, size, other);
        if (row.opcode() > 0xff) {
            code.write(0x0f);
        }
        code.write(row.opcode());
        int kind = (wide ? Initial.WIDE : 0) | (memory || implicit(row) ? 0 : Initial.DATA_REGISTERS);
        operands(row, code, wide != size, wide != other, memory, count);
        if (count >= 0 && row.operands().contains(Operand.CL)) {
            withCount(kind, code.toByteArray(), count);
        }
        if (row.op() == Op.POPF) {
            allowFlags(kind, code.toByteArray(), wide != size);
        }
        emit(kind, code.toByteArray());
    }

    private static boolean sized(Row row) {
        if (row.op() == Op.PUSHF || row.op() == Op.POPF || row.operands().isEmpty()) {
            return row.op() != Op.RET;
        }
        for (Operand o : row.operands()) {
            if (o.width == 0) {
                return o.method != Operand.Method.J;
            }
        }
        return false;
    }

    private static boolean implicit(Row row) {
        return row.has(Row.REPEATS) || row.op() == Op.XLAT || row.op() == Op.LEAVE || row.op() == Op.ENTER;
    }

    private void prefixes(Row row, ByteArrayOutputStream code, boolean size, boolean other) {
        if (row.has(Row.REPEATS)) {
            int repeat = random.nextInt(3);
            if (repeat != 0) {
                code.write(0xf1 + repeat);
            }
        }
        if (random.nextInt(10) == 0) {
            code.write(random.nextBoolean() ? 0x26 : 0x36);
        }
        if (row.has(Row.LOCK) ? random.nextInt(5) == 0 : random.nextInt(40) == 0) {
            code.write(0xf0);
        }
        if (size) {
            code.write(0x66);
        }
        if (other) {
            code.write(0x67);
        }
    }

    private void operands(
            Row row, ByteArrayOutputStream code, boolean wide, boolean addressWide, boolean memory, int count) {
        boolean modrm = row.extension() >= 0;
        boolean onlyMemory = false;
        for (Operand o : row.operands()) {
            modrm |= o.modrm();
            onlyMemory |= o.method == Operand.Method.M;
        }
        if (modrm) {
            int reg = row.extension() >= 0 ? row.extension() : random.nextInt(8);
            if (memory || onlyMemory && random.nextInt(16) != 0) {
                address(code, reg, addressWide, row.op() == Op.LEA);
            } else {
                code.write(0xc0 | reg << 3 | random.nextInt(8));
            }
        }
        for (Operand o : row.operands()) {
            immediate(o, code, wide, addressWide, count);
        }
    }

    private void immediate(Operand o, ByteArrayOutputStream code, boolean wide, boolean addressWide, int count) {
        switch (o.method) {
            case I -> {
                int value = count >= 0 ? count : random.nextInt(3) == 0 ? random.nextInt() : EDGES[random.nextInt(11)];
                write(code, value, o.width != 0 ? o.width : wide ? 4 : 2);
            }
            case IS -> code.write(random.nextInt());
            case J -> write(code, random.nextInt(0x1800) - 0xc00, o.width != 0 ? o.width : wide ? 4 : 2);
            case O -> write(code, 0x2000 + random.nextInt(0xc000), addressWide ? 4 : 2);
            default -> {}
        }
    }

    private static void write(ByteArrayOutputStream code, int value, int width) {
        for (int i = 0; i < width; i++) {
            code.write(value >>> i * 8);
        }
    }

    /** A memory operand that mostly stays within the segment; of LEA's any. */
    private void address(ByteArrayOutputStream code, int reg, boolean wide, boolean any) {
        int mod = random.nextInt(3);
        int rm = random.nextInt(8);
        int small = random.nextInt(256) - 128;
        if (!wide) {
            code.write(mod << 6 | reg << 3 | rm);
            if (mod == 0 && rm == 6) {
                write(code, 0x2000 + random.nextInt(0xc000), 2);
            } else {
                write(code, mod == 1 ? small : random.nextInt(0x8000), mod);
            }
            return;
        }
        if (!any) {
            int[] bases = {3, 4, 5, 6, 7};
            rm = bases[random.nextInt(5)];
        }
        code.write(mod << 6 | reg << 3 | rm);
        int base = rm;
        if (rm == 4) {
            // Without an index, or with the stack pointer and EAX to EDX: few of those stay in the segment.
            base = any ? random.nextInt(8) : 3 + random.nextInt(5);
            int index = any || random.nextInt(4) == 0 ? random.nextInt(8) : 4;
            code.write(random.nextInt(4) << 6 | index << 3 | base);
        }
        if (mod == 0 && base == 5) {
            write(code, 0x2000 + random.nextInt(0xc000), 4);
        } else if (mod != 0) {
            write(code, mod == 1 ? small : random.nextInt(0x2000) - 0x1000, mod == 1 ? 1 : 4);
        }
    }

    /** All forms of addresses, by LEA. */
    private void addressing() {
        for (int mod = 0; mod < 3; mod++) {
            for (int rm = 0; rm < 8; rm++) {
                for (int sib = 0; sib < (rm == 4 ? 256 : 1); sib++) {
                    ByteArrayOutputStream code = new ByteArrayOutputStream();
                    code.write(0x8d);
                    code.write(mod << 6 | rm);
                    if (rm == 4) {
                        code.write(sib);
                    }
                    boolean absolute = mod == 0 && (rm == 4 ? sib & 7 : rm) == 5;
                    write(code, random.nextInt(), absolute || mod == 2 ? 4 : mod);
                    emit(Initial.WIDE | Initial.DATA_REGISTERS, code.toByteArray());
                }
                byte[] code = {(byte) 0x8d, (byte) (mod << 6 | rm), 0x12, (byte) 0x84};
                int length = 2 + (mod == 0 && rm == 6 ? 2 : mod);
                emit(Initial.DATA_REGISTERS, java.util.Arrays.copyOf(code, length));
            }
        }
    }

    /** Advances the seed until CL is the wanted count in its low six bits. */
    private void withCount(int kind, byte[] code, int count) {
        while (((new Initial(kind, seed, code).registers[1] ^ count) & 0x3f) != 0) {
            seed++;
        }
    }

    /** Advances the seed until the flags on the stack set none that user code had better not. */
    private void allowFlags(int kind, byte[] code, boolean wide) {
        while (true) {
            Initial initial = new Initial(kind, seed, code);
            int image = initial.memory.getInt(initial.registers[4]);
            if (((wide ? image : image & 0xffff) & ~STACK_FLAGS_ALLOWED) == 0) {
                return;
            }
            seed++;
        }
    }
}
