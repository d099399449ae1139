package backplane.cpu.x86.decode;

import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Text for instructions, Intel syntax. */
public final class Disassembler {
    private static final String[] BYTES = {"al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"};
    private static final String[] WORDS = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

    private Disassembler() {}

    /**
     * {@code count} lines of address, bytes and text.
     *
     * @param memory a byte by linear address, -1 where nothing is mapped
     */
    public static String list(IntUnaryOperator memory, int linear, int count, boolean code32) {
        StringBuilder s = new StringBuilder();
        Decoder decoder = new Decoder();
        Instruction i = new Instruction();
        int at = linear;
        for (int n = 0; n < count; n++) {
            int start = at;
            int length;
            String text;
            try {
                decoder.decode(offset -> byteAt(memory, start, offset), code32, i);
                length = i.length;
                text = text(i, start + length);
            } catch (Unreadable e) {
                length = 1;
                text = "??";
            }
            StringBuilder bytes = new StringBuilder();
            for (int k = 0; k < length; k++) {
                bytes.append(String.format("%02x", memory.applyAsInt(start + k) & 0xff));
            }
            s.append(String.format("%08x  %-16s %s%n", start, bytes, text));
            at += length;
        }
        return s.toString();
    }

    private static int byteAt(IntUnaryOperator memory, int start, int offset) {
        int v = memory.applyAsInt(start + offset);
        if (v < 0 || offset >= Decoder.LONGEST) {
            throw new Unreadable();
        }
        return v;
    }

    /** The text of one instruction. {@code next} is the address behind it, for jump targets. */
    public static String text(Instruction i, int next) {
        if (i.row == null) {
            return "(bad)";
        }
        StringBuilder s = new StringBuilder();
        if (i.lock) {
            s.append("lock ");
        }
        if (i.repeat != 0 && i.row.has(Row.REPEATS)) {
            boolean compares = i.row.op() == Op.CMPS || i.row.op() == Op.SCAS;
            s.append(i.repeat == 0xf2 ? "repnz " : compares ? "repz " : "rep ");
        }
        s.append(name(i));
        String separator = " ";
        int immediates = 0;
        if (i.row.op() != Op.FPU && !i.row.has(Row.REPEATS)) {
            for (Operand o : i.row.operands()) {
                s.append(separator).append(operand(o, i, next, immediates));
                separator = ",";
                if (o.method == Operand.Method.I || o.method == Operand.Method.IS) {
                    immediates++;
                }
            }
        } else if (i.row.op() == Op.FPU) {
            s.append(' ').append(i.memory() ? memory(i) : "st(" + i.rm() + ")");
        }
        return s.toString();
    }

    private static String name(Instruction i) {
        boolean wide = i.operandSize == 4;
        switch (i.row.op()) {
            case CBW:
                return wide ? "cwde" : "cbw";
            case CWD:
                return wide ? "cdq" : "cwd";
            case PUSHA:
            case POPA:
            case PUSHF:
            case POPF:
            case IRET:
                return i.row.name() + (wide ? "d" : "");
            case JCXZ:
                return i.addressSize == 4 ? "jecxz" : "jcxz";
            case NOP:
                return i.opcode == 0x90 && i.repeat == 0xf3 ? "pause" : i.row.name();
            case FPU:
                return String.format("x87.%02x/%d", i.opcode, i.reg());
            default:
                break;
        }
        if (i.row.has(Row.REPEATS)) {
            return i.row.name() + ((i.opcode & 1) == 0 ? "b" : wide ? "d" : "w");
        }
        return i.row.name();
    }

    private static String operand(Operand o, Instruction i, int next, int immediates) {
        int width = o.width == 0 ? i.operandSize : o.width;
        switch (o.method) {
            case E:
                return i.memory() ? pointer(width) + memory(i) : register(i.rm(), width);
            case RVW:
                return i.memory() ? pointer(2) + memory(i) : register(i.rm(), width);
            case P:
                return "mm" + i.reg();
            case V:
                return "xmm" + i.reg();
            case Q:
                return i.memory() ? pointer(width) + memory(i) : "mm" + i.rm();
            case W:
                return i.memory() ? pointer(width) + memory(i) : "xmm" + i.rm();
            case M:
            case O:
                return memory(i);
            case G:
                return register(i.reg(), width);
            case R:
                return register(i.rm(), 4);
            case Z:
                return register(i.opcode & 7, width);
            case FIXED:
                return register(o.number, width);
            case SEGMENT:
                return SEGMENTS[o.number];
            case S:
                return SEGMENTS[i.reg() % 6];
            case C:
                return "cr" + i.reg();
            case D:
                return "dr" + i.reg();
            case ONE:
                return "1";
            case J:
                return hex(i.operandSize == 2 ? next + i.immediate & 0xffff : next + i.immediate);
            case A:
                return hex(i.immediate2) + ":" + hex(i.immediate);
            case IS:
                return signed(immediates == 0 ? i.immediate : i.immediate2);
            default:
                return hex(immediates == 0 ? i.immediate : i.immediate2);
        }
    }

    private static String pointer(int width) {
        return switch (width) {
            case 1 -> "byte ";
            case 2 -> "word ";
            case 4 -> "dword ";
            case 8 -> "qword ";
            default -> "oword ";
        };
    }

    private static String register(int n, int width) {
        return width == 1 ? BYTES[n] : width == 2 ? WORDS[n] : "e" + WORDS[n];
    }

    private static String memory(Instruction i) {
        StringBuilder s = new StringBuilder("[");
        if (i.override >= 0) {
            s.append(SEGMENTS[i.override]).append(':');
        }
        String plus = "";
        int width = i.addressSize;
        if (i.base != Instruction.NONE) {
            s.append(register(i.base, width));
            plus = "+";
        }
        if (i.index != Instruction.NONE) {
            s.append(plus).append(register(i.index, width));
            if (i.scale > 0) {
                s.append('*').append(1 << i.scale);
            }
            plus = "+";
        }
        if (plus.isEmpty()) {
            s.append(hex(i.displacement));
        } else if (i.displacement != 0) {
            int d = i.displacement;
            boolean negative = d < 0;
            s.append(negative ? "-" : plus).append(hex(negative ? -d : d));
        }
        return s.append(']').toString();
    }

    private static String signed(int v) {
        return v < 0 ? "-" + hex(-v) : hex(v);
    }

    private static String hex(int v) {
        return "0x" + Integer.toHexString(v).toLowerCase(Locale.ROOT);
    }

    /** The bytes cannot be read. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
