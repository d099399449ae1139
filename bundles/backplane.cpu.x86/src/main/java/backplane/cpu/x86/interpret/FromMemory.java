package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;

/** Dword operations whose destination is a register and whose source is memory, and other loads. */
final class FromMemory {
    private FromMemory() {}

    abstract static class Form extends Insn {
        byte d;
    }

    static final class Add extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a + b;
            r[d] = v;
            c.flagOp = Flags.ADD;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class Sub extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a - b;
            r[d] = v;
            c.flagOp = Flags.SUB;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class Cmp extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a - b;
            c.flagOp = Flags.SUB;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class And extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a & b;
            r[d] = v;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    static final class Or extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a | b;
            r[d] = v;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    static final class Xor extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = c.mmu.read32(address(c, 4));
            int a = r[d];
            int v = a ^ b;
            r[d] = v;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    static final class Mov extends Form {
        @Override
        void run(Core c) {
            c.r[d] = c.mmu.read32(address(c, 4));
        }
    }

    /** From flat memory at a register plus a constant. */
    static final class MovPlain extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            r[d] = c.mmu.read32(r[base] + displacement);
        }
    }

    static final class Movzx8 extends Form {
        @Override
        void run(Core c) {
            c.r[d] = c.mmu.read8(address(c, 1));
        }
    }

    static final class Movsx8 extends Form {
        @Override
        void run(Core c) {
            c.r[d] = (byte) c.mmu.read8(address(c, 1));
        }
    }

    static final class Movzx16 extends Form {
        @Override
        void run(Core c) {
            c.r[d] = c.mmu.read16(address(c, 2));
        }
    }

    static final class Movsx16 extends Form {
        @Override
        void run(Core c) {
            c.r[d] = (short) c.mmu.read16(address(c, 2));
        }
    }

    static final class Imul extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            long product = (long) c.mmu.read32(address(c, 4)) * r[d];
            int v = (int) product;
            r[d] = v;
            c.flagOp = Flags.GIVEN;
            c.flagB = v != product ? 3 : 0;
            c.flagR = v;
        }
    }

    /** Into a byte register. */
    static final class Mov8 extends Form {
        int shift;

        @Override
        void run(Core c) {
            int v = c.mmu.read8(address(c, 1));
            c.r[d] = c.r[d] & ~(0xff << shift) | v << shift;
        }
    }
}
