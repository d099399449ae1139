package backplane.cpu.x86.decode;

import static backplane.cpu.x86.decode.Row.ENDS;
import static backplane.cpu.x86.decode.Row.FAULTS;
import static backplane.cpu.x86.decode.Row.LOCK;
import static backplane.cpu.x86.decode.Row.PRIVILEGED;
import static backplane.cpu.x86.decode.Row.PROTECTED;
import static backplane.cpu.x86.decode.Row.REPEATS;
import static backplane.cpu.x86.decode.Row.SYSTEM;
import static backplane.cpu.x86.decode.Row.needs;
import static backplane.cpu.x86.semantics.Flags.AF;
import static backplane.cpu.x86.semantics.Flags.ARITHMETIC;
import static backplane.cpu.x86.semantics.Flags.CF;
import static backplane.cpu.x86.semantics.Flags.DF;
import static backplane.cpu.x86.semantics.Flags.OF;
import static backplane.cpu.x86.semantics.Flags.PF;
import static backplane.cpu.x86.semantics.Flags.SF;
import static backplane.cpu.x86.semantics.Flags.ZF;

import backplane.cpu.x86.model.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The opcode table: every instruction there is, one row per form. An opcode without a row raises #UD. */
public final class Opcodes {
    private static final String[] CONDITIONS = {
        "o", "no", "b", "nb", "z", "nz", "be", "nbe", "s", "ns", "p", "np", "l", "nl", "le", "nle"
    };
    private static final int[] CONDITION_FLAGS = {OF, CF, ZF, CF | ZF, SF, PF, SF | OF, ZF | SF | OF};

    private static final Row[] PLAIN = new Row[0x800];
    private static final Row[][] GROUPS = new Row[0x800][];
    /** Opcodes that are distinguished by prefix. */
    private static final boolean[] SIMD = new boolean[0x200];

    private static final List<Row> ALL = new ArrayList<>();

    static {
        arithmetic();
        shifts();
        unary();
        moves();
        stack();
        jumps();
        strings();
        flagsAndDecimal();
        bits();
        segments();
        system();
        SimdOpcodes.rows().forEach(Opcodes::put);
    }

    private Opcodes() {}

    /** The row, or null for #UD. {@code modrm} is looked at only where {@link #grouped}. */
    public static Row row(int opcode, int modrm) {
        Row[] group = GROUPS[opcode];
        return group == null ? PLAIN[opcode] : group[modrm >>> 3 & 7 | (modrm < 0xc0 ? 0 : 8)];
    }

    /** Whether ModRM's reg field selects the instruction. */
    public static boolean grouped(int opcode) {
        return GROUPS[opcode] != null;
    }

    /**
     * The opcode with its mandatory prefix, where the two-byte map distinguishes by prefix; F2 and F3 go before 66.
     *
     * @param repeat 0, 0xf2 or 0xf3
     */
    static int prefixed(int opcode, boolean size, int repeat) {
        if (!SIMD[opcode]) {
            return opcode;
        }
        return opcode | (repeat != 0 ? repeat == 0xf3 ? 0x400 : 0x600 : size ? 0x200 : 0);
    }

    /** Every row in order of definition. */
    public static List<Row> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** The condition's name, {@code o} to {@code nle}. */
    public static String condition(int code) {
        return CONDITIONS[code & 15];
    }

    private static void arithmetic() {
        for (int i = 0; i < 8; i++) {
            Op op = Op.values()[i];
            int reads = op == Op.ADC || op == Op.SBB ? CF : 0;
            int undefined = op == Op.OR || op == Op.AND || op == Op.XOR ? AF : 0;
            int lock = op == Op.CMP ? 0 : LOCK;
            String[] forms = {"Eb,Gb", "Ev,Gv", "Gb,Eb", "Gv,Ev", "AL,Ib", "AX,Iz"};
            for (int f = 0; f < 6; f++) {
                add(i << 3 | f, -1, op, forms[f], reads, ARITHMETIC, undefined, f < 2 ? lock : 0);
            }
            add(0x80, i, op, "Eb,Ib", reads, ARITHMETIC, undefined, lock);
            add(0x81, i, op, "Ev,Iz", reads, ARITHMETIC, undefined, lock);
            add(0x82, i, op, "Eb,Ib", reads, ARITHMETIC, undefined, lock);
            add(0x83, i, op, "Ev,Is", reads, ARITHMETIC, undefined, lock);
        }
        add(0x84, -1, Op.TEST, "Eb,Gb", 0, ARITHMETIC, AF, 0);
        add(0x85, -1, Op.TEST, "Ev,Gv", 0, ARITHMETIC, AF, 0);
        add(0xa8, -1, Op.TEST, "AL,Ib", 0, ARITHMETIC, AF, 0);
        add(0xa9, -1, Op.TEST, "AX,Iz", 0, ARITHMETIC, AF, 0);
        int multiply = SF | ZF | AF | PF;
        add(0x69, -1, Op.IMUL, "Gv,Ev,Iz", 0, ARITHMETIC, multiply, 0);
        add(0x6b, -1, Op.IMUL, "Gv,Ev,Is", 0, ARITHMETIC, multiply, 0);
        add(0x1af, -1, Op.IMUL, "Gv,Ev", 0, ARITHMETIC, multiply, 0);
        add(0x1c0, -1, Op.XADD, "Eb,Gb", 0, ARITHMETIC, 0, LOCK);
        add(0x1c1, -1, Op.XADD, "Ev,Gv", 0, ARITHMETIC, 0, LOCK);
        add(0x1b0, -1, Op.CMPXCHG, "Eb,Gb", 0, ARITHMETIC, 0, LOCK);
        add(0x1b1, -1, Op.CMPXCHG, "Ev,Gv", 0, ARITHMETIC, 0, LOCK);
        add(0x1c7, 1, Op.CMPXCHG8B, "Mq", 0, ZF, 0, LOCK | needs(Feature.CX8));
    }

    private static void shifts() {
        for (int i = 0; i < 8; i++) {
            Op op = Op.values()[Op.ROL.ordinal() + i];
            boolean rotate = i < 4;
            int reads = i == 2 || i == 3 ? CF : 0;
            int writes = rotate ? CF | OF : ARITHMETIC;
            int undefined = rotate ? OF : OF | AF;
            String[] forms = {"Eb,Ib", "Ev,Ib", "Eb,One", "Ev,One", "Eb,CL", "Ev,CL"};
            int[] opcodes = {0xc0, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3};
            for (int f = 0; f < 6; f++) {
                boolean one = f == 2 || f == 3;
                add(opcodes[f], i, op, forms[f], reads, writes, one ? undefined & ~OF : undefined, 0);
            }
        }
        add(0x1a4, -1, Op.SHLD, "Ev,Gv,Ib", 0, ARITHMETIC, OF | AF, 0);
        add(0x1a5, -1, Op.SHLD, "Ev,Gv,CL", 0, ARITHMETIC, OF | AF, 0);
        add(0x1ac, -1, Op.SHRD, "Ev,Gv,Ib", 0, ARITHMETIC, OF | AF, 0);
        add(0x1ad, -1, Op.SHRD, "Ev,Gv,CL", 0, ARITHMETIC, OF | AF, 0);
    }

    private static void unary() {
        for (int r = 0; r < 8; r++) {
            add(0x40 | r, -1, Op.INC, "Zv", 0, ARITHMETIC & ~CF, 0, 0);
            add(0x48 | r, -1, Op.DEC, "Zv", 0, ARITHMETIC & ~CF, 0, 0);
        }
        for (int w = 0; w < 2; w++) {
            String e = w == 0 ? "Eb" : "Ev";
            add(0xfe + w, 0, Op.INC, e, 0, ARITHMETIC & ~CF, 0, LOCK);
            add(0xfe + w, 1, Op.DEC, e, 0, ARITHMETIC & ~CF, 0, LOCK);
            add(0xf6 + w, 0, Op.TEST, w == 0 ? "Eb,Ib" : "Ev,Iz", 0, ARITHMETIC, AF, 0);
            add(0xf6 + w, 1, Op.TEST, w == 0 ? "Eb,Ib" : "Ev,Iz", 0, ARITHMETIC, AF, 0);
            add(0xf6 + w, 2, Op.NOT, e, 0, 0, 0, LOCK);
            add(0xf6 + w, 3, Op.NEG, e, 0, ARITHMETIC, 0, LOCK);
            add(0xf6 + w, 4, Op.MUL, e, 0, ARITHMETIC, SF | ZF | AF | PF, 0);
            add(0xf6 + w, 5, Op.IMUL1, e, 0, ARITHMETIC, SF | ZF | AF | PF, 0);
            add(0xf6 + w, 6, Op.DIV, e, 0, ARITHMETIC, ARITHMETIC, FAULTS);
            add(0xf6 + w, 7, Op.IDIV, e, 0, ARITHMETIC, ARITHMETIC, FAULTS);
        }
    }

    private static void moves() {
        plain(0x88, Op.MOV, "Eb,Gb");
        plain(0x89, Op.MOV, "Ev,Gv");
        plain(0x8a, Op.MOV, "Gb,Eb");
        plain(0x8b, Op.MOV, "Gv,Ev");
        plain(0xa0, Op.MOV, "AL,Ob");
        plain(0xa1, Op.MOV, "AX,Ov");
        plain(0xa2, Op.MOV, "Ob,AL");
        plain(0xa3, Op.MOV, "Ov,AX");
        add(0xc6, 0, Op.MOV, "Eb,Ib", 0, 0, 0, 0);
        add(0xc7, 0, Op.MOV, "Ev,Iz", 0, 0, 0, 0);
        for (int r = 0; r < 8; r++) {
            plain(0xb0 | r, Op.MOV, "Zb,Ib");
            plain(0xb8 | r, Op.MOV, "Zv,Iz");
            if (r > 0) {
                plain(0x90 | r, Op.XCHG, "Zv,AX");
            }
            plain(0x1c8 | r, Op.BSWAP, "Zd");
        }
        plain(0x90, Op.NOP, "");
        for (int hint = 0x118; hint <= 0x11f; hint++) {
            String name = hint == 0x118 ? "prefetch" : "nop";
            put(new Row(hint, -1, Op.NOP, name, operands("Ev"), 0, 0, 0, needs(Feature.P6)));
        }
        plain(0x8d, Op.LEA, "Gv,M");
        add(0x86, -1, Op.XCHG, "Eb,Gb", 0, 0, 0, LOCK);
        add(0x87, -1, Op.XCHG, "Ev,Gv", 0, 0, 0, LOCK);
        plain(0x1b6, Op.MOVZX, "Gv,Eb");
        plain(0x1b7, Op.MOVZX, "Gv,Ew");
        plain(0x1be, Op.MOVSX, "Gv,Eb");
        plain(0x1bf, Op.MOVSX, "Gv,Ew");
        plain(0x98, Op.CBW, "");
        plain(0x99, Op.CWD, "");
        add(0xd7, -1, Op.XLAT, "", 0, 0, 0, FAULTS);
        for (int cc = 0; cc < 16; cc++) {
            int reads = CONDITION_FLAGS[cc >>> 1];
            named(0x140 | cc, Op.CMOVCC, "cmov" + CONDITIONS[cc], "Gv,Ev", reads, needs(Feature.CMOV));
            named(0x190 | cc, Op.SETCC, "set" + CONDITIONS[cc], "Eb", reads, 0);
        }
    }

    private static void stack() {
        for (int r = 0; r < 8; r++) {
            add(0x50 | r, -1, Op.PUSH, "Zv", 0, 0, 0, FAULTS);
            add(0x58 | r, -1, Op.POP, "Zv", 0, 0, 0, FAULTS);
        }
        add(0x68, -1, Op.PUSH, "Iz", 0, 0, 0, FAULTS);
        add(0x6a, -1, Op.PUSH, "Is", 0, 0, 0, FAULTS);
        add(0xff, 6, Op.PUSH, "Ev", 0, 0, 0, FAULTS);
        add(0x8f, 0, Op.POP, "Ev", 0, 0, 0, FAULTS);
        add(0x60, -1, Op.PUSHA, "", 0, 0, 0, FAULTS);
        add(0x61, -1, Op.POPA, "", 0, 0, 0, FAULTS);
        add(0x9c, -1, Op.PUSHF, "", ARITHMETIC | DF, 0, 0, FAULTS);
        add(0x9d, -1, Op.POPF, "", 0, ARITHMETIC | DF, 0, FAULTS | ENDS);
        add(0xc8, -1, Op.ENTER, "Iw,Ib", 0, 0, 0, FAULTS);
        add(0xc9, -1, Op.LEAVE, "", 0, 0, 0, FAULTS);
    }

    private static void jumps() {
        for (int cc = 0; cc < 16; cc++) {
            int reads = CONDITION_FLAGS[cc >>> 1];
            named(0x70 | cc, Op.JCC, "j" + CONDITIONS[cc], "Jb", reads, ENDS | FAULTS);
            named(0x180 | cc, Op.JCC, "j" + CONDITIONS[cc], "Jz", reads, ENDS | FAULTS);
        }
        int ends = ENDS | FAULTS;
        add(0xeb, -1, Op.JMP, "Jb", 0, 0, 0, ends);
        add(0xe9, -1, Op.JMP, "Jz", 0, 0, 0, ends);
        add(0xff, 4, Op.JMP, "Ev", 0, 0, 0, ends);
        add(0xe8, -1, Op.CALL, "Jz", 0, 0, 0, ends);
        add(0xff, 2, Op.CALL, "Ev", 0, 0, 0, ends);
        add(0xc3, -1, Op.RET, "", 0, 0, 0, ends);
        add(0xc2, -1, Op.RET, "Iw", 0, 0, 0, ends);
        add(0xe0, -1, Op.LOOPNE, "Jb", ZF, 0, 0, ends);
        add(0xe1, -1, Op.LOOPE, "Jb", ZF, 0, 0, ends);
        add(0xe2, -1, Op.LOOP, "Jb", 0, 0, 0, ends);
        add(0xe3, -1, Op.JCXZ, "Jb", 0, 0, 0, ends);
        int far = ENDS | FAULTS | SYSTEM;
        named(0xea, Op.JMPF, "jmp", "Ap", 0, far);
        group(0xff, 5, Op.JMPF, "jmp", "Mp", far);
        named(0x9a, Op.CALLF, "call", "Ap", 0, far);
        group(0xff, 3, Op.CALLF, "call", "Mp", far);
        add(0xcb, -1, Op.RETF, "", 0, 0, 0, far);
        add(0xca, -1, Op.RETF, "Iw", 0, 0, 0, far);
        add(0xcf, -1, Op.IRET, "", 0, ARITHMETIC | DF, 0, far);
        add(0xcd, -1, Op.INT, "Ib", 0, 0, 0, far);
        add(0xcc, -1, Op.INT3, "", 0, 0, 0, far);
        add(0xf1, -1, Op.INT1, "", 0, 0, 0, far);
        add(0xce, -1, Op.INTO, "", OF, 0, 0, far);
        add(0x62, -1, Op.BOUND, "Gv,Ma", 0, 0, 0, FAULTS);
    }

    private static void strings() {
        string(0xa4, Op.MOVS, 0, 0);
        string(0xa6, Op.CMPS, ARITHMETIC, 0);
        string(0xaa, Op.STOS, 0, 0);
        string(0xac, Op.LODS, 0, 0);
        string(0xae, Op.SCAS, ARITHMETIC, 0);
        string(0x6c, Op.INS, 0, SYSTEM);
        string(0x6e, Op.OUTS, 0, SYSTEM);
        int io = FAULTS | SYSTEM;
        add(0xe4, -1, Op.IN, "AL,Ib", 0, 0, 0, io);
        add(0xe5, -1, Op.IN, "AX,Ib", 0, 0, 0, io);
        add(0xec, -1, Op.IN, "AL,DX", 0, 0, 0, io);
        add(0xed, -1, Op.IN, "AX,DX", 0, 0, 0, io);
        add(0xe6, -1, Op.OUT, "Ib,AL", 0, 0, 0, io);
        add(0xe7, -1, Op.OUT, "Ib,AX", 0, 0, 0, io);
        add(0xee, -1, Op.OUT, "DX,AL", 0, 0, 0, io);
        add(0xef, -1, Op.OUT, "DX,AX", 0, 0, 0, io);
    }

    private static void flagsAndDecimal() {
        add(0x27, -1, Op.DAA, "", CF | AF, ARITHMETIC, OF, 0);
        add(0x2f, -1, Op.DAS, "", CF | AF, ARITHMETIC, OF, 0);
        add(0x37, -1, Op.AAA, "", AF, ARITHMETIC, OF | SF | ZF | PF, 0);
        add(0x3f, -1, Op.AAS, "", AF, ARITHMETIC, OF | SF | ZF | PF, 0);
        add(0xd4, -1, Op.AAM, "Ib", 0, ARITHMETIC, OF | AF | CF, FAULTS);
        add(0xd5, -1, Op.AAD, "Ib", 0, ARITHMETIC, OF | AF | CF, 0);
        add(0xd6, -1, Op.SALC, "", CF, 0, 0, 0);
        add(0x9e, -1, Op.SAHF, "", 0, ARITHMETIC & ~OF, 0, 0);
        add(0x9f, -1, Op.LAHF, "", ARITHMETIC & ~OF, 0, 0, 0);
        add(0xf5, -1, Op.CMC, "", CF, CF, 0, 0);
        add(0xf8, -1, Op.CLC, "", 0, CF, 0, 0);
        add(0xf9, -1, Op.STC, "", 0, CF, 0, 0);
        add(0xfc, -1, Op.CLD, "", 0, DF, 0, 0);
        add(0xfd, -1, Op.STD, "", 0, DF, 0, 0);
        add(0xfa, -1, Op.CLI, "", 0, 0, 0, FAULTS | SYSTEM);
        add(0xfb, -1, Op.STI, "", 0, 0, 0, FAULTS | SYSTEM | ENDS);
    }

    private static void bits() {
        Op[] ops = {Op.BT, Op.BTS, Op.BTR, Op.BTC};
        int undefined = OF | SF | AF | PF;
        for (int i = 0; i < 4; i++) {
            int lock = i == 0 ? 0 : LOCK;
            add(0x1a3 | i << 3, -1, ops[i], "Ev,Gv", 0, ARITHMETIC & ~ZF, undefined, lock);
            add(0x1ba, 4 + i, ops[i], "Ev,Ib", 0, ARITHMETIC & ~ZF, undefined, lock);
        }
        add(0x1bc, -1, Op.BSF, "Gv,Ev", 0, ARITHMETIC, undefined | CF, 0);
        add(0x1bd, -1, Op.BSR, "Gv,Ev", 0, ARITHMETIC, undefined | CF, 0);
    }

    private static void segments() {
        int[] push = {0x06, 0x0e, 0x16, 0x1e, 0x1a0, 0x1a8};
        String[] names = {"ES", "CS", "SS", "DS", "FS", "GS"};
        for (int s = 0; s < 6; s++) {
            group(push[s], -1, Op.PUSHSEG, "push", names[s], FAULTS | SYSTEM);
            if (s != 1) {
                group(push[s] + 1, -1, Op.POPSEG, "pop", names[s], FAULTS | SYSTEM | (s == 2 ? ENDS : 0));
            }
        }
        group(0x8c, -1, Op.MOVSEG, "mov", "Rvw,Sw", FAULTS | SYSTEM);
        group(0x8e, -1, Op.MOVTOSEG, "mov", "Sw,Ew", FAULTS | SYSTEM | ENDS);
        String[] far = {"les", "lds", "lss", "lfs", "lgs"};
        int[] opcodes = {0xc4, 0xc5, 0x1b2, 0x1b4, 0x1b5};
        for (int i = 0; i < 5; i++) {
            group(opcodes[i], -1, Op.LOADFAR, far[i], "Gv,Mp", FAULTS | SYSTEM);
        }
        int protectedOnly = FAULTS | SYSTEM | PROTECTED;
        add(0x63, -1, Op.ARPL, "Ew,Gw", 0, ZF, 0, protectedOnly);
        add(0x102, -1, Op.LAR, "Gv,Ew", 0, ZF, 0, protectedOnly);
        add(0x103, -1, Op.LSL, "Gv,Ew", 0, ZF, 0, protectedOnly);
        add(0x100, 0, Op.SLDT, "Rvw", 0, 0, 0, protectedOnly);
        add(0x100, 1, Op.STR, "Rvw", 0, 0, 0, protectedOnly);
        add(0x100, 2, Op.LLDT, "Ew", 0, 0, 0, protectedOnly | PRIVILEGED);
        add(0x100, 3, Op.LTR, "Ew", 0, 0, 0, protectedOnly | PRIVILEGED);
        add(0x100, 4, Op.VERR, "Ew", 0, ZF, 0, protectedOnly);
        add(0x100, 5, Op.VERW, "Ew", 0, ZF, 0, protectedOnly);
    }

    private static void system() {
        add(0x101, 0, Op.SGDT, "Ms", 0, 0, 0, SYSTEM);
        add(0x101, 1, Op.SIDT, "Ms", 0, 0, 0, SYSTEM);
        add(0x101, 2, Op.LGDT, "Ms", 0, 0, 0, PRIVILEGED);
        add(0x101, 3, Op.LIDT, "Ms", 0, 0, 0, PRIVILEGED);
        add(0x101, 4, Op.SMSW, "Rvw", 0, 0, 0, SYSTEM);
        add(0x101, 6, Op.LMSW, "Ew", 0, 0, 0, PRIVILEGED | ENDS);
        add(0x101, 7, Op.INVLPG, "M", 0, 0, 0, PRIVILEGED | ENDS);
        add(0x106, -1, Op.CLTS, "", 0, 0, 0, PRIVILEGED);
        add(0x108, -1, Op.INVD, "", 0, 0, 0, PRIVILEGED | ENDS);
        add(0x109, -1, Op.WBINVD, "", 0, 0, 0, PRIVILEGED | ENDS);
        group(0x120, -1, Op.MOVCR, "mov", "Rd,Cd", PRIVILEGED);
        group(0x122, -1, Op.MOVTOCR, "mov", "Cd,Rd", PRIVILEGED | ENDS);
        group(0x121, -1, Op.MOVDR, "mov", "Rd,Dd", PRIVILEGED);
        group(0x123, -1, Op.MOVTODR, "mov", "Dd,Rd", PRIVILEGED);
        add(0x130, -1, Op.WRMSR, "", 0, 0, 0, PRIVILEGED | needs(Feature.MSR));
        add(0x132, -1, Op.RDMSR, "", 0, 0, 0, PRIVILEGED | needs(Feature.MSR));
        add(0x131, -1, Op.RDTSC, "", 0, 0, 0, FAULTS | SYSTEM | needs(Feature.TSC));
        add(0x133, -1, Op.RDPMC, "", 0, 0, 0, FAULTS | SYSTEM | needs(Feature.P6));
        add(0x134, -1, Op.SYSENTER, "", 0, 0, 0, FAULTS | SYSTEM | ENDS | needs(Feature.SEP));
        add(0x135, -1, Op.SYSEXIT, "", 0, 0, 0, PRIVILEGED | ENDS | needs(Feature.SEP));
        add(0x1a2, -1, Op.CPUID, "", 0, 0, 0, SYSTEM);
        add(0xf4, -1, Op.HLT, "", 0, 0, 0, PRIVILEGED | ENDS);
        add(0x9b, -1, Op.WAIT, "", 0, 0, 0, FAULTS | SYSTEM);
        group(0x10b, -1, Op.UD, "ud2", "", FAULTS | SYSTEM | ENDS);
        group(0x13f, -1, Op.TRAP, "trap", "Iw", FAULTS | SYSTEM | ENDS);
        for (int i = 0; i < 8; i++) {
            named(0xd8 | i, Op.FPU, "x87", "Mx", 0, FAULTS);
        }
    }

    private static void string(int opcode, Op op, int writes, int traits) {
        int all = FAULTS | REPEATS | traits;
        add(opcode, -1, op, "Xb", DF, writes, 0, all);
        add(opcode + 1, -1, op, "Xv", DF, writes, 0, all);
    }

    private static void plain(int opcode, Op op, String form) {
        add(opcode, -1, op, form, 0, 0, 0, 0);
    }

    private static void add(int opcode, int ext, Op op, String form, int reads, int writes, int undef, int traits) {
        String name = op == Op.IMUL1 ? "imul" : op.name().toLowerCase(java.util.Locale.ROOT);
        put(new Row(opcode, ext, op, name, operands(form), reads, writes, undef, traits));
    }

    private static void named(int opcode, Op op, String name, String form, int reads, int traits) {
        put(new Row(opcode, -1, op, name, operands(form), reads, 0, 0, traits));
    }

    private static void group(int opcode, int extension, Op op, String name, String form, int traits) {
        put(new Row(opcode, extension, op, name, operands(form), 0, 0, 0, traits));
    }

    static List<Operand> operands(String form) {
        List<Operand> list = new ArrayList<>();
        if (!form.isEmpty()) {
            for (String name : form.split(",")) {
                list.add(Operand.valueOf(name));
            }
        }
        return list;
    }

    private static void put(Row row) {
        ALL.add(row);
        if (row.op() == Op.SIMD) {
            SIMD[row.opcode() & 0x1ff] = true;
        }
        if (row.extension() < 0) {
            PLAIN[row.opcode()] = row;
        } else {
            Row[] group = GROUPS[row.opcode()];
            if (group == null) {
                group = new Row[16];
                GROUPS[row.opcode()] = group;
            }
            if (!row.has(Row.REGISTER)) {
                group[row.extension()] = row;
            }
            if (row.has(Row.REGISTER) || group[row.extension() | 8] == null) {
                group[row.extension() | 8] = row;
            }
        }
    }
}
