package backplane.cpu.x86.simd;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The operations of MMX and SSE to SSE3, one for each mnemonic. */
public enum SimdOp {
    PCMPGTB(Family.LANES),
    PCMPGTW(Family.LANES),
    PCMPGTD(Family.LANES),
    PCMPEQB(Family.LANES),
    PCMPEQW(Family.LANES),
    PCMPEQD(Family.LANES),
    PMULLW(Family.LANES),
    PMULHW(Family.LANES),
    PMULHUW(Family.LANES),
    PMADDWD(Family.LANES),
    PMULUDQ(Family.LANES),
    PSADBW(Family.LANES),
    PAND(Family.LANES),
    PANDN(Family.LANES),
    POR(Family.LANES),
    PXOR(Family.LANES),
    PADDB(Family.LANES),
    PADDW(Family.LANES),
    PADDD(Family.LANES),
    PADDQ(Family.LANES),
    PSUBB(Family.LANES),
    PSUBW(Family.LANES),
    PSUBD(Family.LANES),
    PSUBQ(Family.LANES),
    PADDSB(Family.LANES),
    PADDSW(Family.LANES),
    PADDUSB(Family.LANES),
    PADDUSW(Family.LANES),
    PSUBSB(Family.LANES),
    PSUBSW(Family.LANES),
    PSUBUSB(Family.LANES),
    PSUBUSW(Family.LANES),
    PMINUB(Family.LANES),
    PMAXUB(Family.LANES),
    PMINSW(Family.LANES),
    PMAXSW(Family.LANES),
    PAVGB(Family.LANES),
    PAVGW(Family.LANES),
    ANDPS(Family.LANES),
    ANDPD(Family.LANES),
    ANDNPS(Family.LANES),
    ANDNPD(Family.LANES),
    ORPS(Family.LANES),
    ORPD(Family.LANES),
    XORPS(Family.LANES),
    XORPD(Family.LANES),
    PSRLW(Family.SHIFT),
    PSRLD(Family.SHIFT),
    PSRLQ(Family.SHIFT),
    PSRAW(Family.SHIFT),
    PSRAD(Family.SHIFT),
    PSLLW(Family.SHIFT),
    PSLLD(Family.SHIFT),
    PSLLQ(Family.SHIFT),
    PSRLDQ(Family.SHIFT),
    PSLLDQ(Family.SHIFT),
    PUNPCKLBW(Family.SHUFFLE),
    PUNPCKLWD(Family.SHUFFLE),
    PUNPCKLDQ(Family.SHUFFLE),
    PUNPCKHBW(Family.SHUFFLE),
    PUNPCKHWD(Family.SHUFFLE),
    PUNPCKHDQ(Family.SHUFFLE),
    PUNPCKLQDQ(Family.SHUFFLE),
    PUNPCKHQDQ(Family.SHUFFLE),
    PACKSSWB(Family.SHUFFLE),
    PACKUSWB(Family.SHUFFLE),
    PACKSSDW(Family.SHUFFLE),
    PSHUFW(Family.SHUFFLE),
    PSHUFD(Family.SHUFFLE),
    PSHUFHW(Family.SHUFFLE),
    PSHUFLW(Family.SHUFFLE),
    SHUFPS(Family.SHUFFLE),
    SHUFPD(Family.SHUFFLE),
    UNPCKLPS(Family.SHUFFLE),
    UNPCKLPD(Family.SHUFFLE),
    UNPCKHPS(Family.SHUFFLE),
    UNPCKHPD(Family.SHUFFLE),
    MOVSLDUP(Family.SHUFFLE),
    MOVSHDUP(Family.SHUFFLE),
    PINSRW(Family.WORD),
    PEXTRW(Family.WORD),
    PMOVMSKB(Family.WORD),
    MOVMSKPS(Family.WORD),
    MOVMSKPD(Family.WORD),
    MOVD(Family.MOVE),
    MOVQ(Family.MOVE),
    MOVDQA(Family.MOVE),
    MOVDQU(Family.MOVE),
    MOVQ2DQ(Family.MOVE),
    MOVDQ2Q(Family.MOVE),
    MOVNTQ(Family.MOVE),
    MOVNTDQ(Family.MOVE),
    MOVNTI(Family.MOVE),
    MOVUPS(Family.MOVE),
    MOVUPD(Family.MOVE),
    MOVSS(Family.MOVE),
    MOVSD(Family.MOVE),
    MOVLPS(Family.MOVE),
    MOVHPS(Family.MOVE),
    MOVLPD(Family.MOVE),
    MOVHPD(Family.MOVE),
    MOVAPS(Family.MOVE),
    MOVAPD(Family.MOVE),
    MOVNTPS(Family.MOVE),
    MOVNTPD(Family.MOVE),
    MOVDDUP(Family.MOVE),
    LDDQU(Family.MOVE),
    MASKMOVQ(Family.MASKED),
    MASKMOVDQU(Family.MASKED),
    ADDPS(Family.FLOAT, Floats.ADD),
    ADDPD(Family.FLOAT, Floats.ADD),
    ADDSS(Family.FLOAT, Floats.ADD),
    ADDSD(Family.FLOAT, Floats.ADD),
    MULPS(Family.FLOAT, Floats.MULTIPLY),
    MULPD(Family.FLOAT, Floats.MULTIPLY),
    MULSS(Family.FLOAT, Floats.MULTIPLY),
    MULSD(Family.FLOAT, Floats.MULTIPLY),
    SUBPS(Family.FLOAT, Floats.SUBTRACT),
    SUBPD(Family.FLOAT, Floats.SUBTRACT),
    SUBSS(Family.FLOAT, Floats.SUBTRACT),
    SUBSD(Family.FLOAT, Floats.SUBTRACT),
    DIVPS(Family.FLOAT, Floats.DIVIDE),
    DIVPD(Family.FLOAT, Floats.DIVIDE),
    DIVSS(Family.FLOAT, Floats.DIVIDE),
    DIVSD(Family.FLOAT, Floats.DIVIDE),
    SQRTPS(Family.FLOAT, Floats.SQUARE_ROOT),
    SQRTPD(Family.FLOAT, Floats.SQUARE_ROOT),
    SQRTSS(Family.FLOAT, Floats.SQUARE_ROOT),
    SQRTSD(Family.FLOAT, Floats.SQUARE_ROOT),
    MINPS(Family.FLOAT, Floats.MINIMUM),
    MINPD(Family.FLOAT, Floats.MINIMUM),
    MINSS(Family.FLOAT, Floats.MINIMUM),
    MINSD(Family.FLOAT, Floats.MINIMUM),
    MAXPS(Family.FLOAT, Floats.MAXIMUM),
    MAXPD(Family.FLOAT, Floats.MAXIMUM),
    MAXSS(Family.FLOAT, Floats.MAXIMUM),
    MAXSD(Family.FLOAT, Floats.MAXIMUM),
    CMPPS(Family.FLOAT, Floats.COMPARE),
    CMPPD(Family.FLOAT, Floats.COMPARE),
    CMPSS(Family.FLOAT, Floats.COMPARE),
    CMPSD(Family.FLOAT, Floats.COMPARE),
    RCPPS(Family.FLOAT, Floats.RECIPROCAL),
    RCPSS(Family.FLOAT, Floats.RECIPROCAL),
    RSQRTPS(Family.FLOAT, Floats.RECIPROCAL_ROOT),
    RSQRTSS(Family.FLOAT, Floats.RECIPROCAL_ROOT),
    ADDSUBPS(Family.HORIZONTAL),
    ADDSUBPD(Family.HORIZONTAL),
    HADDPS(Family.HORIZONTAL),
    HADDPD(Family.HORIZONTAL),
    HSUBPS(Family.HORIZONTAL),
    HSUBPD(Family.HORIZONTAL),
    UCOMISS(Family.COMPARISON),
    UCOMISD(Family.COMPARISON),
    COMISS(Family.COMPARISON),
    COMISD(Family.COMPARISON),
    CVTPI2PS(Family.CONVERSION),
    CVTPI2PD(Family.CONVERSION),
    CVTSI2SS(Family.CONVERSION),
    CVTSI2SD(Family.CONVERSION),
    CVTPS2PI(Family.CONVERSION),
    CVTTPS2PI(Family.CONVERSION),
    CVTPD2PI(Family.CONVERSION),
    CVTTPD2PI(Family.CONVERSION),
    CVTSS2SI(Family.CONVERSION),
    CVTTSS2SI(Family.CONVERSION),
    CVTSD2SI(Family.CONVERSION),
    CVTTSD2SI(Family.CONVERSION),
    CVTPS2PD(Family.CONVERSION),
    CVTPD2PS(Family.CONVERSION),
    CVTSS2SD(Family.CONVERSION),
    CVTSD2SS(Family.CONVERSION),
    CVTDQ2PS(Family.CONVERSION),
    CVTPS2DQ(Family.CONVERSION),
    CVTTPS2DQ(Family.CONVERSION),
    CVTTPD2DQ(Family.CONVERSION),
    CVTPD2DQ(Family.CONVERSION),
    CVTDQ2PD(Family.CONVERSION),
    EMMS(Family.CONTROL),
    FXSAVE(Family.CONTROL),
    FXRSTOR(Family.CONTROL),
    LDMXCSR(Family.CONTROL),
    STMXCSR(Family.CONTROL),
    CLFLUSH(Family.CONTROL);

    /** What operations have in common. */
    public enum Family {
        /** The same for each 64 bits of both operands: {@link Lanes#apply}. */
        LANES,
        /** By one count for all elements. */
        SHIFT,
        /** Elements change places. */
        SHUFFLE,
        /** Between a word or the sign bits and a general register. */
        WORD,
        MOVE,
        /** A store of some bytes. */
        MASKED,
        FLOAT,
        /** Arithmetic between neighbours, or with sums and differences in turn. */
        HORIZONTAL,
        /** To EFLAGS. */
        COMPARISON,
        CONVERSION,
        CONTROL
    }

    private static final Map<String, SimdOp> BY_NAME = new HashMap<>();

    static {
        for (SimdOp op : values()) {
            BY_NAME.put(op.name().toLowerCase(Locale.ROOT), op);
        }
    }

    public final Family family;

    /** Of {@link Family#FLOAT}: one of the operations in {@link Floats}. */
    public final int function;

    SimdOp(Family family) {
        this(family, -1);
    }

    SimdOp(Family family, int function) {
        this.family = family;
        this.function = function;
    }

    /** By the mnemonic in lower case. */
    public static SimdOp of(String name) {
        return BY_NAME.get(name);
    }
}
