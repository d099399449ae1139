package backplane.cpu.x86.semantics;

/**
 * EFLAGS, and lazy flags: the arithmetic flags as pure functions of the last flag-setting operation, its operands and
 * its result.
 *
 * <p>An operation word is a kind plus, from bit 4 on, the number of bits its operands are shifted left: 24 for bytes,
 * 16 for words, 0 for dwords. So carries, signs and zero tests are the same 32-bit expressions for every width.
 */
public final class Flags {
    public static final int CF = 1;
    public static final int PF = 4;
    public static final int AF = 0x10;
    public static final int ZF = 0x40;
    public static final int SF = 0x80;
    public static final int TF = 0x100;
    public static final int IF = 0x200;
    public static final int DF = 0x400;
    public static final int OF = 0x800;
    public static final int IOPL = 0x3000;
    public static final int NT = 0x4000;
    public static final int RF = 0x10000;
    public static final int VM = 0x20000;
    public static final int AC = 0x40000;
    public static final int VIF = 0x80000;
    public static final int VIP = 0x100000;
    public static final int ID = 0x200000;

    /** The six that arithmetic sets. */
    public static final int ARITHMETIC = CF | PF | AF | ZF | SF | OF;

    /** The result is a flags word. */
    public static final int WORD = 0;

    public static final int ADD = 1;
    /** Addition with a carry of one. */
    public static final int ADC = 2;

    public static final int SUB = 3;
    /** Subtraction with a borrow of one. */
    public static final int SBB = 4;

    public static final int LOGIC = 5;
    /** The old carry is in {@code b}. */
    public static final int INC = 6;
    /** The old carry is in {@code b}. */
    public static final int DEC = 7;
    /** Carry is bit 0 of {@code b}, overflow bit 1; the rest comes from the result. */
    public static final int GIVEN = 8;

    /** A shift of {@code a}, zero-extended, by {@code b}, which is not 0. */
    public static final int SHL = 9;

    public static final int SHR = 10;
    public static final int SAR = 11;
    /** The signed product of {@code a} and {@code b}, sign-extended both. */
    public static final int IMUL = 12;

    /** Shift part of the operation word for bytes and words. */
    public static final int BYTE = 24 << 4;

    public static final int WORD16 = 16 << 4;

    private static final int KIND = 15;

    private Flags() {}

    public static boolean cf(int op, int a, int b, int r) {
        switch (op & KIND) {
            case ADD:
                return Integer.compareUnsigned(r, a) < 0;
            case ADC:
                return Integer.compareUnsigned(r, a) <= 0;
            case SUB:
                return Integer.compareUnsigned(a, b) < 0;
            case SBB:
                return Integer.compareUnsigned(a, b) <= 0;
            case LOGIC:
                return false;
            case WORD:
                return (r & CF) != 0;
            case SHL:
            case SHR:
            case SAR:
            case IMUL:
                return (given(op, a, b, r) & 1) != 0;
            default:
                return (b & 1) != 0;
        }
    }

    /** Carry in bit 0 and overflow in bit 1 of a shift or product. */
    private static int given(int op, int a, int b, int r) {
        int up = op >>> 4;
        switch (op & KIND) {
            case SHL:
                return Shift.shlFlags(a, b, 32 - up);
            case SHR:
                return Shift.shrFlags(a, b, 32 - up);
            case SAR:
                return Shift.sarFlags(a, b, 32 - up);
            default:
                return r >> up != (long) a * b ? 3 : 0;
        }
    }

    public static boolean zf(int op, int r) {
        return (op & KIND) == WORD ? (r & ZF) != 0 : r == 0;
    }

    public static boolean sf(int op, int r) {
        return (op & KIND) == WORD ? (r & SF) != 0 : r < 0;
    }

    public static boolean of(int op, int a, int b, int r) {
        switch (op & KIND) {
            case ADD:
            case ADC:
                return ((a ^ r) & (b ^ r)) < 0;
            case SUB:
            case SBB:
                return ((a ^ b) & (a ^ r)) < 0;
            case LOGIC:
                return false;
            case INC:
                return r == Integer.MIN_VALUE;
            case DEC:
                return r + (1 << (op >>> 4)) == Integer.MIN_VALUE;
            case WORD:
                return (r & OF) != 0;
            case SHL:
            case SHR:
            case SAR:
            case IMUL:
                return (given(op, a, b, r) & 2) != 0;
            default:
                return (b & 2) != 0;
        }
    }

    public static boolean pf(int op, int r) {
        if ((op & KIND) == WORD) {
            return (r & PF) != 0;
        }
        int low = r >>> (op >>> 4);
        low ^= low >>> 4;
        return (0x9669 >>> (low & 15) & 1) != 0;
    }

    public static boolean af(int op, int a, int b, int r) {
        int shift = op >>> 4;
        switch (op & KIND) {
            case ADD:
            case ADC:
            case SUB:
            case SBB:
                return ((a ^ b ^ r) >>> shift & AF) != 0;
            case INC:
                return (r >>> shift & 15) == 0;
            case DEC:
                return (r >>> shift & 15) == 15;
            case WORD:
                return (r & AF) != 0;
            default:
                return false;
        }
    }

    /** All six as a word. */
    public static int word(int op, int a, int b, int r) {
        if ((op & KIND) == WORD) {
            return r & ARITHMETIC;
        }
        return (cf(op, a, b, r) ? CF : 0)
                | (pf(op, r) ? PF : 0)
                | (af(op, a, b, r) ? AF : 0)
                | (r == 0 ? ZF : 0)
                | (r < 0 ? SF : 0)
                | (of(op, a, b, r) ? OF : 0);
    }

    /** Condition 0 to 15 as encoded in Jcc, SETcc and CMOVcc. */
    public static boolean condition(int code, int op, int a, int b, int r) {
        boolean yes;
        switch (code >>> 1) {
            case 0:
                yes = of(op, a, b, r);
                break;
            case 1:
                yes = cf(op, a, b, r);
                break;
            case 2:
                yes = zf(op, r);
                break;
            case 3:
                yes = zf(op, r) || cf(op, a, b, r);
                break;
            case 4:
                yes = sf(op, r);
                break;
            case 5:
                yes = pf(op, r);
                break;
            case 6:
                yes = sf(op, r) != of(op, a, b, r);
                break;
            default:
                yes = zf(op, r) || sf(op, r) != of(op, a, b, r);
                break;
        }
        return yes ^ (code & 1) != 0;
    }
}
