package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;

/** Operations whose destination is memory and whose source is a register or an immediate. */
final class ToMemory {
    private ToMemory() {}

    /** Source: a register plus an immediate, one of which is absent; for bytes the register is shifted down. */
    abstract static class Form extends Insn {
        byte s = 8;
        byte shift;
        int imm;
    }

    static final class Mov extends Form {
        @Override
        void run(Core c) {
            c.mmu.write32(target(c, 4), c.r[s] + imm);
        }
    }

    static final class Mov8 extends Form {
        @Override
        void run(Core c) {
            c.mmu.write8(target(c, 1), (c.r[s] >> shift) + imm);
        }
    }

    static final class Cmp extends Form {
        @Override
        void run(Core c) {
            int a = c.mmu.read32(address(c, 4));
            int b = c.r[s] + imm;
            c.flagOp = Flags.SUB;
            c.flagA = a;
            c.flagB = b;
            c.flagR = a - b;
        }
    }

    static final class Test extends Form {
        @Override
        void run(Core c) {
            int v = c.mmu.read32(address(c, 4)) & c.r[s] + imm;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    /** A byte in memory with a byte register or immediate. */
    static final class Cmp8 extends Form {
        @Override
        void run(Core c) {
            int a = c.mmu.read8(address(c, 1)) << 24;
            int b = (c.r[s] >> shift) + imm << 24;
            c.flagOp = Flags.SUB | Flags.BYTE;
            c.flagA = a;
            c.flagB = b;
            c.flagR = a - b;
        }
    }

    static final class Test8 extends Form {
        @Override
        void run(Core c) {
            int v = c.mmu.read8(address(c, 1)) & (c.r[s] >> shift) + imm;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v << 24;
        }
    }

    static final class Add extends Form {
        @Override
        void run(Core c) {
            int at = target(c, 4);
            int a = c.mmu.readForUpdate32(at);
            int b = c.r[s] + imm;
            int v = a + b;
            c.mmu.write32(at, v);
            c.flags(Flags.ADD, a, b, v);
        }
    }

    static final class Sub extends Form {
        @Override
        void run(Core c) {
            int at = target(c, 4);
            int a = c.mmu.readForUpdate32(at);
            int b = c.r[s] + imm;
            int v = a - b;
            c.mmu.write32(at, v);
            c.flags(Flags.SUB, a, b, v);
        }
    }

    static final class And extends Form {
        @Override
        void run(Core c) {
            int at = target(c, 4);
            int a = c.mmu.readForUpdate32(at);
            int b = c.r[s] + imm;
            int v = a & b;
            c.mmu.write32(at, v);
            c.logic(0, v);
        }
    }

    static final class Or extends Form {
        @Override
        void run(Core c) {
            int at = target(c, 4);
            int a = c.mmu.readForUpdate32(at);
            int b = c.r[s] + imm;
            int v = a | b;
            c.mmu.write32(at, v);
            c.logic(0, v);
        }
    }

    static final class Xor extends Form {
        @Override
        void run(Core c) {
            int at = target(c, 4);
            int a = c.mmu.readForUpdate32(at);
            int b = c.r[s] + imm;
            int v = a ^ b;
            c.mmu.write32(at, v);
            c.logic(0, v);
        }
    }
}
