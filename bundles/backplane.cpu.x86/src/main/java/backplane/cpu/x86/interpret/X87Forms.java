package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Fault;

/** The x87 instructions that compiled floating-point code consists of. */
final class X87Forms {
    private X87Forms() {}

    /** The special form, or null. */
    static Insn of(X87 g) {
        int opcode = g.opcode & 0xff;
        Form form = g.modrm >= 0xc0 ? register(opcode, g.modrm) : memory(opcode, g.modrm >>> 3 & 7);
        if (form != null) {
            form.i = g.modrm & 7;
            form.digit = g.modrm >>> 3 & 7;
            form.word = opcode << 8 | g.modrm;
        }
        return form;
    }

    /** The same of an instruction between registers. */
    static Form register(int opcode, int modrm) {
        int row = opcode << 3 & 0x38 | modrm >>> 3 & 7;
        boolean comparison = (row & 6) == 2;
        switch (opcode) {
            case 0xd8:
                return comparison ? new Compare(row & 1) : new ToTop();
            case 0xd9:
                return row == 8 ? new Duplicate() : row == 9 ? new Exchange() : null;
            case 0xdc:
                return comparison ? null : new ToRegister(false);
            case 0xdd:
                return row == 0x2b ? new PopTo() : null;
            case 0xde:
                return !comparison ? new ToRegister(true) : modrm == 0xd9 ? new Compare(2) : null;
            case 0xdf:
                return modrm == 0xe0 ? new StatusToAx() : null;
            default:
                return null;
        }
    }

    private static Form memory(int opcode, int digit) {
        switch (opcode) {
            case 0xd9:
                return digit == 0 ? new LoadSingle() : null;
            case 0xdc:
                return new WithDouble();
            case 0xdd:
                return digit == 0 ? new LoadDouble() : digit == 2 || digit == 3 ? new StoreDouble() : null;
            default:
                return null;
        }
    }

    abstract static class Form extends Insn {
        /** The register in ST(i), the digit of ModRM, and both opcode bytes. */
        int i;

        int digit;
        int word;

        static void available(Core c) {
            if ((c.cr0 & (Core.CR0_EM | Core.CR0_TS)) != 0) {
                throw c.raise(Fault.NM);
            }
        }
    }

    static final class Exchange extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.exchange(i, word, eip);
        }
    }

    static final class Duplicate extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.duplicate(i, word, eip);
        }
    }

    static final class PopTo extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.popTo(i, word, eip);
        }
    }

    static final class ToTop extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.toTop(digit, i, word, eip);
        }
    }

    static final class ToRegister extends Form {
        private final boolean pop;

        ToRegister(boolean pop) {
            this.pop = pop;
        }

        @Override
        void run(Core c) {
            available(c);
            c.fpu.toRegister(digit, i, pop, word, eip);
        }
    }

    static final class Compare extends Form {
        private final int pops;

        Compare(int pops) {
            this.pops = pops;
        }

        @Override
        void run(Core c) {
            available(c);
            c.fpu.compare(i, pops, word, eip);
        }
    }

    static final class StatusToAx extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.reg16(Core.EAX, c.fpu.status());
        }
    }

    static final class LoadSingle extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.loadSingle(named, offset(c), word, eip);
        }
    }

    static final class LoadDouble extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.loadDouble(named, offset(c), word, eip);
        }
    }

    static final class StoreDouble extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.storeDouble(named, offset(c), digit == 3, word, eip);
        }
    }

    static final class WithDouble extends Form {
        @Override
        void run(Core c) {
            available(c);
            c.fpu.withDouble(digit, named, offset(c), word, eip);
        }
    }
}
