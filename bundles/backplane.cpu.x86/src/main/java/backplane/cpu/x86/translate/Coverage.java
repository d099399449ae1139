package backplane.cpu.x86.translate;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import backplane.cpu.x86.interpret.X87Calls;
import backplane.cpu.x86.semantics.Flags;

/**
 * Which instructions are translated, and what the translator has to know about them. Flags here are those that the
 * engines really change, not those that the manuals leave undefined: both engines agree in these too.
 */
final class Coverage {
    private static final int ALL = Flags.ARITHMETIC;
    private static final int[] CONDITION = {
        Flags.OF,
        Flags.CF,
        Flags.ZF,
        Flags.CF | Flags.ZF,
        Flags.SF,
        Flags.PF,
        Flags.SF | Flags.OF,
        Flags.ZF | Flags.SF | Flags.OF
    };

    private Coverage() {}

    /** Whether a region can hold this instruction. */
    static boolean translates(Decoded d, int mode, int limit) {
        switch (d.op) {
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, INC, DEC, NEG, NOT, MOV, XCHG, LEA, MOVZX, MOVSX, NOP:
            case ROL, ROR, SHL, SHR, SAL, SAR, SHLD, SHRD, MUL, IMUL1, IMUL, DIV, IDIV, XADD, CMPXCHG:
            case BT, BTS, BTR, BTC, BSF, BSR, CBW, CWD, BSWAP, SETCC, CMOVCC, XLAT, SALC, LAHF, SAHF:
            case CLC, STC, CMC, CLD, STD, PUSHF, LEAVE, CLI:
                return true;
            case PUSH, POP:
                return true;
            case JMP, CALL:
                return d.kind0 != Insn.IMMEDIATE || Integer.compareUnsigned(d.x0, limit) <= 0;
            case JCC, LOOP, LOOPE, LOOPNE, JCXZ:
                return Integer.compareUnsigned(d.x0, limit) <= 0;
            case RET:
                return true;
            case MOVS, STOS:
                return true;
            case LODS, SCAS, CMPS:
                return d.repeat == 0;
            case FPU:
                return X87Calls.has(d);
            default:
                return false;
        }
    }

    /** Whether it may be many instructions. */
    static boolean repeats(Decoded d) {
        return d.repeat != 0 && (d.op == Op.MOVS || d.op == Op.STOS);
    }

    /** Whether it ends a piece. */
    static boolean ends(Decoded d) {
        switch (d.op) {
            case JMP, JCC, CALL, RET, LOOP, LOOPE, LOOPNE, JCXZ:
                return true;
            default:
                return false;
        }
    }

    private static boolean memory(Decoded d) {
        return d.op != Op.LEA
                && d.op != Op.NOP
                && (Decoded.memory(d.kind0) || Decoded.memory(d.kind1) || Decoded.memory(d.kind2));
    }

    /** Whether the region may be left before it, so that all flags must be right there. */
    static boolean faults(Decoded d) {
        switch (d.op) {
            case PUSH, POP, CALL, RET, LEAVE, XLAT, LODS, STOS, SCAS, PUSHF, MOVS, CMPS, DIV, IDIV, CLI, FPU:
                return true;
            case JMP:
                return d.kind0 != Insn.IMMEDIATE;
            default:
                return memory(d);
        }
    }

    /** Flags that decide what it does. */
    static int reads(Decoded d) {
        switch (d.op) {
            case ADC, SBB, CMC, SALC:
                return Flags.CF;
            case JCC, SETCC, CMOVCC:
                return CONDITION[d.condition >>> 1];
            case LOOPE, LOOPNE:
                return Flags.ZF;
            case LAHF, PUSHF:
                return ALL;
            default:
                return 0;
        }
    }

    /** The count of a shift if it is constant, else -1. */
    static int count(Decoded d) {
        boolean twice = d.op == Op.SHLD || d.op == Op.SHRD;
        int kind = twice ? d.kind2 : d.kind1;
        int x = twice ? d.x2 : d.x1;
        return kind == Insn.IMMEDIATE ? x & 31 : -1;
    }

    /** The flag operation of a shift. */
    static int shiftKind(Op op) {
        return op == Op.SHR ? Flags.SHR : op == Op.SAR ? Flags.SAR : Flags.SHL;
    }

    /** Flags that it may change. */
    static int writes(Decoded d) {
        switch (d.op) {
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, NEG, MUL, IMUL1, IMUL, XADD, CMPXCHG, SCAS, CMPS:
                return ALL;
            case INC, DEC:
                return ALL & ~Flags.CF;
            case SHL, SAL, SHR, SAR, SHLD, SHRD:
                return count(d) == 0 ? 0 : ALL;
            case ROL, ROR:
                return count(d) == 0 ? 0 : Flags.CF | Flags.OF;
            case BT, BTS, BTR, BTC, CLC, STC, CMC:
                return Flags.CF;
            case BSF, BSR:
                return Flags.ZF;
            case SAHF:
                return ALL & ~Flags.OF;
            default:
                return 0;
        }
    }

    /** Flags that it changes whatever happens. */
    static int replaces(Decoded d) {
        switch (d.op) {
            case SHL, SAL, SHR, SAR, SHLD, SHRD, ROL, ROR:
                return count(d) < 0 ? 0 : writes(d);
            default:
                return writes(d);
        }
    }

    /** The flag operation behind it, given the one before it, when it does set flags. */
    static int flagOp(Decoded d, int before) {
        int shift = 32 - 8 * d.size << 4;
        switch (d.op) {
            case ADD, XADD:
                return Flags.ADD | shift;
            case SUB, CMP, NEG, CMPXCHG, SCAS, CMPS:
                return Flags.SUB | shift;
            case AND, OR, XOR, TEST:
                return Flags.LOGIC | shift;
            case INC:
                return Flags.INC | shift;
            case DEC:
                return Flags.DEC | shift;
            case MUL, IMUL1:
                return Flags.GIVEN | shift;
            case IMUL:
                return Flags.IMUL | shift;
            case SHL, SAL, SHR, SAR:
                return count(d) < 0 ? Flow.UNKNOWN : count(d) == 0 ? before : shiftKind(d.op) | shift;
            case SHLD, SHRD:
                return count(d) < 0 ? Flow.UNKNOWN : count(d) == 0 ? before : Flags.GIVEN | shift;
            case ROL, ROR:
                return count(d) < 0 ? Flow.UNKNOWN : count(d) == 0 ? before : Flags.WORD;
            case BT, BTS, BTR, BTC, CLC, STC, CMC, BSF, BSR, SAHF:
                return Flags.WORD;
            case ADC, SBB:
                return Flow.UNKNOWN;
            default:
                return before;
        }
    }
}
