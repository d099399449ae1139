package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;

/**
 * Jumps to fixed places, and conditional jumps fused with the comparison before them. A fused pair stands for two
 * instructions: only its jump can fault, so {@code eip} and {@code before} are the jump's.
 */
final class Jumps {
    private Jumps() {}

    abstract static class Form extends Insn {
        int to;
    }

    static final class Jmp extends Form {
        @Override
        void run(Core c) {
            c.jump(to);
        }
    }

    /** Any condition. */
    static final class Jcc extends Form {
        byte condition;

        @Override
        void run(Core c) {
            if (c.condition(condition)) {
                c.jump(to);
            }
        }
    }

    static final class Jz extends Form {
        boolean not;

        @Override
        void run(Core c) {
            if (Flags.zf(c.flagOp, c.flagR) != not) {
                c.jump(to);
            }
        }
    }

    /** Below, on the carry flag. */
    static final class Jb extends Form {
        boolean not;

        @Override
        void run(Core c) {
            if (c.carry() != not) {
                c.jump(to);
            }
        }
    }

    /** Register compared with register or immediate. */
    abstract static class Compare extends Form {
        byte d;
        byte s;
        boolean not;
        int imm;

        final int flags(Core c, int a, int b) {
            int v = a - b;
            c.flagOp = Flags.SUB;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
            return v;
        }
    }

    static final class CmpJz extends Compare {
        @Override
        void run(Core c) {
            int a = c.r[d];
            int b = c.r[s] + imm;
            flags(c, a, b);
            if (a == b != not) {
                c.jump(to);
            }
        }
    }

    static final class CmpJb extends Compare {
        @Override
        void run(Core c) {
            int a = c.r[d];
            int b = c.r[s] + imm;
            flags(c, a, b);
            if (a + Integer.MIN_VALUE < b + Integer.MIN_VALUE != not) {
                c.jump(to);
            }
        }
    }

    static final class CmpJbe extends Compare {
        @Override
        void run(Core c) {
            int a = c.r[d];
            int b = c.r[s] + imm;
            flags(c, a, b);
            if (a + Integer.MIN_VALUE <= b + Integer.MIN_VALUE != not) {
                c.jump(to);
            }
        }
    }

    static final class CmpJl extends Compare {
        @Override
        void run(Core c) {
            int a = c.r[d];
            int b = c.r[s] + imm;
            flags(c, a, b);
            if (a < b != not) {
                c.jump(to);
            }
        }
    }

    static final class CmpJle extends Compare {
        @Override
        void run(Core c) {
            int a = c.r[d];
            int b = c.r[s] + imm;
            flags(c, a, b);
            if (a <= b != not) {
                c.jump(to);
            }
        }
    }

    static final class TestJz extends Compare {
        @Override
        void run(Core c) {
            int v = c.r[d] & c.r[s] + imm;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
            if (v == 0 != not) {
                c.jump(to);
            }
        }
    }

    static final class TestJs extends Compare {
        @Override
        void run(Core c) {
            int v = c.r[d] & c.r[s] + imm;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
            if (v < 0 != not) {
                c.jump(to);
            }
        }
    }

    static final class TestJle extends Compare {
        @Override
        void run(Core c) {
            int v = c.r[d] & c.r[s] + imm;
            c.flagOp = Flags.LOGIC;
            c.flagR = v;
            if (v <= 0 != not) {
                c.jump(to);
            }
        }
    }

    /** A byte register with another or an immediate. */
    abstract static class CompareByte extends Compare {
        byte dShift;
        byte sShift;
    }

    static final class Cmp8Jz extends CompareByte {
        @Override
        void run(Core c) {
            int a = c.r[d] >>> dShift << 24;
            int b = (c.r[s] >>> sShift << 24) + imm;
            flags(c, a, b);
            c.flagOp = Flags.SUB | Flags.BYTE;
            if (a == b != not) {
                c.jump(to);
            }
        }
    }

    static final class Cmp8Jb extends CompareByte {
        @Override
        void run(Core c) {
            int a = c.r[d] >>> dShift << 24;
            int b = (c.r[s] >>> sShift << 24) + imm;
            flags(c, a, b);
            c.flagOp = Flags.SUB | Flags.BYTE;
            if (a + Integer.MIN_VALUE < b + Integer.MIN_VALUE != not) {
                c.jump(to);
            }
        }
    }

    static final class Cmp8Jbe extends CompareByte {
        @Override
        void run(Core c) {
            int a = c.r[d] >>> dShift << 24;
            int b = (c.r[s] >>> sShift << 24) + imm;
            flags(c, a, b);
            c.flagOp = Flags.SUB | Flags.BYTE;
            if (a + Integer.MIN_VALUE <= b + Integer.MIN_VALUE != not) {
                c.jump(to);
            }
        }
    }

    static final class Test8Jz extends CompareByte {
        @Override
        void run(Core c) {
            int v = c.r[d] >>> dShift << 24 & (c.r[s] >>> sShift << 24) + imm;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v;
            if (v == 0 != not) {
                c.jump(to);
            }
        }
    }
}
