package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.CS;
import static backplane.cpu.x86.interpret.Core.EBP;
import static backplane.cpu.x86.interpret.Core.ESP;

/** Dword pushes, pops, calls and returns on a flat 32-bit stack. */
final class StackForms {
    private StackForms() {}

    abstract static class Form extends Insn {
        byte x = 8;
        int imm;
    }

    /** A register or an immediate. */
    static final class Push extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int sp = r[ESP] - 4;
            c.mmu.write32(sp, r[x] + imm);
            r[ESP] = sp;
        }
    }

    static final class PushMemory extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int v = c.mmu.read32(address(c, 4));
            int sp = r[ESP] - 4;
            c.mmu.write32(sp, v);
            r[ESP] = sp;
        }
    }

    static final class Pop extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int sp = r[ESP];
            int v = c.mmu.read32(sp);
            r[ESP] = sp + 4;
            r[x] = v;
        }
    }

    static final class Leave extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int bp = r[EBP];
            r[EBP] = c.mmu.read32(bp);
            r[ESP] = bp + 4;
        }
    }

    /** To {@link Form#imm}. */
    static final class Call extends Form {
        @Override
        void run(Core c) {
            if (Integer.compareUnsigned(imm, c.limit[CS]) > 0) {
                throw c.gp(0);
            }
            int[] r = c.r;
            int sp = r[ESP] - 4;
            c.mmu.write32(sp, next());
            r[ESP] = sp;
            c.eip = imm;
        }
    }

    static final class Ret extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int sp = r[ESP];
            c.jump(c.mmu.read32(sp));
            r[ESP] = sp + 4 + imm;
        }
    }
}
