package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;
import static backplane.cpu.x86.interpret.Insn.REG8;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Bytecode for operands, memory and flags. The operand stack is empty at every label, and the locals below {@link #TA}
 * are set from the method's start on; those from there on are good until the next label only.
 */
class Emitter {
    static final String CORE_TYPE = "backplane/cpu/x86/interpret/Core";
    static final String MEMORY = "backplane/cpu/x86/translate/Memory";
    static final String HELPERS = "backplane/cpu/x86/translate/Helpers";
    static final String FLAGS = "backplane/cpu/x86/semantics/Flags";

    static final int CORE = 1;
    /** The entry; from then on what the method returns. */
    static final int RESULT = 2;

    static final int READ = 3;
    static final int WRITE = 4;
    static final int RAM = 5;
    static final int LEFT = 6;
    /** Number of the latest instruction that may leave. */
    static final int IX = 7;
    /** EIP to leave with. */
    static final int TO = 8;

    static final int FOP = 9;
    static final int FA = 10;
    static final int FB = 11;
    static final int FR = 12;
    static final int T0 = 13;
    static final int REGISTERS = 14;
    static final int TA = 22;
    static final int TB = 23;
    static final int TC = 24;
    static final int TP = 25;
    static final int TR = 26;
    static final int TL = 27;
    static final int LOCALS = 29;

    final MethodVisitor mv;
    final Plan plan;
    /** The flag operation at this point, or {@link Flow#UNKNOWN}. */
    int op;

    /** Registers that the region changes. */
    int written;

    Emitter(MethodVisitor mv, Plan plan) {
        this.mv = mv;
        this.plan = plan;
    }

    // ---- plain bytecode

    final void push(int v) {
        if (v >= -1 && v <= 5) {
            mv.visitInsn(Opcodes.ICONST_0 + v);
        } else if (v == (byte) v) {
            mv.visitIntInsn(Opcodes.BIPUSH, v);
        } else if (v == (short) v) {
            mv.visitIntInsn(Opcodes.SIPUSH, v);
        } else {
            mv.visitLdcInsn(v);
        }
    }

    final void load(int local) {
        mv.visitVarInsn(Opcodes.ILOAD, local);
    }

    final void store(int local) {
        mv.visitVarInsn(Opcodes.ISTORE, local);
    }

    final void object(int local) {
        mv.visitVarInsn(Opcodes.ALOAD, local);
    }

    final void insn(int opcode) {
        mv.visitInsn(opcode);
    }

    final void jump(int opcode, Label to) {
        mv.visitJumpInsn(opcode, to);
    }

    final void call(String owner, String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    final void mark(Label label) {
        mv.visitLabel(label);
        mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }

    final void set(int local, int constant) {
        push(constant);
        store(local);
    }

    final void shiftLeft(int by) {
        if (by != 0) {
            push(by);
            insn(Opcodes.ISHL);
        }
    }

    final void shiftRight(int by) {
        if (by != 0) {
            push(by);
            insn(Opcodes.IUSHR);
        }
    }

    /** Sign-extends from the operand size. */
    final void signExtend(int size) {
        if (size == 1) {
            insn(Opcodes.I2B);
        } else if (size == 2) {
            insn(Opcodes.I2S);
        }
    }

    /** An int as an unsigned long. */
    final void unsignedLong() {
        insn(Opcodes.I2L);
        mv.visitLdcInsn(0xffffffffL);
        insn(Opcodes.LAND);
    }

    // ---- registers

    final void reg(int n) {
        if (n == Instruction.NONE) {
            push(0);
        } else {
            load(REGISTERS + n);
        }
    }

    final void setReg(int n) {
        written |= 1 << n;
        store(REGISTERS + n);
    }

    final void addReg(int n, int by) {
        written |= 1 << n;
        mv.visitIincInsn(REGISTERS + n, by);
    }

    /** Pushes a register or immediate, zero-extended. */
    final void value(int kind, int x) {
        switch (kind) {
            case REG8 -> {
                reg(x & 3);
                if ((x & 4) != 0) {
                    shiftRight(8);
                }
                push(0xff);
                insn(Opcodes.IAND);
            }
            case REG16 -> {
                reg(x);
                insn(Opcodes.I2C);
            }
            case REG32 -> reg(x);
            default -> push(x);
        }
    }

    /** Pops into a register. */
    final void put(int kind, int x) {
        switch (kind) {
            case REG8 -> {
                push(0xff);
                insn(Opcodes.IAND);
                int shift = (x & 4) << 1;
                shiftLeft(shift);
                merge(x & 3, ~(0xff << shift));
            }
            case REG16 -> {
                insn(Opcodes.I2C);
                merge(x, 0xffff0000);
            }
            default -> setReg(x);
        }
    }

    private void merge(int n, int kept) {
        reg(n);
        push(kept);
        insn(Opcodes.IAND);
        insn(Opcodes.IOR);
        setReg(n);
    }

    static int register(int size) {
        return size == 1 ? REG8 : size == 2 ? REG16 : REG32;
    }

    // ---- addresses

    /** The effective address. */
    final void offset(Decoded d, int more) {
        boolean any = false;
        if (d.base != Instruction.NONE) {
            reg(d.base);
            any = true;
        }
        if (d.index != Instruction.NONE) {
            reg(d.index);
            shiftLeft(d.scale);
            if (any) {
                insn(Opcodes.IADD);
            }
            any = true;
        }
        int displacement = d.displacement + more;
        if (displacement != 0 || !any) {
            push(displacement);
            if (any) {
                insn(Opcodes.IADD);
            }
        }
        masked(d.mask);
    }

    final void masked(int mask) {
        if (mask != -1) {
            insn(Opcodes.I2C);
        }
    }

    /** The linear address of the memory operand. */
    final void address(Decoded d, int size, boolean write) {
        if (d.segment < 0) {
            offset(d, 0);
        } else {
            segment(d.segment);
            offset(d, 0);
            check(size, write);
        }
    }

    /** Before pushing an offset that goes through a segment's check. */
    final void segment(int n) {
        object(CORE);
        push(n);
    }

    final void check(int size, boolean write) {
        push(size - 1);
        call(MEMORY, write ? "atWrite" : "at", "(L" + CORE_TYPE + ";III)I");
    }

    /** Everything that a read takes before the address. */
    final void beginRead() {
        object(CORE);
        object(READ);
        object(RAM);
    }

    final void endRead(int size) {
        call(MEMORY, "read" + 8 * size, "(L" + CORE_TYPE + ";[I[BI)I");
    }

    final void beginWrite() {
        object(CORE);
        object(WRITE);
        object(RAM);
    }

    final void endWrite(int size) {
        call(MEMORY, "write" + 8 * size, "(L" + CORE_TYPE + ";[I[BII)V");
    }

    final void read(Decoded d, int size) {
        beginRead();
        address(d, size, false);
        endRead(size);
    }

    /** Looks up the memory operand for reading and writing: its place goes to TP, its value to TA. */
    final void update(Decoded d, int size) {
        object(CORE);
        object(WRITE);
        address(d, size, true);
        place(size);
    }

    /** The same with core, table and address pushed. */
    final void place(int size) {
        call(MEMORY, "update" + 8 * size, "(L" + CORE_TYPE + ";[II)I");
        store(TP);
        object(RAM);
        load(TP);
        call(MEMORY, "get" + 8 * size, "([BI)I");
        store(TA);
    }

    /** Writes what is in a local to the place in TP. */
    final void replace(int size, int local) {
        object(RAM);
        load(TP);
        load(local);
        call(MEMORY, "set" + 8 * size, "([BII)V");
    }

    // ---- stack

    final boolean flatStack() {
        int needed = Core.FLAT_SS | Core.STACK32;
        return (plan.mode & needed) == needed;
    }

    final int stackMask() {
        return (plan.mode & Core.STACK32) != 0 ? -1 : 0xffff;
    }

    /** The linear address of what lies at the stack offset in a local. */
    final void stackAddress(int local, int size, boolean write) {
        if (flatStack()) {
            load(local);
        } else {
            segment(Core.SS);
            load(local);
            check(size, write);
        }
    }

    /** Pushes what is in TA on the guest's stack; the pointer moves afterwards. Uses TB. */
    final void pushTA(int size) {
        reg(Core.ESP);
        push(size);
        insn(Opcodes.ISUB);
        masked(stackMask());
        store(TB);
        beginWrite();
        stackAddress(TB, size, true);
        load(TA);
        endWrite(size);
        setPointer(TB);
    }

    /** The stack pointer becomes what is in a local. */
    final void setPointer(int local) {
        load(local);
        put(stackMask() == -1 ? REG32 : REG16, Core.ESP);
    }

    /** Reads the top of the guest's stack. Uses TB. */
    final void peek(int size) {
        reg(Core.ESP);
        masked(stackMask());
        store(TB);
        beginRead();
        stackAddress(TB, size, false);
        endRead(size);
    }

    final void drop(int bytes) {
        if (stackMask() == -1 && bytes < 0x8000) {
            addReg(Core.ESP, bytes);
        } else {
            reg(Core.ESP);
            push(bytes);
            insn(Opcodes.IADD);
            put(stackMask() == -1 ? REG32 : REG16, Core.ESP);
        }
    }

    // ---- flags

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
