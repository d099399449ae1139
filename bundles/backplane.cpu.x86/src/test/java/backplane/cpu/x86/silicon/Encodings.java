package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Operand;
import backplane.cpu.x86.decode.Row;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes the encodings of all sections: of every row that is not a system row, undefined opcodes, and sequences. */
final class Encodings {
    static final int STRING_STEPS = 64;
    private static final int[] EDGES = {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000};
    private static final int[] SEGMENTS = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
    private static final int PER_ROW = 48;
    private static final int ATTEMPTS = 20;
    /** F2 or F3 makes another instruction of these on younger processors. */
    private static final Set<Integer> PREFIX_SENSITIVE = Set.of(0x1bc, 0x1bd, 0x1c7, 0x1b8);

    private final String name;
    private final Random random;
    private final Set<List<Object>> seen = new HashSet<>();
    private final List<Encoding> list = new ArrayList<>();
    private boolean wide;
    /** Displacements are multiples of 16. */
    private boolean aligned;

    private Encodings(String name) {
        this.name = name;
        random = Section.random(name);
    }

    /** Every section there is. */
    static List<Section> all() {
        List<Section> sections = new ArrayList<>();
        for (Row row : Opcodes.all()) {
            if (row.coverage().equals("user") && row.op() != Op.FPU && !approximate(row)) {
                sections.add(new Encodings(row.title()).row(row));
            }
        }
        for (int opcode = 0xd8; opcode < 0xe0; opcode++) {
            for (int digit = 0; digit < 8; digit++) {
                sections.add(new Encodings(String.format("x87 %02x/%d", opcode, digit)).x87(opcode, digit));
            }
        }
        sections.add(new Encodings("addresses").addresses());
        for (int i = 0; i < 20; i++) {
            String title = "sequences " + i;
            sections.add(new Section(title, new Sequences(Section.random(title)).make(100)));
        }
        return sections;
    }

    /** RCP and RSQRT: the result is up to the processor. */
    static boolean approximate(Row row) {
        return row.op() == Op.SIMD
                && (row.name().startsWith("rcp") || row.name().startsWith("rsqrt"));
    }

    private Section section() {
        return new Section(name, List.copyOf(list));
    }

    /** Whether it is a new one. */
    private boolean add(Kind kind, int steps, byte[] code) {
        List<Object> key = new ArrayList<>();
        key.add(kind);
        for (byte b : code) {
            key.add(b);
        }
        return seen.add(key) && list.add(new Encoding(kind, steps, code));
    }

    // ---- rows

    private Section row(Row row) {
        int wanted = row.op() == Op.SIMD ? PER_ROW / 2 : PER_ROW;
        for (int i = 0; i < wanted * ATTEMPTS && list.size() < wanted; i++) {
            one(row);
        }
        return section();
    }

    private Kind surroundings() {
        int r = random.nextInt(3);
        wide = r > 0;
        return new Kind(r == 0 ? 0 : r == 1 ? Kind.WIDE : Kind.WIDE | Kind.FLAT);
    }

    private void one(Row row) {
        Kind kind = kind(row, surroundings());
        boolean simd = row.op() == Op.SIMD;
        boolean size = row.op() == Op.BSWAP ? !wide : random.nextInt(4) == 0 && !simd;
        boolean other = random.nextInt(8) == 0;
        boolean memory = random.nextBoolean() || inMemory(row);
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        boolean repeats = prefixes(row, code, size, other);
        if (row.opcode() > 0xff) {
            code.write(0x0f);
        }
        code.write(row.opcode());
        operands(row, code, wide != size, wide != other, memory);
        if (!memory && !implicit(row)) {
            kind = kind.with(Kind.DATA_REGISTERS);
        }
        if (row.op() == Op.PUSHF) {
            kind = kind.with(Kind.FLAGS_STORED);
        } else if (row.op() == Op.POPF) {
            kind = kind.with(Kind.FLAGS_LOADED);
        } else if (row.has(Row.REPEATS) || counts(row)) {
            kind = kind.with(Kind.COUNT);
        }
        add(kind, repeats ? STRING_STEPS : 1, code.toByteArray());
    }

    private static boolean counts(Row row) {
        return row.operands().contains(Operand.CL)
                || row.op().compareTo(Op.LOOPNE) >= 0 && row.op().compareTo(Op.JCXZ) <= 0;
    }

    private static boolean implicit(Row row) {
        return row.has(Row.REPEATS)
                || row.op() == Op.XLAT
                || row.op() == Op.LEAVE
                || row.op() == Op.ENTER
                || row.name().startsWith("maskmov");
    }

    /** Whether an operand is always in memory. */
    private static boolean inMemory(Row row) {
        return row.op() != Op.LEA && row.operands().stream().anyMatch(o -> o.method == Operand.Method.M);
    }

    /** What a row of MMX, SSE and SSE2 works on, by its operands and its name. */
    private static Kind kind(Row row, Kind kind) {
        if (row.op() != Op.SIMD) {
            return kind;
        }
        boolean mmx = row.operands().isEmpty();
        for (Operand o : row.operands()) {
            mmx |= o.method == Operand.Method.P || o.method == Operand.Method.Q;
        }
        if (row.name().matches("ps(ll|rl|ra)[wdq]") && row.extension() < 0) {
            return kind.with(Kind.SSE).with(mmx ? Kind.X87 : 0).with(Kind.Format.COUNTS);
        }
        String name = row.name().replaceFirst("^cvtt?(..)2.*", "$1");
        Kind.Format format = switch (name.substring(name.length() - 2)) {
            case "ps", "ss" -> Kind.Format.SINGLES;
            case "pd", "sd" -> Kind.Format.DOUBLES;
            default ->
                row.name().startsWith("p") || row.name().startsWith("cvt") ? Kind.Format.BYTES : Kind.Format.MIXED;
        };
        return kind.with(Kind.SSE).with(mmx ? Kind.X87 : 0).with(format);
    }

    /** Writes prefixes in any order; whether the instruction repeats. */
    private boolean prefixes(Row row, ByteArrayOutputStream code, boolean size, boolean other) {
        List<Integer> bytes = new ArrayList<>();
        int repeat = 0;
        boolean simd = row.op() == Op.SIMD;
        if (random.nextInt(row.has(Row.REPEATS) ? 2 : 12) == 0 && !simd && !PREFIX_SENSITIVE.contains(row.opcode())) {
            repeat = 0xf2 + random.nextInt(2);
            bytes.add(repeat);
        }
        if (random.nextInt(5) == 0) {
            bytes.add(SEGMENTS[random.nextInt(6)]);
        }
        if (row.has(Row.LOCK) ? random.nextInt(4) == 0 : random.nextInt(40) == 0) {
            bytes.add(0xf0);
        }
        if (size) {
            bytes.add(0x66);
        }
        if (other) {
            bytes.add(0x67);
        }
        if (!bytes.isEmpty() && random.nextInt(20) == 0) {
            bytes.addAll(Collections.nCopies(random.nextInt(14), bytes.get(0)));
        }
        if (row.prefix() != 0) {
            bytes.add(row.prefix());
        }
        Collections.shuffle(bytes, random);
        bytes.forEach(code::write);
        return repeat != 0 && row.has(Row.REPEATS);
    }

    private void operands(Row row, ByteArrayOutputStream code, boolean size, boolean addressWide, boolean memory) {
        boolean modrm = row.extension() >= 0;
        boolean onlyMemory = false;
        for (Operand o : row.operands()) {
            modrm |= o.modrm();
            onlyMemory |= o.method == Operand.Method.M;
        }
        if (modrm) {
            int reg = row.extension() >= 0 ? row.extension() : random.nextInt(8);
            // The register form of BOUND is a prefix on younger processors.
            boolean simd = row.op() == Op.SIMD;
            aligned = false;
            if (memory && !(row.has(Row.REGISTER) && random.nextInt(16) != 0)
                    || row.op() == Op.BOUND
                    || onlyMemory && random.nextInt(16) != 0) {
                aligned = simd && random.nextInt(4) != 0;
                address(code, reg, addressWide, row.op() == Op.LEA);
            } else {
                code.write(0xc0 | reg << 3 | random.nextInt(8));
            }
        }
        boolean shift = row.op().compareTo(Op.ROL) >= 0 && row.op().compareTo(Op.SAR) <= 0;
        for (Operand o : row.operands()) {
            immediate(o, code, size, addressWide, shift || row.op() == Op.SHLD || row.op() == Op.SHRD);
        }
    }

    private void immediate(Operand o, ByteArrayOutputStream code, boolean size, boolean addressWide, boolean count) {
        switch (o.method) {
            case I -> {
                int value = count && random.nextInt(4) != 0
                        ? random.nextInt(40)
                        : random.nextInt(3) == 0 ? random.nextInt() : EDGES[random.nextInt(11)];
                write(code, value, o.width != 0 ? o.width : size ? 4 : 2);
            }
            case IS -> code.write(random.nextInt());
            case J -> write(code, random.nextInt(0x1800) - 0xc00, o.width != 0 ? o.width : size ? 4 : 2);
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
    private void address(ByteArrayOutputStream code, int reg, boolean addressWide, boolean any) {
        int mod = random.nextInt(3);
        int rm = random.nextInt(8);
        int small = random.nextInt(256) - 128;
        if (!addressWide) {
            code.write(mod << 6 | reg << 3 | rm);
            if (mod == 0 && rm == 6) {
                write(code, aligned(0x2000 + random.nextInt(0xc000)), 2);
            } else {
                write(code, aligned(mod == 1 ? small : random.nextInt(0x8000)), mod);
            }
            return;
        }
        if (!any) {
            rm = 3 + random.nextInt(5);
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
            write(code, aligned(0x2000 + random.nextInt(0xc000)), 4);
        } else if (mod != 0) {
            write(code, aligned(mod == 1 ? small : random.nextInt(0x2000) - 0x1000), mod == 1 ? 1 : 4);
        }
    }

    private int aligned(int displacement) {
        return aligned ? displacement & ~15 : displacement;
    }

    /** All forms of addresses, by LEA. */
    private Section addresses() {
        for (int mod = 0; mod < 3; mod++) {
            for (int rm = 0; rm < 8; rm++) {
                for (int sib = 0; sib < (rm == 4 ? 256 : 1); sib++) {
                    ByteArrayOutputStream code = new ByteArrayOutputStream();
                    code.write(0x8d);
                    code.write(mod << 6 | random.nextInt(8) << 3 | rm);
                    if (rm == 4) {
                        code.write(sib);
                    }
                    boolean absolute = mod == 0 && (rm == 4 ? sib & 7 : rm) == 5;
                    write(code, random.nextInt(), absolute || mod == 2 ? 4 : mod);
                    add(new Kind(Kind.WIDE | Kind.DATA_REGISTERS), 1, code.toByteArray());
                }
                byte[] code = {(byte) 0x8d, (byte) (mod << 6 | rm), 0x12, (byte) 0x84};
                int length = 2 + (mod == 0 && rm == 6 ? 2 : mod);
                add(new Kind(Kind.DATA_REGISTERS), 1, java.util.Arrays.copyOf(code, length));
            }
        }
        return section();
    }

    // ---- x87

    private Section x87(int opcode, int digit) {
        for (int i = 0; i < 40; i++) {
            x87Memory(opcode, digit, X87Formats.of(opcode, digit));
        }
        for (int rm = 0; rm < 8; rm++) {
            int modrm = 0xc0 | digit << 3 | rm;
            if (X87Formats.transcendental(opcode, modrm)) {
                continue;
            }
            int n = X87Formats.function(opcode, modrm) ? 12 : 3;
            for (int i = 0; i < n; i++) {
                Kind kind = surroundings().with(Kind.X87);
                ByteArrayOutputStream code = new ByteArrayOutputStream();
                for (int p = random.nextInt(3 + i); p > 1; p--) {
                    code.write(random.nextInt(3) == 0 ? 0x66 : SEGMENTS[random.nextInt(6)]);
                }
                code.write(opcode);
                code.write(modrm);
                add(kind, 1, code.toByteArray());
            }
        }
        return section();
    }

    private void x87Memory(int opcode, int digit, Kind.Format operand) {
        Kind kind = surroundings().with(Kind.X87).with(operand);
        boolean size = random.nextInt(4) == 0;
        boolean environment = X87Formats.environment(opcode, digit);
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        if (size) {
            code.write(0x66);
        }
        if (random.nextInt(5) == 0) {
            code.write(SEGMENTS[random.nextInt(6)]);
        }
        code.write(opcode);
        if (environment) {
            // Addresses from where the whole image is in memory: one register, or none.
            boolean absolute = random.nextInt(3) == 0;
            int[] registers = wide ? new int[] {3, 6, 7} : new int[] {4, 5, 7};
            int rm = absolute ? wide ? 5 : 6 : registers[random.nextInt(3)];
            code.write(digit << 3 | rm);
            if (absolute) {
                write(code, 0x2000 + random.nextInt(0xc000), wide ? 4 : 2);
            }
            if (digit >= 6) {
                kind = kind.with(Kind.POINTERS).with(wide != size ? Kind.OP32 : 0);
            }
        } else {
            address(code, digit, wide, false);
        }
        add(kind, 1, code.toByteArray());
    }
}
