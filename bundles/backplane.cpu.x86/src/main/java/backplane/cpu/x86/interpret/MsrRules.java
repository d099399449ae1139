package backplane.cpu.x86.interpret;

import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.model.Model;

/**
 * Which model-specific registers keep a value, where in the bank, and which values they take (SDM vol. 4; MTRRs: vol. 3A
 * chapter 12; machine check: chapter 16).
 */
final class MsrRules {
    static final int PERFCTR = 0;
    static final int DEBUGCTL = 4;
    static final int SYSENTER_CS = 5;
    static final int SYSENTER_ESP = 6;
    static final int SYSENTER_EIP = 7;
    private static final int PAT = 8;
    static final int EFER = 9;
    private static final int MTRR_TYPE = 10;
    private static final int MTRR_VARIABLE = 11;
    private static final int MTRR_FIXED = 27;
    private static final int MCG_STATUS = 38;
    private static final int MC_CONTROL = 39;
    /** Registers in a bank. */
    static final int SIZE = 44;

    /** Machine check banks. */
    static final int BANKS = 5;

    /** Eight variable ranges, fixed ranges, write combining. */
    static final long MTRR_CAPABILITY = 0x508;

    private static final int[] FIXED = {
        0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f,
    };

    /** Bits 35 to 12. */
    private static final long FRAME = 0xf_ffff_f000L;

    private static final long LOW32 = 0xffff_ffffL;
    private static final int UNCACHED_WEAKLY = 7;

    private MsrRules() {}

    /** What a reset puts into the bank. */
    static void reset(long[] bank) {
        java.util.Arrays.fill(bank, 0);
        bank[PAT] = 0x0007_0406_0007_0406L;
    }

    /** The place of a register, or -1 when there is none that keeps a value. */
    static int slot(int number, Model model) {
        if (number >= 0x200 && number <= 0x2ff) {
            return memoryType(number, model);
        }
        return switch (number) {
            case 0xc1, 0xc2 -> having(model, Feature.P6, PERFCTR + number - 0xc1);
            case 0x174, 0x175, 0x176 -> having(model, Feature.SEP, SYSENTER_CS + number - 0x174);
            case 0x17a -> having(model, Feature.MCA, MCG_STATUS);
            case 0x186, 0x187 -> having(model, Feature.P6, PERFCTR + 2 + number - 0x186);
            case 0x1d9 -> having(model, Feature.P6, DEBUGCTL);
            case 0x400, 0x404, 0x408, 0x40c, 0x410 -> having(model, Feature.MCA, MC_CONTROL + (number - 0x400) / 4);
            case 0xc000_0080 -> having(model, Feature.NX, EFER);
            default -> -1;
        };
    }

    private static int having(Model model, Feature feature, int slot) {
        return model.has(feature) ? slot : -1;
    }

    private static int memoryType(int number, Model model) {
        if (number == 0x277) {
            return having(model, Feature.PAT, PAT);
        }
        if (!model.has(Feature.MTRR)) {
            return -1;
        }
        if (number < 0x210) {
            return MTRR_VARIABLE + number - 0x200;
        }
        for (int i = 0; i < FIXED.length; i++) {
            if (FIXED[i] == number) {
                return MTRR_FIXED + i;
            }
        }
        return number == 0x2ff ? MTRR_TYPE : -1;
    }

    /** What a register holds after a write of {@code value}; the value itself unless bits are missing. */
    static long held(int slot, long value) {
        if (slot < DEBUGCTL) {
            return (int) value;
        }
        return slot == DEBUGCTL ? value & 0x7f : slot <= SYSENTER_EIP ? value & LOW32 : value;
    }

    /** Whether a write is allowed; #GP otherwise. */
    static boolean legal(int slot, long value) {
        if (slot >= MTRR_VARIABLE && slot < MTRR_FIXED) {
            boolean mask = (slot - MTRR_VARIABLE & 1) != 0;
            return mask ? (value & ~(FRAME | 0x800)) == 0 : (value & ~(FRAME | 7)) == 0 && type((int) value & 7);
        }
        if (slot >= MTRR_FIXED && slot < MCG_STATUS) {
            return types(value, false);
        }
        return switch (slot) {
            case PAT -> types(value, true);
            case EFER -> (value & ~0x800L) == 0;
            case MTRR_TYPE -> (value & ~0xc07L) == 0 && type((int) value & 7);
            case MCG_STATUS -> (value & ~7L) == 0;
            default -> true;
        };
    }

    /** Eight memory types; the last kind, UC-, is the page attribute table's only. */
    private static boolean types(long value, boolean weak) {
        for (int shift = 0; shift < 64; shift += 8) {
            int t = (int) (value >>> shift) & 0xff;
            if (!type(t) && !(weak && t == UNCACHED_WEAKLY)) {
                return false;
            }
        }
        return true;
    }

    /** Uncached, write combining, write through, write protected, write back. */
    private static boolean type(int t) {
        return t == 0 || t == 1 || t >= 4 && t <= 6;
    }
}
