package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;
import backplane.cpu.x86.semantics.Shift;

/** Dword operations whose destination is a register and whose source is a register or an immediate. */
final class ToRegister {
    private ToRegister() {}

    /** Destination register, and a source that is a register plus an immediate (one of them is absent, hence 0). */
    abstract static class Form extends Insn {
        byte d;
        byte s = 8;
        int imm;
    }

    static final class Add extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = r[s] + imm;
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
            int b = r[s] + imm;
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
            int b = r[s] + imm;
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
            int b = r[s] + imm;
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
            int b = r[s] + imm;
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
            int b = r[s] + imm;
            int a = r[d];
            int v = a ^ b;
            r[d] = v;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    static final class Test extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = r[s] + imm;
            int a = r[d];
            int v = a & b;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
        }
    }

    static final class Mov extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            r[d] = r[s] + imm;
        }
    }

    static final class Lea extends Form {
        @Override
        void run(Core c) {
            c.r[d] = offset(c);
        }
    }

    /** LEA without an index, and additions whose flags nobody reads. */
    static final class Sum extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            r[d] = r[base] + displacement;
        }
    }

    static final class Inc extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            c.flagB = c.carry() ? 1 : 0;
            int v = r[d] + 1;
            r[d] = v;
            c.flagOp = Flags.INC;
            c.flagR = v;
        }
    }

    static final class Dec extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            c.flagB = c.carry() ? 1 : 0;
            int v = r[d] - 1;
            r[d] = v;
            c.flagOp = Flags.DEC;
            c.flagR = v;
        }
    }

    static final class Neg extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = r[d];
            r[d] = -b;
            c.flags(Flags.SUB, 0, b, -b);
        }
    }

    static final class Not extends Form {
        @Override
        void run(Core c) {
            c.r[d] = ~c.r[d];
        }
    }

    /** By an immediate of 1 to 31. */
    static final class Shl extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int a = r[d];
            int v = a << imm;
            r[d] = v;
            c.flagOp = Flags.GIVEN;
            c.flagB = Shift.shlFlags(a, imm, 32);
            c.flagR = v;
        }
    }

    static final class Shr extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int a = r[d];
            int v = a >>> imm;
            r[d] = v;
            c.flagOp = Flags.GIVEN;
            c.flagB = Shift.shrFlags(a, imm, 32);
            c.flagR = v;
        }
    }

    static final class Sar extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int a = r[d];
            int v = a >> imm;
            r[d] = v;
            c.flagOp = Flags.GIVEN;
            c.flagB = a >> (imm - 1) & 1;
            c.flagR = v;
        }
    }

    /** With two or three operands. */
    static final class Imul extends Form {
        boolean three;

        @Override
        void run(Core c) {
            int[] r = c.r;
            long product = (long) r[s] * (three ? imm : r[d]);
            int v = (int) product;
            r[d] = v;
            c.flagOp = Flags.GIVEN;
            c.flagB = v != product ? 3 : 0;
            c.flagR = v;
        }
    }

    /** MOVZX and MOVSX from a register: shifted up by {@link Form#imm}, down by {@link #down}. */
    static final class Extend extends Form {
        int down;
        boolean signed;

        @Override
        void run(Core c) {
            int[] r = c.r;
            int v = r[s] << imm;
            r[d] = signed ? v >> down : v >>> down;
        }
    }
}
