package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;

/** Byte operations whose destination is a register and whose source is a register or an immediate. Values are kept in the top byte. */
final class ToByteRegister {
    private ToByteRegister() {}

    /** The registers' shifts; the immediate is in the top byte and stands instead of the source register. */
    abstract static class Form extends Insn {
        byte d;
        byte dShift;
        byte s = 8;
        byte sShift;
        int imm;
    }

    static final class Add extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a + b;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
            c.flagOp = Flags.ADD | Flags.BYTE;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class Sub extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a - b;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
            c.flagOp = Flags.SUB | Flags.BYTE;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class Cmp extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a - b;
            c.flagOp = Flags.SUB | Flags.BYTE;
            c.flagA = a;
            c.flagB = b;
            c.flagR = v;
        }
    }

    static final class And extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a & b;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v;
        }
    }

    static final class Or extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a | b;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v;
        }
    }

    static final class Xor extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a ^ b;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v;
        }
    }

    static final class Test extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int b = (r[s] >>> sShift << 24) + imm;
            int a = r[d] >>> dShift << 24;
            int v = a & b;
            c.flagOp = Flags.LOGIC | Flags.BYTE;
            c.flagR = v;
        }
    }

    static final class Mov extends Form {
        @Override
        void run(Core c) {
            int[] r = c.r;
            int v = (r[s] >>> sShift << 24) + imm;
            r[d] = r[d] & ~(0xff << dShift) | (v >>> 24) << dShift;
        }
    }
}
