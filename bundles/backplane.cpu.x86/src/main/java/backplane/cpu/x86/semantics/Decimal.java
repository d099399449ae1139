package backplane.cpu.x86.semantics;

/** Decimal adjustment. Each returns AX in the low half and the flags word of the arithmetic flags in the high half. */
public final class Decimal {
    private Decimal() {}

    public static int daa(int ax, int flags) {
        int al = ax & 0xff;
        boolean low = (al & 15) > 9 || (flags & Flags.AF) != 0;
        boolean high = al > 0x99 || (flags & Flags.CF) != 0;
        int r = al + (low ? 6 : 0) + (high ? 0x60 : 0);
        return pack(ax, r, low, high);
    }

    public static int das(int ax, int flags) {
        int al = ax & 0xff;
        boolean low = (al & 15) > 9 || (flags & Flags.AF) != 0;
        boolean high = al > 0x99 || (flags & Flags.CF) != 0;
        boolean borrow = low && al < 6;
        int r = al - (low ? 6 : 0) - (high ? 0x60 : 0);
        return pack(ax, r, low, high || borrow);
    }

    public static int aaa(int ax, int flags) {
        boolean adjust = (ax & 15) > 9 || (flags & Flags.AF) != 0;
        int r = (adjust ? ax + 0x106 : ax) & 0xff0f;
        return r | ascii(r, adjust) << 16;
    }

    public static int aas(int ax, int flags) {
        boolean adjust = (ax & 15) > 9 || (flags & Flags.AF) != 0;
        int r = (adjust ? ax - 0x106 : ax) & 0xff0f;
        return r | ascii(r, adjust) << 16;
    }

    /** The caller has raised #DE for base 0. */
    public static int aam(int ax, int base) {
        int al = ax & 0xff;
        int r = al / base << 8 | al % base;
        return r | zsp(r & 0xff) << 16;
    }

    public static int aad(int ax, int base) {
        int r = (ax & 0xff) + (ax >>> 8 & 0xff) * base & 0xff;
        return r | zsp(r) << 16;
    }

    private static int pack(int ax, int r, boolean af, boolean cf) {
        int al = r & 0xff;
        int flags = zsp(al) | (af ? Flags.AF : 0) | (cf ? Flags.CF : 0);
        return ax & 0xff00 | al | flags << 16;
    }

    private static int ascii(int ax, boolean adjust) {
        return zsp(ax & 0xff) | (adjust ? Flags.AF | Flags.CF : 0);
    }

    private static int zsp(int al) {
        return Flags.word(Flags.LOGIC | Flags.BYTE, 0, 0, al << 24);
    }
}
