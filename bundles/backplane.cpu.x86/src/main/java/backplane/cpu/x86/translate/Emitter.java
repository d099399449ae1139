package backplane.cpu.x86.translate;

import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Bytecode for the lazy flags: what instructions leave behind, and the conditions made of it. */
final class Emitter extends Accesses {
    /** The flag operation at this point, or {@link Flow#UNKNOWN}. */
    int op;

    Emitter(MethodVisitor mv, Plan plan) {
        super(mv, plan);
    }

    /** Puts the flag operation into its local if it is known. */
    final void materialize() {
        if (op >= 0) {
            set(FOP, op);
        }
    }

    final void operation() {
        if (op >= 0) {
            push(op);
        } else {
            load(FOP);
        }
    }

    private void lazy() {
        operation();
        load(FA);
        load(FB);
        load(FR);
    }

    final void word() {
        lazy();
        call(FLAGS, "word", "(IIII)I");
    }

    /** Pushes the carry flag. */
    final void carry() {
        switch (op < 0 ? -1 : op & 15) {
            case Flags.ADD -> {
                load(FR);
                load(FA);
                call(HELPERS, "below", "(II)I");
            }
            case Flags.SUB -> {
                load(FA);
                load(FB);
                call(HELPERS, "below", "(II)I");
            }
            case Flags.LOGIC -> push(0);
            case Flags.INC, Flags.DEC, Flags.GIVEN -> {
                load(FB);
                push(1);
                insn(Opcodes.IAND);
            }
            case Flags.WORD -> {
                load(FR);
                push(1);
                insn(Opcodes.IAND);
            }
            default -> {
                lazy();
                call(HELPERS, "carry", "(IIII)I");
            }
        }
    }

    /** Pushes a condition as 0 or 1. */
    final void condition(int code) {
        int kind = op < 0 ? -1 : op & 15;
        boolean direct = true;
        switch (code >>> 1) {
            case 1 -> carry();
            case 2 -> {
                if (kind == Flags.SUB) {
                    load(FA);
                    load(FB);
                    call(HELPERS, "equal", "(II)I");
                } else if (kind > Flags.WORD) {
                    load(FR);
                    push(0);
                    call(HELPERS, "equal", "(II)I");
                } else {
                    direct = false;
                }
            }
            case 4 -> {
                if (kind > Flags.WORD) {
                    load(FR);
                    shiftRight(31);
                } else {
                    direct = false;
                }
            }
            case 6 -> {
                if (kind == Flags.SUB) {
                    load(FA);
                    load(FB);
                    call(HELPERS, "less", "(II)I");
                } else {
                    direct = false;
                }
            }
            default -> direct = false;
        }
        if (!direct) {
            push(code & 14);
            lazy();
            call(HELPERS, "condition", "(IIIII)I");
        }
        if ((code & 1) != 0) {
            push(1);
            insn(Opcodes.IXOR);
        }
    }

    /** Jumps when a condition holds. */
    final void jumpIf(int code, Label to) {
        boolean not = (code & 1) != 0;
        int kind = op < 0 ? -1 : op & 15;
        boolean sub = kind == Flags.SUB;
        boolean logic = kind == Flags.LOGIC;
        switch (code >>> 1) {
            case 1 -> {
                if (sub) {
                    unsignedPair(FA, FB);
                    jump(not ? Opcodes.IF_ICMPGE : Opcodes.IF_ICMPLT, to);
                } else if (kind == Flags.ADD) {
                    unsignedPair(FR, FA);
                    jump(not ? Opcodes.IF_ICMPGE : Opcodes.IF_ICMPLT, to);
                } else {
                    carry();
                    jump(not ? Opcodes.IFEQ : Opcodes.IFNE, to);
                }
            }
            case 2 -> {
                if (sub) {
                    load(FA);
                    load(FB);
                    jump(not ? Opcodes.IF_ICMPNE : Opcodes.IF_ICMPEQ, to);
                } else if (kind > Flags.WORD) {
                    load(FR);
                    jump(not ? Opcodes.IFNE : Opcodes.IFEQ, to);
                } else {
                    generic(code, to);
                }
            }
            case 3 -> {
                if (sub) {
                    unsignedPair(FA, FB);
                    jump(not ? Opcodes.IF_ICMPGT : Opcodes.IF_ICMPLE, to);
                } else if (logic) {
                    load(FR);
                    jump(not ? Opcodes.IFNE : Opcodes.IFEQ, to);
                } else {
                    generic(code, to);
                }
            }
            case 4 -> {
                if (kind > Flags.WORD) {
                    load(FR);
                    jump(not ? Opcodes.IFGE : Opcodes.IFLT, to);
                } else {
                    generic(code, to);
                }
            }
            case 6 -> signed(code, to, sub, logic, not ? Opcodes.IF_ICMPGE : Opcodes.IF_ICMPLT);
            case 7 -> signed(code, to, sub, logic, not ? Opcodes.IF_ICMPGT : Opcodes.IF_ICMPLE);
            default -> generic(code, to);
        }
    }

    private void signed(int code, Label to, boolean sub, boolean logic, int comparison) {
        if (sub) {
            load(FA);
            load(FB);
            jump(comparison, to);
        } else if (logic) {
            load(FR);
            jump(comparison - Opcodes.IF_ICMPEQ + Opcodes.IFEQ, to);
        } else {
            generic(code, to);
        }
    }

    private void generic(int code, Label to) {
        condition(code);
        jump(Opcodes.IFNE, to);
    }

    private void unsignedPair(int a, int b) {
        load(a);
        push(Integer.MIN_VALUE);
        insn(Opcodes.IADD);
        load(b);
        push(Integer.MIN_VALUE);
        insn(Opcodes.IADD);
    }
}
