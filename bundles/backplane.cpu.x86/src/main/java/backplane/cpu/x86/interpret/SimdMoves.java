package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.simd.SimdOp;

/** Loads and stores of MMX and XMM registers, and moves between them. */
final class SimdMoves {
    private SimdMoves() {}

    /** The form for a row whose first operand is written. */
    static SimdInsn of(Row row, SimdOp op, boolean store) {
        return switch (op) {
            case MOVAPS, MOVAPD, MOVUPS, MOVUPD, MOVDQA, MOVDQU, MOVNTPS, MOVNTPD, MOVNTDQ ->
                store ? new Store16() : new Load16();
            case LDDQU -> new Load16();
            case MOVDDUP -> new Duplicate();
            case MOVD -> new General32();
            case MOVQ -> quadword(row, store);
            case MOVNTQ -> new MmxStore();
            case MOVSS, MOVSD -> new Scalar(store);
            case MOVNTI -> new StoreGeneral();
            case MASKMOVQ, MASKMOVDQU -> new Masked();
            case MOVQ2DQ, MOVDQ2Q -> new Between();
            default -> new Halves(store);
        };
    }

    private static SimdInsn quadword(Row row, boolean store) {
        if (row.prefix() == 0) {
            return store ? new MmxStore() : new MmxLoad();
        }
        return new Quadword(store);
    }

    static final class Load16 extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            if (memory) {
                int a = address16(c);
                long low = c.mmu.read64(a);
                x[reg + 1] = c.mmu.read64(a + 8);
                x[reg] = low;
            } else {
                x[reg] = x[rm];
                x[reg + 1] = x[rm + 1];
            }
        }
    }

    static final class Duplicate extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            long v = memory ? memory64(c) : c.simd.xmm[rm];
            c.simd.xmm[reg] = v;
            c.simd.xmm[reg + 1] = v;
        }
    }

    static final class Store16 extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            if (memory) {
                store16(c, x[reg], x[reg + 1]);
            } else {
                x[rm] = x[reg];
                x[rm + 1] = x[reg + 1];
            }
        }
    }

    static final class MmxLoad extends SimdInsn {
        @Override
        void run(Core c) {
            mmx(c);
            long v = memory ? memory64(c) : c.fpu.mmx(rm);
            c.fpu.enterMmx();
            c.fpu.mmx(reg, v);
        }
    }

    static final class MmxStore extends SimdInsn {
        @Override
        void run(Core c) {
            mmx(c);
            if (memory) {
                c.mmu.write64(target(c, 8), c.fpu.mmx(reg));
                c.fpu.enterMmx();
            } else {
                c.fpu.enterMmx();
                c.fpu.mmx(rm, c.fpu.mmx(reg));
            }
        }
    }

    /** MOVD: between a general register or a dword in memory and the low end of an MMX or XMM register. */
    static final class General32 extends SimdInsn {
        @Override
        void run(Core c) {
            boolean mmx = row.prefix() == 0;
            boolean store = (row.opcode() & 0x10) != 0;
            if (mmx) {
                mmx(c);
            } else {
                xmm(c);
            }
            if (!store) {
                long v = memory ? memory32(c) : c.r[rm] & 0xffffffffL;
                if (mmx) {
                    c.fpu.enterMmx();
                    c.fpu.mmx(reg, v);
                } else {
                    c.simd.xmm[reg] = v;
                    c.simd.xmm[reg + 1] = 0;
                }
                return;
            }
            int v = (int) (mmx ? c.fpu.mmx(reg) : c.simd.xmm[reg]);
            if (memory) {
                c.mmu.write32(target(c, 4), v);
            } else {
                c.r[rm] = v;
            }
            if (mmx) {
                c.fpu.enterMmx();
            }
        }
    }

    /** MOVQ of XMM registers, which clears the upper half of a register it writes. */
    static final class Quadword extends SimdInsn {
        private final boolean store;

        Quadword(boolean store) {
            this.store = store;
        }

        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            if (store && memory) {
                c.mmu.write64(target(c, 8), x[reg]);
                return;
            }
            int d = store ? rm : reg;
            x[d] = store ? x[reg] : memory ? memory64(c) : x[rm];
            x[d + 1] = 0;
        }
    }

    /** MOVSS and MOVSD: a load clears the rest of the register, a move between registers leaves it. */
    static final class Scalar extends SimdInsn {
        private static final long LOW = 0xffffffffL;

        private final boolean store;

        Scalar(boolean store) {
            this.store = store;
        }

        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            boolean single = op == SimdOp.MOVSS;
            if (!memory) {
                int d = store ? rm : reg;
                long v = store ? x[reg] : x[rm];
                x[d] = single ? x[d] & ~LOW | v & LOW : v;
            } else if (!store) {
                x[reg] = single ? memory32(c) : memory64(c);
                x[reg + 1] = 0;
            } else if (single) {
                c.mmu.write32(target(c, 4), (int) x[reg]);
            } else {
                c.mmu.write64(target(c, 8), x[reg]);
            }
        }
    }

    /** MOVLPS, MOVHPS, MOVLPD and MOVHPD; between registers MOVHLPS and MOVLHPS. */
    static final class Halves extends SimdInsn {
        private final boolean store;

        Halves(boolean store) {
            this.store = store;
        }

        @Override
        void run(Core c) {
            xmm(c);
            long[] x = c.simd.xmm;
            int high = op == SimdOp.MOVHPS || op == SimdOp.MOVHPD ? 1 : 0;
            if (store) {
                c.mmu.write64(target(c, 8), x[reg + high]);
            } else {
                x[reg + high] = memory ? memory64(c) : x[rm + 1 - high];
            }
        }
    }

    /** MOVQ2DQ and MOVDQ2Q. */
    static final class Between extends SimdInsn {
        @Override
        void run(Core c) {
            xmm(c);
            mmx(c);
            c.fpu.enterMmx();
            if (op == SimdOp.MOVDQ2Q) {
                c.fpu.mmx(reg, c.simd.xmm[rm]);
            } else {
                c.simd.xmm[reg] = c.fpu.mmx(rm);
                c.simd.xmm[reg + 1] = 0;
            }
        }
    }

    /** MOVNTI. */
    static final class StoreGeneral extends SimdInsn {
        @Override
        void run(Core c) {
            c.mmu.write32(target(c, 4), c.r[reg]);
        }
    }

    /** MASKMOVQ and MASKMOVDQU: to DS:EDI, the bytes whose mask has the sign bit. */
    static final class Masked extends SimdInsn {
        @Override
        void run(Core c) {
            if (op == SimdOp.MASKMOVQ) {
                mmx(c);
                int a = target(c, 8);
                long mask = c.fpu.mmx(rm);
                c.mmu.writable(a, 8);
                bytes(c, a, c.fpu.mmx(reg), mask);
                c.fpu.enterMmx();
                return;
            }
            xmm(c);
            long[] x = c.simd.xmm;
            int a = target(c, 16);
            c.mmu.writable(a, 16);
            bytes(c, a, x[reg], x[rm]);
            bytes(c, a + 8, x[reg + 1], x[rm + 1]);
        }

        private static void bytes(Core c, int a, long v, long mask) {
            for (int i = 0; i < 8; i++) {
                if ((mask >>> i * 8 & 0x80) != 0) {
                    c.mmu.write8(a + i, (int) (v >>> i * 8) & 0xff);
                }
            }
        }
    }
}
