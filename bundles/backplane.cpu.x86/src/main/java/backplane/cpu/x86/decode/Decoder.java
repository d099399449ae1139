package backplane.cpu.x86.decode;

import backplane.cpu.x86.decode.Operand.Method;

/** Bytes to {@link Instruction}, by the opcode table. */
public final class Decoder {
    /** The longest instruction; one byte more is #GP. */
    public static final int LONGEST = 15;

    private static final int[] BASE16 = {3, 3, 5, 5, 6, 7, 5, 3};
    private static final int[] INDEX16 = {6, 7, 6, 7, 8, 8, 8, 8};

    private static final int SS = 2;
    private static final int DS = 3;

    /** The code bytes. Whatever a byte's fetch throws goes through the decoder to its caller. */
    @FunctionalInterface
    public interface Source {
        /** Byte {@code offset} of the instruction, 0 to 255. Offset {@link #LONGEST} is never allowed. */
        int at(int offset);
    }

    private Source source;
    private int at;

    /** Decodes the instruction at offset 0 of the source into {@code to}; a null row means #UD. */
    public void decode(Source bytes, boolean code32, Instruction to) {
        source = bytes;
        at = 0;
        int opcode = prefixes(to, code32);
        if (opcode == 0x0f) {
            opcode = Opcodes.prefixed(0x100 | next(), to.sized, to.repeat);
        }
        to.opcode = opcode;
        to.modrm = -1;
        to.base = Instruction.NONE;
        to.index = Instruction.NONE;
        to.scale = 0;
        to.displacement = 0;
        to.segment = to.override >= 0 ? to.override : DS;
        to.immediate = 0;
        to.immediate2 = 0;
        if (Opcodes.grouped(opcode)) {
            to.modrm = next();
        }
        Row row = Opcodes.row(opcode, to.modrm);
        to.row = row;
        if (row != null) {
            operands(row, to);
            if (illegal(row, to)) {
                to.row = null;
            }
        }
        to.length = at;
    }

    private int prefixes(Instruction to, boolean code32) {
        to.operandSize = code32 ? 4 : 2;
        to.addressSize = code32 ? 4 : 2;
        to.override = -1;
        to.repeat = 0;
        to.lock = false;
        to.sized = false;
        while (true) {
            int b = next();
            switch (b) {
                case 0x26:
                case 0x2e:
                case 0x36:
                case 0x3e:
                    to.override = b >>> 3 & 3;
                    break;
                case 0x64:
                case 0x65:
                    to.override = b & 7;
                    break;
                case 0x66:
                    to.operandSize = code32 ? 2 : 4;
                    to.sized = true;
                    break;
                case 0x67:
                    to.addressSize = code32 ? 2 : 4;
                    break;
                case 0xf0:
                    to.lock = true;
                    break;
                case 0xf2:
                case 0xf3:
                    to.repeat = b;
                    break;
                default:
                    return b;
            }
        }
    }

    private void operands(Row row, Instruction to) {
        if (to.modrm < 0) {
            for (Operand o : row.operands()) {
                if (o.modrm()) {
                    to.modrm = next();
                    break;
                }
            }
        }
        if (to.memory() && !special(row.op())) {
            if (to.addressSize == 4) {
                address32(to);
            } else {
                address16(to);
            }
        }
        boolean first = true;
        for (Operand o : row.operands()) {
            if (immediate(o, to, first)) {
                first = false;
            }
        }
    }

    private boolean immediate(Operand o, Instruction to, boolean first) {
        int value;
        switch (o.method) {
            case I:
                value = o.width == 1 ? next() : o.width == 2 || to.operandSize == 2 ? word() : dword();
                break;
            case IS:
                value = (byte) next();
                break;
            case J:
                value = o.width == 1 ? (byte) next() : to.operandSize == 2 ? (short) word() : dword();
                break;
            case A:
                value = to.operandSize == 2 ? word() : dword();
                to.immediate2 = word();
                break;
            case O:
                to.displacement = to.addressSize == 2 ? word() : dword();
                return false;
            default:
                return false;
        }
        if (first) {
            to.immediate = value;
        } else {
            to.immediate2 = value;
        }
        return true;
    }

    /** Moves to and from control and debug registers: mod is ignored, the other operand is always a register. */
    private static boolean special(Op op) {
        return op == Op.MOVCR || op == Op.MOVTOCR || op == Op.MOVDR || op == Op.MOVTODR;
    }

    private static boolean illegal(Row row, Instruction to) {
        for (Operand o : row.operands()) {
            if (o.method == Method.M && !to.memory()) {
                return true;
            }
        }
        if (row.has(Row.REGISTER) && to.memory()) {
            return true;
        }
        if (row.op() == Op.MOVSEG || row.op() == Op.MOVTOSEG) {
            return to.lock || to.reg() > 5 || row.op() == Op.MOVTOSEG && to.reg() == 1;
        }
        if (row.op() == Op.MOVCR || row.op() == Op.MOVTOCR) {
            return to.lock || to.reg() == 1 || to.reg() > 4;
        }
        return to.lock && !(row.has(Row.LOCK) && to.memory());
    }

    private void address32(Instruction to) {
        int mod = to.modrm >>> 6;
        int base = to.rm();
        if (base == 4) {
            int sib = next();
            base = sib & 7;
            int index = sib >>> 3 & 7;
            if (index != 4) {
                to.index = index;
                to.scale = sib >>> 6;
            }
        }
        if (base == 5 && mod == 0) {
            to.displacement = dword();
            return;
        }
        to.base = base;
        to.displacement = mod == 1 ? (byte) next() : mod == 2 ? dword() : 0;
        if (to.override < 0 && (base == 4 || base == 5)) {
            to.segment = SS;
        }
    }

    private void address16(Instruction to) {
        int mod = to.modrm >>> 6;
        int rm = to.rm();
        if (mod == 0 && rm == 6) {
            to.displacement = word();
            return;
        }
        to.base = BASE16[rm];
        to.index = INDEX16[rm];
        to.displacement = mod == 1 ? (byte) next() : mod == 2 ? word() : 0;
        if (to.override < 0 && to.base == 5) {
            to.segment = SS;
        }
    }

    private int next() {
        return source.at(at++);
    }

    private int word() {
        int low = next();
        return low | next() << 8;
    }

    private int dword() {
        int low = word();
        return low | word() << 16;
    }
}
