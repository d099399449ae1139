package backplane.cpu.x86.simd;

/** Operations on integers and on bits by {@link SimdOp}: for an MMX register, or for half an XMM register. */
public final class Lanes {
    private Lanes() {}

    /** Of {@link SimdOp.Family#LANES}, on each 64 bits. */
    public static long apply(SimdOp op, long a, long b) {
        return switch (op) {
            case PCMPGTB -> Packed.greater(8, a, b);
            case PCMPGTW -> Packed.greater(16, a, b);
            case PCMPGTD -> Packed.greater(32, a, b);
            case PCMPEQB -> Packed.equal(8, a, b);
            case PCMPEQW -> Packed.equal(16, a, b);
            case PCMPEQD -> Packed.equal(32, a, b);
            case PADDB -> Packed.add(8, a, b);
            case PADDW -> Packed.add(16, a, b);
            case PADDD -> Packed.add(32, a, b);
            case PSUBB -> Packed.subtract(8, a, b);
            case PSUBW -> Packed.subtract(16, a, b);
            case PSUBD -> Packed.subtract(32, a, b);
            case PADDQ -> a + b;
            case PSUBQ -> a - b;
            case PMULLW -> Packed.multiplySigned(a, b, 0);
            case PMULHW -> Packed.multiplySigned(a, b, 16);
            case PMULHUW -> Packed.multiplyHighUnsigned(a, b);
            case PMADDWD -> Packed.multiplyAdd(a, b);
            case PMULUDQ -> Packed.multiplyDwords(a, b);
            case PSADBW -> Packed.differences(a, b);
            case PAND, ANDPS, ANDPD -> a & b;
            case PANDN, ANDNPS, ANDNPD -> ~a & b;
            case POR, ORPS, ORPD -> a | b;
            case PXOR, XORPS, XORPD -> a ^ b;
            default -> clamped(op, a, b);
        };
    }

    private static long clamped(SimdOp op, long a, long b) {
        return switch (op) {
            case PADDSB -> Packed.addSigned(8, a, b);
            case PADDUSB -> Packed.addUnsigned(8, a, b);
            case PSUBSB -> Packed.subtractSigned(8, a, b);
            case PSUBUSB -> Packed.subtractUnsigned(8, a, b);
            case PAVGB -> Packed.average(8, a, b);
            case PADDSW -> Packed.addSigned(16, a, b);
            case PADDUSW -> Packed.addUnsigned(16, a, b);
            case PSUBSW -> Packed.subtractSigned(16, a, b);
            case PSUBUSW -> Packed.subtractUnsigned(16, a, b);
            case PAVGW -> Packed.average(16, a, b);
            case PMINUB -> Packed.minUnsigned(a, b);
            case PMAXUB -> Packed.maxUnsigned(a, b);
            case PMINSW -> Packed.minSigned(a, b);
            default -> Packed.maxSigned(a, b);
        };
    }

    /** Of {@link SimdOp.Family#SHIFT}, but for those of all 128 bits. */
    public static long shift(SimdOp op, long a, long count) {
        return switch (op) {
            case PSRLW -> Packed.shiftRight(16, a, count);
            case PSRLD -> Packed.shiftRight(32, a, count);
            case PSRLQ -> Packed.shiftRight(64, a, count);
            case PSRAW -> Packed.shiftSigned(16, a, count);
            case PSRAD -> Packed.shiftSigned(32, a, count);
            case PSLLW -> Packed.shiftLeft(16, a, count);
            case PSLLD -> Packed.shiftLeft(32, a, count);
            default -> Packed.shiftLeft(64, a, count);
        };
    }

    /** The lower half shifted right by bytes, with bytes of the upper half coming in. */
    public static long shiftDown(long low, long high, int bytes) {
        if (bytes >= 8) {
            return bytes >= 16 ? 0 : high >>> (bytes - 8) * 8;
        }
        return bytes == 0 ? low : low >>> bytes * 8 | high << 64 - bytes * 8;
    }

    /** The upper half shifted left by bytes, with bytes of the lower half coming in. */
    public static long shiftUp(long low, long high, int bytes) {
        if (bytes >= 8) {
            return bytes >= 16 ? 0 : low << (bytes - 8) * 8;
        }
        return bytes == 0 ? high : high << bytes * 8 | low >>> 64 - bytes * 8;
    }

    /** Of {@link SimdOp.Family#SHUFFLE} on MMX registers. */
    public static long shuffle(SimdOp op, long a, long b, int order) {
        return switch (op) {
            case PUNPCKLBW -> Packed.interleave(8, a, b);
            case PUNPCKLWD -> Packed.interleave(16, a, b);
            case PUNPCKLDQ -> Packed.interleave(32, a, b);
            case PUNPCKHBW -> Packed.interleave(8, a >>> 32, b >>> 32);
            case PUNPCKHWD -> Packed.interleave(16, a >>> 32, b >>> 32);
            case PUNPCKHDQ -> Packed.interleave(32, a >>> 32, b >>> 32);
            case PSHUFW -> Packed.shuffleWords(b, order);
            default -> pack(op, a, b);
        };
    }

    private static long pack(SimdOp op, long low, long high) {
        return switch (op) {
            case PACKSSWB -> Packed.packBytes(low) | Packed.packBytes(high) << 32;
            case PACKUSWB -> Packed.packUnsigned(low) | Packed.packUnsigned(high) << 32;
            default -> Packed.packWords(low) | Packed.packWords(high) << 32;
        };
    }

    /** The lower half of what {@link SimdOp.Family#SHUFFLE} makes of XMM registers. */
    public static long shuffleLow(SimdOp op, long low, long high, long sourceLow, long sourceHigh, int order) {
        return switch (op) {
            case PUNPCKLBW, PUNPCKLWD, PUNPCKLDQ -> shuffle(op, low, sourceLow, 0);
            case UNPCKLPS -> Packed.interleave(32, low, sourceLow);
            case PUNPCKHBW -> Packed.interleave(8, high, sourceHigh);
            case PUNPCKHWD -> Packed.interleave(16, high, sourceHigh);
            case PUNPCKHDQ, UNPCKHPS -> Packed.interleave(32, high, sourceHigh);
            case PUNPCKLQDQ, UNPCKLPD -> low;
            case PUNPCKHQDQ, UNPCKHPD -> high;
            case PSHUFD -> dword(sourceLow, sourceHigh, order) | dword(sourceLow, sourceHigh, order >>> 2) << 32;
            case SHUFPS -> dword(low, high, order) | dword(low, high, order >>> 2) << 32;
            case SHUFPD -> (order & 1) == 0 ? low : high;
            case PSHUFLW -> Packed.shuffleWords(sourceLow, order);
            case PSHUFHW -> sourceLow;
            case MOVSLDUP -> Packed.interleave(32, sourceLow, sourceLow);
            case MOVSHDUP -> Packed.interleave(32, sourceLow >>> 32, sourceLow >>> 32);
            default -> pack(op, low, high);
        };
    }

    /** The upper half. */
    public static long shuffleHigh(SimdOp op, long low, long high, long sourceLow, long sourceHigh, int order) {
        return switch (op) {
            case PUNPCKLBW -> Packed.interleave(8, low >>> 32, sourceLow >>> 32);
            case PUNPCKLWD -> Packed.interleave(16, low >>> 32, sourceLow >>> 32);
            case PUNPCKLDQ, UNPCKLPS -> Packed.interleave(32, low >>> 32, sourceLow >>> 32);
            case PUNPCKHBW, PUNPCKHWD, PUNPCKHDQ -> shuffle(op, high, sourceHigh, 0);
            case UNPCKHPS -> Packed.interleave(32, high >>> 32, sourceHigh >>> 32);
            case PUNPCKLQDQ, UNPCKLPD -> sourceLow;
            case PUNPCKHQDQ, UNPCKHPD -> sourceHigh;
            case PSHUFD, SHUFPS ->
                dword(sourceLow, sourceHigh, order >>> 4) | dword(sourceLow, sourceHigh, order >>> 6) << 32;
            case SHUFPD -> (order & 2) == 0 ? sourceLow : sourceHigh;
            case PSHUFLW -> sourceHigh;
            case PSHUFHW -> Packed.shuffleWords(sourceHigh, order);
            case MOVSLDUP -> Packed.interleave(32, sourceHigh, sourceHigh);
            case MOVSHDUP -> Packed.interleave(32, sourceHigh >>> 32, sourceHigh >>> 32);
            default -> pack(op, sourceLow, sourceHigh);
        };
    }

    private static long dword(long low, long high, int number) {
        return ((number & 2) == 0 ? low : high) >>> (number & 1) * 32 & 0xffffffffL;
    }
}
