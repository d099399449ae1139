package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;
import static backplane.cpu.x86.interpret.Insn.REG8;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.interpret.Decoded;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Bytecode for registers and addresses. The locals below {@link #TL} are set from the method's start on. */
class Operands extends Bytecode {
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
    static final int REGISTERS = 13;
    /** Linear address of an access, and where it is in the array. */
    static final int AT = 21;

    static final int TP = 22;
    /** What was read. */
    static final int VALUE = 23;

    static final int TA = 24;
    static final int TB = 25;
    static final int TC = 26;
    static final int TR = 27;
    /** The core's registers. */
    static final int REGS = 28;

    static final int UNSAFE = 29;
    /** Where spans begin in the array. */
    static final int PLACE = 30;

    static final int PLACES = 6;
    /** The entry that a loop's head shall send execution on to; 0 nearly always. */
    static final int SENT = PLACE + PLACES;

    static final int TL = SENT + 1;
    static final int LOCALS = TL + 2;

    final Plan plan;
    /** Registers that a hot region reads, and those that it changes. */
    int used;

    int written;

    /** Registers of which a quick region's locals are up to date. */
    private int known;

    /** Of the present instruction among those that may leave early, or negative when it does not. */
    private int number;

    /** Of the present instruction: its accesses within spans, and the registers that it changes and nobody sees. */
    Place memory;

    Place stack;
    private int unseen;
    private int changed;

    /** Registers that are in a quick region's locals only. */
    private int unsaved;

    Operands(MethodVisitor mv, Plan plan) {
        super(mv);
        this.plan = plan;
    }

    /** Goes to a step of a piece: what was found out about its accesses and registers holds for what is emitted next. */
    final void begin(Piece p, int n, int leaving) {
        number = leaving;
        memory = p.memory[n];
        stack = p.stack[n];
        unseen = p.unseen[n];
        changed = 0;
    }

    /** The step has changed these registers. What the analysis did not expect is a defect, and no region comes of it. */
    final void end(int expected) {
        if (changed != expected) {
            throw new IllegalStateException(String.format("registers %02x instead of %02x", changed, expected));
        }
    }

    final void mark(Label label) {
        if (unsaved != 0) {
            throw new IllegalStateException(String.format("registers %02x are nowhere", unsaved));
        }
        mv.visitLabel(label);
        mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        known = 0;
    }

    // ---- registers

    // In a hot region the registers are locals from its entry to its end. A quick one keeps them in the core, and only
    // those in locals that the piece has met so far: the first compiler takes half the time without values that live
    // long.

    final void reg(int n) {
        if (n == Instruction.NONE) {
            push(0);
            return;
        }
        used |= 1 << n;
        if (plan.hot || (known >>> n & 1) != 0) {
            load(REGISTERS + n);
            return;
        }
        element(REGS, n);
        getElement();
        insn(Opcodes.DUP);
        store(REGISTERS + n);
        known |= 1 << n;
    }

    final void setReg(int n) {
        store(REGISTERS + n);
        changed(n);
        if (plan.hot) {
            return;
        }
        known |= 1 << n;
        if ((unseen >>> n & 1) != 0) {
            unsaved |= 1 << n;
            return;
        }
        unsaved &= ~(1 << n);
        element(REGS, n);
        load(REGISTERS + n);
        putElement();
    }

    private void changed(int n) {
        written |= 1 << n;
        changed |= 1 << n;
    }

    final void addReg(int n, int by) {
        if (plan.hot) {
            used |= 1 << n;
            changed(n);
            mv.visitIincInsn(REGISTERS + n, by);
        } else {
            reg(n);
            push(by);
            insn(Opcodes.IADD);
            setReg(n);
        }
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
        mayThrow();
        object(CORE);
        push(n);
    }

    final void check(int size, boolean write) {
        push(size - 1);
        call(MEMORY, write ? "atWrite" : "at", "(L" + CORE_TYPE + ";III)I");
    }

    /** Comes before calls that may raise the fault which leaves the region before this instruction. */
    final void mayThrow() {
        set(IX, leaving());
    }

    final int leaving() {
        if (number < 0) {
            throw new IllegalStateException("it leaves where it should not");
        }
        return number;
    }

    // ---- arrays

    /** Pushes what is needed to reach an element of an int array. */
    final void element(int array, int n) {
        unsafe();
        object(array);
        mv.visitLdcInsn((long) Memory.INTS + 4 * n);
    }

    final void getElement() {
        callUnsafe("getInt", "(Ljava/lang/Object;J)I");
    }

    final void putElement() {
        callUnsafe("putInt", "(Ljava/lang/Object;JI)V");
    }

    /** From a local: compilers see the constant behind it, and need not look it up at each use. */
    final void unsafe() {
        object(UNSAFE);
    }

    final void callUnsafe(String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Memory.UNSAFE_TYPE, name, descriptor, false);
    }
}
