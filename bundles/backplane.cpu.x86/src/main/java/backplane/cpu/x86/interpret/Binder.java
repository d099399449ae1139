package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Operand;
import java.util.List;

/** From a decoded instruction to the object that runs it. */
final class Binder {
    private static final int[] FLAT_BIT = {Core.FLAT_ES, 0, Core.FLAT_SS, Core.FLAT_DS, 0, 0};

    /** @param next EIP behind the instruction */
    Insn bind(Instruction i, int next, int mode) {
        Insn insn;
        if (i.row == null) {
            insn = new Undefined();
        } else {
            insn = i.row.op() == Op.SIMD ? SimdBinder.of(i) : Specialist.of(general(i, next), i, mode);
        }
        insn.base = (byte) i.base;
        insn.index = (byte) i.index;
        insn.scale = (byte) i.scale;
        insn.displacement = i.displacement;
        insn.narrow = (byte) (i.addressSize == 4 ? 0 : 16);
        insn.named = (byte) i.segment;
        insn.segment = (byte) (flat(i, mode) ? -1 : i.segment);
        return insn;
    }

    /** Whether the memory operand's linear address is its offset. */
    static boolean flat(Instruction i, int mode) {
        return (mode & FLAT_BIT[i.segment]) != 0 && i.addressSize == 4;
    }

    static General general(Instruction i, int next) {
        General g = create(i);
        g.op = i.row.op();
        g.size = (byte) i.operandSize;
        g.kind0 = -1;
        g.kind1 = -1;
        g.kind2 = -1;
        List<Operand> operands = i.row.operands();
        int immediates = 0;
        for (int n = 0; n < operands.size(); n++) {
            Operand o = operands.get(n);
            if (n == 0 && o.width == 1) {
                g.size = 1;
            }
            int width = o.width == 0 ? i.operandSize : o.width;
            byte kind = (byte) kind(o, i, width);
            int x = number(o, i, next, immediates);
            if (kind == Insn.IMMEDIATE) {
                immediates++;
            }
            if (n == 0) {
                g.kind0 = kind;
                g.x0 = x;
            } else if (n == 1) {
                g.kind1 = kind;
                g.x1 = x;
            } else {
                g.kind2 = kind;
                g.x2 = x;
            }
        }
        finish(g, i);
        return g;
    }

    private static void finish(General g, Instruction i) {
        Op op = g.op;
        if (g instanceof Moves) {
            ((Moves) g).condition = (byte) (i.opcode & 15);
        } else if (g instanceof Branches) {
            ((Branches) g).condition = (byte) (i.opcode & 15);
            g.size = (byte) i.operandSize;
            if (op == Op.JMPF || op == Op.CALLF) {
                g.x1 = i.immediate2;
            }
        } else if (g instanceof Strings) {
            ((Strings) g).repeat = i.repeat;
            g.size = (byte) ((i.opcode & 1) == 0 ? 1 : i.operandSize);
        } else if (g instanceof SystemInsn) {
            ((SystemInsn) g).take(i);
        } else if (g instanceof X87) {
            ((X87) g).opcode = i.opcode;
            ((X87) g).modrm = i.modrm;
        } else if (op == Op.PUSHSEG || op == Op.POPSEG || op == Op.ENTER) {
            g.size = (byte) i.operandSize;
        }
    }

    private static General create(Instruction i) {
        return switch (i.row.op()) {
            case ADD,
                    OR,
                    ADC,
                    SBB,
                    AND,
                    SUB,
                    XOR,
                    CMP,
                    TEST,
                    INC,
                    DEC,
                    NEG,
                    NOT,
                    MUL,
                    IMUL1,
                    IMUL,
                    DIV,
                    IDIV,
                    XADD,
                    CMPXCHG,
                    CMPXCHG8B -> new Arithmetic();
            case ROL, ROR, RCL, RCR, SHL, SHR, SAL, SAR, SHLD, SHRD -> new Shifts();
            case PUSH, POP, PUSHA, POPA, PUSHF, POPF, ENTER, LEAVE, PUSHSEG, POPSEG -> new Stack();
            case JMP,
                    JCC,
                    CALL,
                    RET,
                    LOOP,
                    LOOPE,
                    LOOPNE,
                    JCXZ,
                    BOUND,
                    JMPF,
                    CALLF,
                    RETF,
                    IRET,
                    INT,
                    INT1,
                    INT3,
                    INTO -> new Branches();
            default -> createOther(i);
        };
    }

    private static General createOther(Instruction i) {
        switch (i.row.op()) {
            case MOVS:
            case CMPS:
            case STOS:
            case LODS:
            case SCAS:
            case INS:
            case OUTS:
                return new Strings();
            case FPU:
            case WAIT:
                return new X87();
            default:
                boolean system = i.row.op().ordinal() >= Op.IN.ordinal();
                return system ? new SystemInsn() : new Moves();
        }
    }

    private static int kind(Operand o, Instruction i, int width) {
        int register = width == 1 ? Insn.REG8 : width == 2 ? Insn.REG16 : Insn.REG32;
        int memory = width == 1 ? Insn.MEM8 : width == 2 ? Insn.MEM16 : Insn.MEM32;
        switch (o.method) {
            case E:
                return i.memory() ? memory : register;
            case RVW:
                return i.memory() ? Insn.MEM16 : register;
            case O:
            case M:
            case X87:
                return memory;
            case G:
            case Z:
            case R:
            case FIXED:
                return register;
            default:
                return Insn.IMMEDIATE;
        }
    }

    /** The register number or immediate of an operand. */
    private static int number(Operand o, Instruction i, int next, int immediates) {
        switch (o.method) {
            case E:
            case R:
            case RVW:
                return i.rm();
            case G:
            case S:
            case C:
            case D:
                return i.reg();
            case Z:
                return i.opcode & 7;
            case FIXED:
            case SEGMENT:
                return o.number;
            case ONE:
                return 1;
            case J:
                int target = next + i.immediate;
                return i.operandSize == 2 ? target & 0xffff : target;
            case I:
            case IS:
                return immediate(o, i, immediates);
            case A:
                return i.immediate;
            default:
                return 0;
        }
    }

    private static int immediate(Operand o, Instruction i, int immediates) {
        int v = immediates == 0 ? i.immediate : i.immediate2;
        return o.method == Operand.Method.IS && i.operandSize == 2 ? v & 0xffff : v;
    }

    /** An opcode without a row, or a form that is not allowed. */
    private static final class Undefined extends Insn {
        @Override
        void run(Core c) {
            throw c.undefined();
        }
    }
}
