package backplane.cpu.x86.semantics;

/**
 * An exception of the guest on its way from where it is noticed to the interpreter's loop. One object per CPU, without
 * stack trace, so that raising one costs no allocation.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final int DE = 0;
    public static final int DB = 1;
    public static final int BP = 3;
    public static final int OF = 4;
    public static final int BR = 5;
    public static final int UD = 6;
    public static final int NM = 7;
    public static final int DF = 8;
    public static final int TS = 10;
    public static final int NP = 11;
    public static final int SS = 12;
    public static final int GP = 13;
    public static final int PF = 14;
    public static final int MF = 16;
    public static final int AC = 17;
    public static final int XM = 19;

    /** No exception of the guest: translated code leaves what only the interpreter does. */
    public static final int LEAVE = -1;

    /** Not an exception: the instruction is tried again after the next interrupt. */
    public static final int FREEZE = -2;

    /** {@link #code} of an exception that pushes no error code. */
    public static final int NONE = -1;

    private static final String[] NAMES = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9", "#TS", "#NP", "#SS", "#GP", "#PF", "15",
        "#MF", "#AC", "#MC", "#XM"
    };

    public int vector;
    public int code;

    public Fault() {
        super(null, null, false, false);
    }

    public Fault set(int newVector, int newCode) {
        vector = newVector;
        code = newCode;
        return this;
    }

    /** The name in the manuals, for example {@code #GP}. */
    public static String name(int vector) {
        return vector >= 0 && vector < NAMES.length ? NAMES[vector] : Integer.toHexString(vector);
    }

    /** Whether a second one of these while delivering a first one makes a double fault (SDM vol. 3A table 6-5). */
    public static boolean contributory(int vector) {
        return vector == DE || vector >= TS && vector <= GP;
    }

    /** Whether a fault with this vector pushes an error code in protected mode. */
    public static boolean hasCode(int vector) {
        return vector == DF || vector >= TS && vector <= PF || vector == AC;
    }

    @Override
    public String getMessage() {
        return name(vector) + (code == NONE ? "" : "(" + Integer.toHexString(code) + ")");
    }
}
