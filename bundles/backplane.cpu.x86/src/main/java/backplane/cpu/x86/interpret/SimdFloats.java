package backplane.cpu.x86.interpret;

import backplane.cpu.x86.simd.Conversions;
import backplane.cpu.x86.simd.Floats;
import backplane.cpu.x86.simd.SimdOp;
import backplane.cpu.x86.simd.SimdState;

/** Floating-point arithmetic, comparisons and conversions. */
final class SimdFloats {
    private static final long LOW = 0xffffffffL;

    private SimdFloats() {}

    /** Four singles or two doubles. */
    static final class PackedForm extends SimdInsn {
        private final boolean twice;

        PackedForm(boolean twice) {
            this.twice = twice;
        }

        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
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
            if (twice) {
                low = Floats.twice(s, op.function, x[reg], low, immediate);
                high = Floats.twice(s, op.function, x[reg + 1], high, immediate);
            } else {
                low = Floats.singles(s, op.function, x[reg], low, immediate);
                high = Floats.singles(s, op.function, x[reg + 1], high, immediate);
            }
            check(c, s);
            x[reg] = low;
            x[reg + 1] = high;
        }
    }

    /** Between neighbours (HADDPS and its like), and ADDSUBPS and ADDSUBPD. */
    static final class Horizontal extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
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
            int operation = op == SimdOp.HADDPS || op == SimdOp.HADDPD ? Floats.ADD : Floats.SUBTRACT;
            switch (op) {
                case ADDSUBPS -> {
                    first = Floats.differenceAndSum(s, first, low);
                    second = Floats.differenceAndSum(s, second, high);
                }
                case ADDSUBPD -> {
                    first = Floats.twice(s, Floats.SUBTRACT, first, low, 0);
                    second = Floats.twice(s, Floats.ADD, second, high, 0);
                }
                case HADDPS, HSUBPS -> {
                    first = Floats.pairs(s, operation, first, second);
                    second = Floats.pairs(s, operation, low, high);
                }
                default -> {
                    first = Floats.twice(s, operation, first, second, 0);
                    second = Floats.twice(s, operation, low, high, 0);
                }
            }
            check(c, s);
            x[reg] = first;
            x[reg + 1] = second;
        }
    }

    /** One single; the rest of the register stays. */
    static final class SingleForm extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
            long b = memory ? memory32(c) : x[rm] & LOW;
            long r = Floats.single(s, op.function, x[reg] & LOW, b, immediate);
            check(c, s);
            x[reg] = x[reg] & ~LOW | r;
        }
    }

    /** One double. */
    static final class DoubleForm extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
            long r = Floats.twice(s, op.function, x[reg], memory ? memory64(c) : x[rm], immediate);
            check(c, s);
            x[reg] = r;
        }
    }

    /** COMISS, UCOMISS, COMISD and UCOMISD. */
    static final class Comparison extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            boolean twice = op == SimdOp.COMISD || op == SimdOp.UCOMISD;
            boolean quiet = op == SimdOp.UCOMISD || op == SimdOp.UCOMISS;
            long a = s.xmm[reg];
            long b = twice ? memory ? memory64(c) : s.xmm[rm] : memory ? memory32(c) : s.xmm[rm] & LOW;
            int flags = Floats.flags(s, twice, quiet, twice ? a : a & LOW, b);
            check(c, s);
            c.arithmetic(flags);
        }
    }

    /** Conversions with a general register. */
    static final class GeneralConversion extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
            switch (op) {
                case CVTSI2SS, CVTSI2SD -> {
                    int v = memory ? (int) memory32(c) : c.r[rm];
                    if (op == SimdOp.CVTSI2SD) {
                        x[reg] = Conversions.twice(v);
                        return;
                    }
                    long r = Conversions.single(s, v);
                    check(c, s);
                    x[reg] = x[reg] & ~LOW | r;
                }
                case CVTSS2SI, CVTTSS2SI -> {
                    long v = memory ? memory32(c) : x[rm] & LOW;
                    int r = Conversions.integer(s, v, op == SimdOp.CVTTSS2SI);
                    check(c, s);
                    c.r[reg] = r;
                }
                default -> {
                    long v = memory ? memory64(c) : x[rm];
                    int r = Conversions.integerOfDouble(s, v, op == SimdOp.CVTTSD2SI);
                    check(c, s);
                    c.r[reg] = r;
                }
            }
        }
    }

    /**
     * Conversions with an MMX register. One that is there makes x87 state into MMX state even when an exception then keeps
     * the result from being written; integers from memory leave the x87 state alone.
     */
    static final class MmxConversion extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            if (op == SimdOp.CVTPI2PS || op == SimdOp.CVTPI2PD) {
                long v;
                if (memory) {
                    v = memory64(c);
                } else {
                    mmx(c);
                    v = c.fpu.mmx(rm);
                    c.fpu.enterMmx();
                }
                toXmm(c, s, v);
                return;
            }
            mmx(c);
            boolean truncate = op == SimdOp.CVTTPS2PI || op == SimdOp.CVTTPD2PI;
            long r;
            if (op == SimdOp.CVTPS2PI || op == SimdOp.CVTTPS2PI) {
                r = integers(s, memory ? memory64(c) : s.xmm[rm], truncate);
            } else if (memory) {
                int a = address16(c);
                r = integersOfDoubles(s, c.mmu.read64(a), c.mmu.read64(a + 8), truncate);
            } else {
                r = integersOfDoubles(s, s.xmm[rm], s.xmm[rm + 1], truncate);
            }
            c.fpu.enterMmx();
            check(c, s);
            c.fpu.mmx(reg, r);
        }

        private void toXmm(Core c, SimdState s, long v) {
            long low;
            long high = s.xmm[reg + 1];
            if (op == SimdOp.CVTPI2PS) {
                low = singles(s, v);
                check(c, s);
            } else {
                low = Conversions.twice((int) v);
                high = Conversions.twice((int) (v >> 32));
            }
            s.xmm[reg] = low;
            s.xmm[reg + 1] = high;
        }
    }

    /** Conversions of one element between XMM registers. */
    static final class ScalarConversion extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
            if (op == SimdOp.CVTSS2SD) {
                long r = Conversions.widen(s, memory ? memory32(c) : x[rm] & LOW);
                check(c, s);
                x[reg] = r;
            } else {
                long r = Conversions.narrow(s, memory ? memory64(c) : x[rm]);
                check(c, s);
                x[reg] = x[reg] & ~LOW | r;
            }
        }
    }

    /** Conversions of all elements between XMM registers. */
    static final class PackedConversion extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            SimdState s = c.simd;
            long[] x = s.xmm;
            long low;
            long high = 0;
            if (!memory) {
                low = x[rm];
                high = x[rm + 1];
            } else if (op == SimdOp.CVTPS2PD || op == SimdOp.CVTDQ2PD) {
                low = memory64(c);
            } else {
                int a = address16(c);
                low = c.mmu.read64(a);
                high = c.mmu.read64(a + 8);
            }
            convert(c, s, low, high);
        }

        private void convert(Core c, SimdState s, long low, long high) {
            long first;
            long second = 0;
            switch (op) {
                case CVTPS2PD -> {
                    first = Conversions.widen(s, low & LOW);
                    second = Conversions.widen(s, low >>> 32);
                }
                case CVTDQ2PD -> {
                    first = Conversions.twice((int) low);
                    second = Conversions.twice((int) (low >> 32));
                }
                case CVTPD2PS -> first = Conversions.narrow(s, low) | Conversions.narrow(s, high) << 32;
                case CVTPD2DQ, CVTTPD2DQ -> first = integersOfDoubles(s, low, high, op == SimdOp.CVTTPD2DQ);
                case CVTDQ2PS -> {
                    first = singles(s, low);
                    second = singles(s, high);
                }
                default -> {
                    first = integers(s, low, op == SimdOp.CVTTPS2DQ);
                    second = integers(s, high, op == SimdOp.CVTTPS2DQ);
                }
            }
            check(c, s);
            s.xmm[reg] = first;
            s.xmm[reg + 1] = second;
        }
    }

    private static long singles(SimdState s, long v) {
        return Conversions.single(s, (int) v) | Conversions.single(s, (int) (v >> 32)) << 32;
    }

    private static long integers(SimdState s, long v, boolean truncate) {
        long low = Conversions.integer(s, v & LOW, truncate) & LOW;
        return low | (long) Conversions.integer(s, v >>> 32, truncate) << 32;
    }

    private static long integersOfDoubles(SimdState s, long a, long b, boolean truncate) {
        long low = Conversions.integerOfDouble(s, a, truncate) & LOW;
        return low | (long) Conversions.integerOfDouble(s, b, truncate) << 32;
    }
}
