package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;
import static backplane.cpu.x86.interpret.Insn.REG8;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Bytecode for operands in registers, memory and on the guest's stack. The operand stack is empty at every label, and the
 * locals below {@link #TL} are set from the method's start on. So an instruction first makes its accesses, with nothing
 * else on the stack: each tests for the slow path, whose code is at the region's end.
 */
class Operands {
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
    static final int TL = 30;
    static final int LOCALS = 32;

    final MethodVisitor mv;
    final Plan plan;
    /** Registers that a hot region reads, and those that it changes. */
    int used;

    int written;

    /** Registers of which a quick region's locals are up to date. */
    private int known;

    /** Of the present instruction among those that may leave early. */
    int number;

    /** An access that the tables do not serve. */
    private static final class Slow {
        final Label label = new Label();
        final Label back = new Label();
        final int number;
        final boolean write;
        final int size;

        Slow(int number, boolean write, int size) {
            this.number = number;
            this.write = write;
            this.size = size;
        }
    }

    private final List<Slow> slows = new ArrayList<>();

    Operands(MethodVisitor mv, Plan plan) {
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
        known = 0;
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

    // In a hot region the registers are locals from its entry to its end. A quick one keeps them in the core, and in
    // locals
    // only what the piece has met so far: the first compiler takes half the time without values that live for long.

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
        written |= 1 << n;
        store(REGISTERS + n);
        if (!plan.hot) {
            element(REGS, n);
            load(REGISTERS + n);
            putElement();
            known |= 1 << n;
        }
    }

    final void addReg(int n, int by) {
        if (plan.hot) {
            used |= 1 << n;
            written |= 1 << n;
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
        set(IX, number);
    }

    // ---- memory

    /** Turns the linear address, alone on the stack, into the place in TP, or goes the slow way. */
    private Slow look(int table, int size) {
        Slow slow = new Slow(number, table == WRITE, size);
        slows.add(slow);
        store(AT);
        entry(table);
        load(AT);
        insn(Opcodes.IXOR);
        store(TP);
        load(TP);
        if (plan.hot) {
            jump(Opcodes.IFLT, slow.label);
            if (size > 1) {
                within();
                push(0x1000 - size);
                jump(Opcodes.IF_ICMPGT, slow.label);
            }
        } else {
            // One jump instead of two: less work for the first compiler.
            if (size > 1) {
                within();
                push(size - 1);
                insn(Opcodes.IADD);
                shiftLeft(19);
                insn(Opcodes.IOR);
            }
            jump(Opcodes.IFLT, slow.label);
        }
        return slow;
    }

    private void within() {
        load(AT);
        push(0xfff);
        insn(Opcodes.IAND);
    }

    /** Turns the linear address, alone on the stack, into what is there. */
    final void readAt(int size) {
        Slow slow = look(READ, size);
        get(size);
        store(VALUE);
        back(slow);
        load(VALUE);
    }

    /** Pops the linear address, alone on the stack, of what will be written: its place goes to TP. */
    final void writable(int size) {
        back(look(WRITE, size));
    }

    private void back(Slow slow) {
        if (plan.patient) {
            mark(slow.back);
        }
    }

    /** Pushes a table's entry for the address in AT. */
    private void entry(int table) {
        unsafe();
        object(table);
        load(AT);
        shiftRight(12);
        shiftLeft(2);
        distance(Memory.INTS);
        callUnsafe("getInt", "(Ljava/lang/Object;J)I");
    }

    /** Pushes what is at the place in TP. */
    private void get(int size) {
        unsafe();
        object(RAM);
        load(TP);
        distance(Memory.BYTES);
        if (size == 4) {
            callUnsafe("getInt", "(Ljava/lang/Object;J)I");
        } else if (size == 2) {
            callUnsafe("getChar", "(Ljava/lang/Object;J)C");
        } else {
            callUnsafe("getByte", "(Ljava/lang/Object;J)B");
            push(0xff);
            insn(Opcodes.IAND);
        }
    }

    /** Pops a value into the place in TP. */
    final void write(int size) {
        store(VALUE);
        unsafe();
        object(RAM);
        load(TP);
        distance(Memory.BYTES);
        load(VALUE);
        if (size == 4) {
            callUnsafe("putInt", "(Ljava/lang/Object;JI)V");
        } else if (size == 2) {
            insn(Opcodes.I2C);
            callUnsafe("putChar", "(Ljava/lang/Object;JC)V");
        } else {
            insn(Opcodes.I2B);
            callUnsafe("putByte", "(Ljava/lang/Object;JB)V");
        }
    }

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
    private void unsafe() {
        object(UNSAFE);
    }

    private void callUnsafe(String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Memory.UNSAFE_TYPE, name, descriptor, false);
    }

    /**
     * Turns a distance in bytes from an array's first element into what Unsafe takes. The first compiler adds ints better,
     * the best one makes the constant part of the address.
     */
    private void distance(int first) {
        if (plan.hot) {
            insn(Opcodes.I2L);
            mv.visitLdcInsn((long) first);
            insn(Opcodes.LADD);
        } else {
            push(first);
            insn(Opcodes.IADD);
            insn(Opcodes.I2L);
        }
    }

    final void read(Decoded d, int size) {
        address(d, size, false);
        readAt(size);
    }

    /** Looks up the memory operand for reading and writing: its place goes to TP, its value to TA. */
    final void update(Decoded d, int size) {
        address(d, size, true);
        updateAt(size);
    }

    /** The same for the address on the stack. */
    final void updateAt(int size) {
        writable(size);
        get(size);
        store(TA);
    }

    /** Writes what is in a local to the place in TP. */
    final void replace(int size, int local) {
        load(local);
        write(size);
    }

    /** The slow ways of all accesses: they leave the region, or in a patient one come back with a plain page's contents. */
    final void slowWays(Label early) {
        for (Slow slow : slows) {
            mark(slow.label);
            set(IX, slow.number);
            if (!plan.patient) {
                jump(Opcodes.GOTO, early);
                continue;
            }
            object(CORE);
            load(AT);
            push(slow.size);
            call(MEMORY, slow.write ? "place" : "read", "(L" + CORE_TYPE + ";II)I");
            store(slow.write ? TP : VALUE);
            jump(Opcodes.GOTO, slow.back);
        }
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
        stackAddress(TB, size, true);
        writable(size);
        load(TA);
        write(size);
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
        stackAddress(TB, size, false);
        readAt(size);
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
}
