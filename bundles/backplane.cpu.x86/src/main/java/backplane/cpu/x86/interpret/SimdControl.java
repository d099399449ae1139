package backplane.cpu.x86.interpret;

import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.semantics.Fault;

/** EMMS, FXSAVE, FXRSTOR, LDMXCSR, STMXCSR and CLFLUSH. */
final class SimdControl extends SimdInsn {
    private static final int CR4_OSFXSR = 0x200;
    private static final int IMAGE = 512;
    /** Where the XMM registers are in the image, in words of 8 bytes. */
    private static final int XMM = 20;

    private static final int MXCSR = 24;
    /** The bits of MXCSR of a processor with SSE alone, and DAZ. */
    private static final int KNOWN = 0xffbf;

    private static final int DAZ = 0x40;

    @Override
    void run(Core c) {
        switch (op) {
            case EMMS -> {
                mmx(c);
                c.fpu.leaveMmx();
            }
            case FXSAVE -> save(c);
            case FXRSTOR -> restore(c);
            case LDMXCSR -> {
                xmm(c);
                int v = (int) memory32(c);
                c.simd.mxcsr(allowed(c, v));
            }
            case STMXCSR -> {
                xmm(c);
                c.mmu.write32(target(c, 4), c.simd.mxcsr());
            }
            case CLFLUSH -> c.mmu.readable(address(c, 1), 1);
            default -> {}
        }
    }

    private static int mask(Core c) {
        return c.model.has(Feature.SSE2) ? KNOWN | DAZ : KNOWN;
    }

    private static int allowed(Core c, int v) {
        if ((v & ~mask(c)) != 0) {
            throw c.gp(0);
        }
        return v;
    }

    private static void available(Core c) {
        if ((c.cr0 & (Core.CR0_EM | Core.CR0_TS)) != 0) {
            throw c.raise(Fault.NM);
        }
    }

    private void save(Core c) {
        available(c);
        int a = target(c, IMAGE);
        if ((a & 15) != 0) {
            throw c.gp(0);
        }
        c.mmu.writable(a, IMAGE);
        long[] words = new long[XMM];
        c.fpu.fxsave(words);
        if (c.model.has(Feature.SSE)) {
            words[3] = c.simd.mxcsr() | (long) mask(c) << 32;
        }
        for (int i = 0; i < XMM; i++) {
            c.mmu.write64(a + i * 8, words[i]);
        }
        if ((c.cr4 & CR4_OSFXSR) != 0 && c.model.has(Feature.SSE)) {
            for (int i = 0; i < 16; i++) {
                c.mmu.write64(a + (XMM + i) * 8, c.simd.xmm[i]);
            }
        }
    }

    private void restore(Core c) {
        available(c);
        int a = address(c, IMAGE);
        if ((a & 15) != 0) {
            throw c.gp(0);
        }
        c.mmu.readable(a, IMAGE);
        boolean xmm = (c.cr4 & CR4_OSFXSR) != 0 && c.model.has(Feature.SSE);
        int mxcsr = xmm ? allowed(c, c.mmu.read32(a + MXCSR)) : 0;
        long[] words = new long[XMM];
        for (int i = 0; i < XMM; i++) {
            words[i] = c.mmu.read64(a + i * 8);
        }
        if (xmm) {
            for (int i = 0; i < 16; i++) {
                c.simd.xmm[i] = c.mmu.read64(a + (XMM + i) * 8);
            }
            c.simd.mxcsr(mxcsr);
        }
        c.fpu.fxrstor(words);
    }
}
