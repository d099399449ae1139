package backplane.cpu.x86.interpret;

import backplane.cpu.x86.simd.Lanes;
import backplane.cpu.x86.simd.Packed;
import backplane.cpu.x86.simd.SimdOp;

/** Integer and bitwise operations, shifts and shuffles on MMX and XMM registers. */
final class SimdIntegers {
    private SimdIntegers() {}

    /** On MMX registers. */
    static final class Mmx extends SimdInsn {
        /** 4 where only half of a memory operand is read. */
        int width;
        /** The count of a shift is immediate, and rm is the destination. */
        boolean counted;

        @Override
        void run(Core c) {
            mmx(c);
            int d = counted ? rm : reg;
            long b = counted ? immediate : memory ? width == 4 ? memory32(c) : memory64(c) : c.fpu.mmx(rm);
            c.fpu.enterMmx();
            c.fpu.mmx(d, result(c.fpu.mmx(d), b));
        }

        private long result(long a, long b) {
            return switch (op.family) {
                case LANES -> Lanes.apply(op, a, b);
                case SHIFT -> Lanes.shift(op, a, b);
                default -> Lanes.shuffle(op, a, b, immediate);
            };
        }
    }

    /** The same for both halves of XMM registers. */
    static final class XmmLanes extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            long low;
            long high;
            if (memory) {
                int a = address16(c);
                low = c.mmu.read64(a);
                high = c.mmu.read64(a + 8);
            } else {
                low = x[rm];
                high = x[rm + 1];
            }
            x[reg] = Lanes.apply(op, x[reg], low);
            x[reg + 1] = Lanes.apply(op, x[reg + 1], high);
        }
    }

    /** Elements change places in XMM registers. */
    static final class XmmShuffle extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            long low;
            long high;
            if (memory) {
                int a = address16(c);
                low = c.mmu.read64(a);
                high = c.mmu.read64(a + 8);
            } else {
                low = x[rm];
                high = x[rm + 1];
            }
            long first = x[reg];
            long second = x[reg + 1];
            x[reg] = Lanes.shuffleLow(op, first, second, low, high, immediate);
            x[reg + 1] = Lanes.shuffleHigh(op, first, second, low, high, immediate);
        }
    }

    /** Shifts of XMM registers. */
    static final class XmmShift extends SimdInsn {
        /** The count is immediate, and rm is the destination. */
        boolean counted;

        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            int d = counted ? rm : reg;
            long count = counted ? immediate : memory ? c.mmu.read64(address16(c)) : x[rm];
            long low = x[d];
            long high = x[d + 1];
            if (op == SimdOp.PSRLDQ) {
                x[d] = Lanes.shiftDown(low, high, immediate);
                x[d + 1] = Lanes.shiftDown(high, 0, immediate);
            } else if (op == SimdOp.PSLLDQ) {
                x[d] = Lanes.shiftUp(0, low, immediate);
                x[d + 1] = Lanes.shiftUp(low, high, immediate);
            } else {
                x[d] = Lanes.shift(op, low, count);
                x[d + 1] = Lanes.shift(op, high, count);
            }
        }
    }

    /** PINSRW, PEXTRW, PMOVMSKB, MOVMSKPS and MOVMSKPD. */
    static final class Words extends SimdInsn {
        /** The SIMD operand is an MMX register. */
        boolean mmx;

        @Override
        void run(Core c) {
            if (mmx) {
                mmx(c);
            } else {
                xmm(c);
            }
            if (op == SimdOp.PINSRW) {
                int word = memory ? c.mmu.read16(address(c, 2)) : c.r[rm];
                insert(c, word & 0xffffL);
            } else if (mmx) {
                long v = c.fpu.mmx(rm);
                c.fpu.enterMmx();
                c.r[reg] = op == SimdOp.PEXTRW ? word(v) : Packed.byteSigns(v);
            } else {
                c.r[reg] = ofXmm(c.simd.xmm[rm], c.simd.xmm[rm + 1]);
            }
        }

        private void insert(Core c, long word) {
            int shift = (immediate & 3) * 16;
            if (mmx) {
                c.fpu.enterMmx();
                c.fpu.mmx(reg, c.fpu.mmx(reg) & ~(0xffffL << shift) | word << shift);
                return;
            }
            int half = reg + (immediate >>> 2 & 1);
            c.simd.xmm[half] = c.simd.xmm[half] & ~(0xffffL << shift) | word << shift;
        }

        private int word(long v) {
            return (int) (v >>> (immediate & 3) * 16) & 0xffff;
        }

        private int ofXmm(long low, long high) {
            return switch (op) {
                case PEXTRW -> word((immediate & 4) == 0 ? low : high);
                case PMOVMSKB -> Packed.byteSigns(low) | Packed.byteSigns(high) << 8;
                case MOVMSKPD -> (int) (low >>> 63 | high >>> 63 << 1);
                default -> (int) (low >>> 31 & 1 | low >>> 63 << 1 | (high >>> 31 & 1) << 2 | high >>> 63 << 3);
            };
        }
    }
}
