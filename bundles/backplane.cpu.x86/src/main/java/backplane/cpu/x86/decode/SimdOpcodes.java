package backplane.cpu.x86.decode;

import backplane.cpu.x86.model.Feature;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of MMX, SSE, SSE2 and SSE3. The lists name byte and mnemonic of instructions that come in the same forms.
 */
final class SimdOpcodes {
    private static final int NONE = 0;
    private static final int SIZE = 1;
    private static final int F3 = 2;
    private static final int F2 = 3;

    private static final int MMX = Row.needs(Feature.MMX);
    private static final int SSE = Row.needs(Feature.SSE);
    private static final int SSE2 = Row.needs(Feature.SSE2);
    private static final int SSE3 = Row.needs(Feature.SSE3);
    private static final int FXSR = Row.needs(Feature.FXSR);
    private static final int CLFLUSH = Row.needs(Feature.CLFLUSH);

    /** Byte and name of what exists for MMX registers, and with 66 for XMM registers since SSE2. */
    private static final String BOTH_MMX = "60 punpcklbw,61 punpcklwd,62 punpckldq,63 packsswb,64 pcmpgtb,65 pcmpgtw,"
            + "66 pcmpgtd,67 packuswb,68 punpckhbw,69 punpckhwd,6a punpckhdq,6b packssdw,74 pcmpeqb,75 pcmpeqw,"
            + "76 pcmpeqd,d1 psrlw,d2 psrld,d3 psrlq,d5 pmullw,d8 psubusb,d9 psubusw,db pand,dc paddusb,dd paddusw,"
            + "df pandn,e1 psraw,e2 psrad,e5 pmulhw,e8 psubsb,e9 psubsw,eb por,ec paddsb,ed paddsw,ef pxor,f1 psllw,"
            + "f2 pslld,f3 psllq,f5 pmaddwd,f8 psubb,f9 psubw,fa psubd,fc paddb,fd paddw,fe paddd";

    private static final String BOTH_SSE =
            "da pminub,de pmaxub,e0 pavgb,e3 pavgw,e4 pmulhuw,ea pminsw,ee pmaxsw,f6 psadbw";
    private static final String BOTH_SSE2 = "d4 paddq,f4 pmuludq,fb psubq";

    /** Shifts by an immediate: opcode, digit, name. */
    private static final String SHIFTS =
            "71 2 psrlw,71 4 psraw,71 6 psllw,72 2 psrld,72 4 psrad,72 6 pslld,73 2 psrlq,73 6 psllq";

    /** Arithmetic on floating-point numbers: ps, pd, ss and sd. */
    private static final String FLOAT = "51 sqrt,58 add,59 mul,5c sub,5d min,5e div,5f max";

    /** The same for ps and pd only. */
    private static final String PACKED = "14 unpckl,15 unpckh,54 and,55 andn,56 or,57 xor";

    private final List<Row> rows = new ArrayList<>();

    private SimdOpcodes() {}

    static List<Row> rows() {
        SimdOpcodes made = new SimdOpcodes();
        made.integers();
        made.shuffles();
        made.integerMoves();
        made.floatMoves();
        made.floats();
        made.conversions();
        made.control();
        return made.rows;
    }

    private void integers() {
        both(BOTH_MMX, MMX);
        both(BOTH_SSE, SSE);
        both(BOTH_SSE2, SSE2);
        add(SIZE, 0x6c, "punpcklqdq", "Vdq,Wdq", SSE2);
        add(SIZE, 0x6d, "punpckhqdq", "Vdq,Wdq", SSE2);
        for (String line : SHIFTS.split(",")) {
            String[] words = line.split(" ");
            int opcode = Integer.parseInt(words[0], 16);
            int digit = Integer.parseInt(words[1]);
            group(NONE, opcode, digit, words[2], "Qq,Ib", MMX | Row.REGISTER);
            group(SIZE, opcode, digit, words[2], "Wdq,Ib", SSE2 | Row.REGISTER);
        }
        group(SIZE, 0x73, 3, "psrldq", "Wdq,Ib", SSE2 | Row.REGISTER);
        group(SIZE, 0x73, 7, "pslldq", "Wdq,Ib", SSE2 | Row.REGISTER);
    }

    private void both(String names, int feature) {
        for (String line : names.split(",")) {
            int opcode = Integer.parseInt(line, 0, 2, 16);
            String name = line.substring(3);
            boolean half = name.startsWith("punpckl");
            add(NONE, opcode, name, half ? "Pq,Qd" : "Pq,Qq", feature);
            add(SIZE, opcode, name, "Vdq,Wdq", SSE2);
        }
    }

    private void shuffles() {
        add(NONE, 0x70, "pshufw", "Pq,Qq,Ib", SSE);
        add(SIZE, 0x70, "pshufd", "Vdq,Wdq,Ib", SSE2);
        add(F3, 0x70, "pshufhw", "Vdq,Wdq,Ib", SSE2);
        add(F2, 0x70, "pshuflw", "Vdq,Wdq,Ib", SSE2);
        add(NONE, 0xc4, "pinsrw", "Pq,Ew,Ib", SSE);
        add(SIZE, 0xc4, "pinsrw", "Vdq,Ew,Ib", SSE2);
        add(NONE, 0xc5, "pextrw", "Gd,Qq,Ib", SSE | Row.REGISTER);
        add(SIZE, 0xc5, "pextrw", "Gd,Wdq,Ib", SSE2 | Row.REGISTER);
        add(NONE, 0xd7, "pmovmskb", "Gd,Qq", SSE | Row.REGISTER);
        add(SIZE, 0xd7, "pmovmskb", "Gd,Wdq", SSE2 | Row.REGISTER);
        add(NONE, 0x50, "movmskps", "Gd,Wdq", SSE | Row.REGISTER);
        add(SIZE, 0x50, "movmskpd", "Gd,Wdq", SSE2 | Row.REGISTER);
        add(F3, 0x12, "movsldup", "Vdq,Wdq", SSE3);
        add(F3, 0x16, "movshdup", "Vdq,Wdq", SSE3);
        add(F2, 0x12, "movddup", "Vdq,Wq", SSE3);
        add(NONE, 0xc6, "shufps", "Vdq,Wdq,Ib", SSE);
        add(SIZE, 0xc6, "shufpd", "Vdq,Wdq,Ib", SSE2);
    }

    private void integerMoves() {
        add(NONE, 0x6e, "movd", "Pq,Ed", MMX);
        add(SIZE, 0x6e, "movd", "Vdq,Ed", SSE2);
        add(NONE, 0x7e, "movd", "Ed,Pq", MMX);
        add(SIZE, 0x7e, "movd", "Ed,Vd", SSE2);
        add(F3, 0x7e, "movq", "Vdq,Wq", SSE2);
        add(SIZE, 0xd6, "movq", "Wq,Vq", SSE2);
        add(NONE, 0x6f, "movq", "Pq,Qq", MMX);
        add(NONE, 0x7f, "movq", "Qq,Pq", MMX);
        add(SIZE, 0x6f, "movdqa", "Vdq,Wdq", SSE2);
        add(SIZE, 0x7f, "movdqa", "Wdq,Vdq", SSE2);
        add(F3, 0x6f, "movdqu", "Vdq,Wdq", SSE2 | Row.UNALIGNED);
        add(F3, 0x7f, "movdqu", "Wdq,Vdq", SSE2 | Row.UNALIGNED);
        add(F3, 0xd6, "movq2dq", "Vdq,Qq", SSE2 | Row.REGISTER);
        add(F2, 0xd6, "movdq2q", "Pq,Wq", SSE2 | Row.REGISTER);
        add(F2, 0xf0, "lddqu", "Vdq,Mdq", SSE3 | Row.UNALIGNED);
        add(NONE, 0xe7, "movntq", "Mq,Pq", SSE);
        add(SIZE, 0xe7, "movntdq", "Mdq,Vdq", SSE2);
        add(NONE, 0xc3, "movnti", "Md,Gd", SSE2);
        add(NONE, 0xf7, "maskmovq", "Pq,Qq", SSE | Row.REGISTER);
        add(SIZE, 0xf7, "maskmovdqu", "Vdq,Wdq", SSE2 | Row.REGISTER);
    }

    private void floatMoves() {
        add(NONE, 0x10, "movups", "Vdq,Wdq", SSE | Row.UNALIGNED);
        add(SIZE, 0x10, "movupd", "Vdq,Wdq", SSE2 | Row.UNALIGNED);
        add(F3, 0x10, "movss", "Vdq,Wd", SSE);
        add(F2, 0x10, "movsd", "Vdq,Wq", SSE2);
        add(NONE, 0x11, "movups", "Wdq,Vdq", SSE | Row.UNALIGNED);
        add(SIZE, 0x11, "movupd", "Wdq,Vdq", SSE2 | Row.UNALIGNED);
        add(F3, 0x11, "movss", "Wd,Vd", SSE);
        add(F2, 0x11, "movsd", "Wq,Vq", SSE2);
        // Between registers these two are MOVHLPS and MOVLHPS.
        add(NONE, 0x12, "movlps", "Vq,Wq", SSE);
        add(NONE, 0x16, "movhps", "Vdq,Wq", SSE);
        add(NONE, 0x13, "movlps", "Mq,Vq", SSE);
        add(NONE, 0x17, "movhps", "Mq,Vdq", SSE);
        add(SIZE, 0x12, "movlpd", "Vq,Mq", SSE2);
        add(SIZE, 0x16, "movhpd", "Vdq,Mq", SSE2);
        add(SIZE, 0x13, "movlpd", "Mq,Vq", SSE2);
        add(SIZE, 0x17, "movhpd", "Mq,Vdq", SSE2);
        add(NONE, 0x28, "movaps", "Vdq,Wdq", SSE);
        add(SIZE, 0x28, "movapd", "Vdq,Wdq", SSE2);
        add(NONE, 0x29, "movaps", "Wdq,Vdq", SSE);
        add(SIZE, 0x29, "movapd", "Wdq,Vdq", SSE2);
        add(NONE, 0x2b, "movntps", "Mdq,Vdq", SSE);
        add(SIZE, 0x2b, "movntpd", "Mdq,Vdq", SSE2);
    }

    private void floats() {
        for (String line : FLOAT.split(",")) {
            int opcode = Integer.parseInt(line, 0, 2, 16);
            add(NONE, opcode, line.substring(3) + "ps", "Vdq,Wdq", SSE);
            add(SIZE, opcode, line.substring(3) + "pd", "Vdq,Wdq", SSE2);
            add(F3, opcode, line.substring(3) + "ss", "Vd,Wd", SSE);
            add(F2, opcode, line.substring(3) + "sd", "Vq,Wq", SSE2);
        }
        for (String line : PACKED.split(",")) {
            int opcode = Integer.parseInt(line, 0, 2, 16);
            add(NONE, opcode, line.substring(3) + "ps", "Vdq,Wdq", SSE);
            add(SIZE, opcode, line.substring(3) + "pd", "Vdq,Wdq", SSE2);
        }
        add(SIZE, 0xd0, "addsubpd", "Vdq,Wdq", SSE3);
        add(F2, 0xd0, "addsubps", "Vdq,Wdq", SSE3);
        add(SIZE, 0x7c, "haddpd", "Vdq,Wdq", SSE3);
        add(F2, 0x7c, "haddps", "Vdq,Wdq", SSE3);
        add(SIZE, 0x7d, "hsubpd", "Vdq,Wdq", SSE3);
        add(F2, 0x7d, "hsubps", "Vdq,Wdq", SSE3);
        add(NONE, 0xc2, "cmpps", "Vdq,Wdq,Ib", SSE);
        add(SIZE, 0xc2, "cmppd", "Vdq,Wdq,Ib", SSE2);
        add(F3, 0xc2, "cmpss", "Vd,Wd,Ib", SSE);
        add(F2, 0xc2, "cmpsd", "Vq,Wq,Ib", SSE2);
        add(NONE, 0x52, "rsqrtps", "Vdq,Wdq", SSE);
        add(F3, 0x52, "rsqrtss", "Vd,Wd", SSE);
        add(NONE, 0x53, "rcpps", "Vdq,Wdq", SSE);
        add(F3, 0x53, "rcpss", "Vd,Wd", SSE);
        flags(NONE, 0x2e, "ucomiss", "Vd,Wd", SSE);
        flags(SIZE, 0x2e, "ucomisd", "Vq,Wq", SSE2);
        flags(NONE, 0x2f, "comiss", "Vd,Wd", SSE);
        flags(SIZE, 0x2f, "comisd", "Vq,Wq", SSE2);
    }

    private void conversions() {
        add(NONE, 0x2a, "cvtpi2ps", "Vq,Qq", SSE);
        add(SIZE, 0x2a, "cvtpi2pd", "Vdq,Qq", SSE2);
        add(F3, 0x2a, "cvtsi2ss", "Vd,Ed", SSE);
        add(F2, 0x2a, "cvtsi2sd", "Vq,Ed", SSE2);
        String[] prefixes = {"cvtt", "cvt"};
        for (int i = 0; i < 2; i++) {
            add(NONE, 0x2c + i, prefixes[i] + "ps2pi", "Pq,Wq", SSE);
            add(SIZE, 0x2c + i, prefixes[i] + "pd2pi", "Pq,Wdq", SSE2);
            add(F3, 0x2c + i, prefixes[i] + "ss2si", "Gd,Wd", SSE);
            add(F2, 0x2c + i, prefixes[i] + "sd2si", "Gd,Wq", SSE2);
        }
        add(NONE, 0x5a, "cvtps2pd", "Vdq,Wq", SSE2);
        add(SIZE, 0x5a, "cvtpd2ps", "Vdq,Wdq", SSE2);
        add(F3, 0x5a, "cvtss2sd", "Vq,Wd", SSE2);
        add(F2, 0x5a, "cvtsd2ss", "Vd,Wq", SSE2);
        add(NONE, 0x5b, "cvtdq2ps", "Vdq,Wdq", SSE2);
        add(SIZE, 0x5b, "cvtps2dq", "Vdq,Wdq", SSE2);
        add(F3, 0x5b, "cvttps2dq", "Vdq,Wdq", SSE2);
        add(SIZE, 0xe6, "cvttpd2dq", "Vdq,Wdq", SSE2);
        add(F3, 0xe6, "cvtdq2pd", "Vdq,Wq", SSE2);
        add(F2, 0xe6, "cvtpd2dq", "Vdq,Wdq", SSE2);
    }

    private void control() {
        add(NONE, 0x77, "emms", "", MMX);
        group(NONE, 0xae, 0, "fxsave", "Mfx", FXSR | Row.SYSTEM);
        group(NONE, 0xae, 1, "fxrstor", "Mfx", FXSR | Row.SYSTEM);
        group(NONE, 0xae, 2, "ldmxcsr", "Md", SSE | Row.SYSTEM);
        group(NONE, 0xae, 3, "stmxcsr", "Md", SSE | Row.SYSTEM);
        group(NONE, 0xae, 7, "clflush", "M", CLFLUSH | Row.SYSTEM);
        fence(5, "lfence", SSE2);
        fence(6, "mfence", SSE2);
        fence(7, "sfence", SSE);
    }

    /** Memory is in order without it. */
    private void fence(int digit, String name, int feature) {
        int traits = feature | Row.REGISTER | Row.SYSTEM;
        rows.add(new Row(0x1ae, digit, Op.NOP, name, Opcodes.operands(""), 0, 0, 0, traits));
    }

    private void add(int prefix, int opcode, String name, String form, int traits) {
        group(prefix, opcode, -1, name, form, traits);
    }

    private void group(int prefix, int opcode, int digit, String name, String form, int traits) {
        int number = 0x100 | opcode | prefix << 9;
        rows.add(new Row(number, digit, Op.SIMD, name, Opcodes.operands(form), 0, 0, 0, traits | Row.FAULTS));
    }

    /** One that replaces the arithmetic flags. */
    private void flags(int prefix, int opcode, String name, String form, int traits) {
        int number = 0x100 | opcode | prefix << 9;
        int writes = backplane.cpu.x86.semantics.Flags.ARITHMETIC;
        rows.add(new Row(number, -1, Op.SIMD, name, Opcodes.operands(form), 0, writes, 0, traits | Row.FAULTS));
    }
}
