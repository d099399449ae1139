package backplane.cpu.x86.interpret;

/**
 * The x87 instructions that regions call: those between registers of {@link X87Forms}, and loads of floats. Where one may
 * not execute, or has to report an earlier error, the region is left before it.
 */
public final class X87Calls {
    private X87Calls() {}

    /** Whether an x87 instruction is among these. */
    public static boolean has(Decoded d) {
        int opcode = d.opcode & 0xff;
        return d.modrm >= 0xc0
                ? X87Forms.register(opcode, d.modrm) != null
                : opcode == 0xd9 && (d.modrm >>> 3 & 7) == 0;
    }

    private static void available(Core c) {
        if ((c.cr0 & (Core.CR0_EM | Core.CR0_TS)) != 0) {
            throw c.leave();
        }
    }

    private static void ready(Core c) {
        available(c);
        if (c.fpu.pending()) {
            throw c.leave();
        }
    }

    /** FXCH. */
    public static void exchange(Core c, int i, int word, int eip) {
        ready(c);
        c.fpu.exchange(i, word, eip);
    }

    /** FLD ST(i). */
    public static void duplicate(Core c, int i, int word, int eip) {
        ready(c);
        c.fpu.duplicate(i, word, eip);
    }

    /** FLD of a float. */
    public static void loadSingle(Core c, int bits, int segment, int offset, int word, int eip) {
        ready(c);
        c.fpu.loadSingle(bits, segment, offset, word, eip);
    }

    /** FSTP ST(i). */
    public static void popTo(Core c, int i, int word, int eip) {
        ready(c);
        c.fpu.popTo(i, word, eip);
    }

    /** FADD, FSUB and so on to ST(0). */
    public static void toTop(Core c, int operation, int i, int word, int eip) {
        ready(c);
        c.fpu.toTop(operation, i, word, eip);
    }

    /** FADD, FSUBR and so on to ST(i). */
    public static void toRegister(Core c, int operation, int i, int word, int eip) {
        ready(c);
        c.fpu.toRegister(operation, i, false, word, eip);
    }

    /** FADDP, FSUBRP and so on. */
    public static void toRegisterAndPop(Core c, int operation, int i, int word, int eip) {
        ready(c);
        c.fpu.toRegister(operation, i, true, word, eip);
    }

    /** FCOM, FCOMP, FCOMPP. */
    public static void compare(Core c, int pops, int i, int word, int eip) {
        ready(c);
        c.fpu.compare(i, pops, word, eip);
    }

    /** FNSTSW AX. */
    public static int status(Core c) {
        available(c);
        return c.fpu.status();
    }
}
