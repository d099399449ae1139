package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Row;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.simd.SimdOp;
import backplane.cpu.x86.simd.SimdState;

/** What the MMX, SSE and SSE2 instructions have in common: when they are there, and their operands. */
abstract class SimdInsn extends Insn {
    private static final int CR4_OSFXSR = 0x200;
    private static final int CR4_OSXMMEXCPT = 0x400;

    Row row;
    SimdOp op;

    /** ModRM's fields. */
    int reg;

    int rm;
    /** Whether the source, or the destination of a store, is in memory. */
    boolean memory;
    /** Memory operands of 16 bytes may lie anywhere. */
    boolean unaligned;

    int immediate;

    /** An instruction on MMX registers: #UD, #NM or #MF when it cannot run. */
    static void mmx(Core c) {
        if ((c.cr0 & (Core.CR0_EM | Core.CR0_TS)) != 0) {
            throw (c.cr0 & Core.CR0_EM) != 0 ? c.undefined() : c.raise(Fault.NM);
        }
        c.fpu.waiting();
    }

    /** An instruction on XMM registers. */
    static void xmm(Core c) {
        if ((c.cr0 & (Core.CR0_EM | Core.CR0_TS)) != 0 || (c.cr4 & CR4_OSFXSR) == 0) {
            throw (c.cr0 & Core.CR0_EM) != 0 || (c.cr4 & CR4_OSFXSR) == 0 ? c.undefined() : c.raise(Fault.NM);
        }
    }

    /** Where a memory operand of 16 bytes is read. */
    final int address16(Core c) {
        checkAlignment(c);
        return address(c, 16);
    }

    /** Comes before the segment's limit is looked at. */
    private void checkAlignment(Core c) {
        if (!unaligned && (c.base[named] + offset(c) & 15) != 0) {
            throw c.gp(0);
        }
    }

    final void store16(Core c, long low, long high) {
        checkAlignment(c);
        int a = target(c, 16);
        if ((a & 15) != 0) {
            c.mmu.writable(a, 16);
        }
        c.mmu.write64(a, low);
        c.mmu.write64(a + 8, high);
    }

    final long memory64(Core c) {
        return c.mmu.read64(address(c, 8));
    }

    final long memory32(Core c) {
        return c.mmu.read32(address(c, 4)) & 0xffffffffL;
    }

    /** Raises #XM if an exception of the instruction is not masked; nothing has been written yet. */
    static void check(Core c, SimdState s) {
        if (s.fails()) {
            throw (c.cr4 & CR4_OSXMMEXCPT) != 0 ? c.raise(Fault.XM) : c.undefined();
        }
    }
}
