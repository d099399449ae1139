package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;

import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Bytecode for accesses to memory, the guest's stack among it. The operand stack is empty at every label, so an instruction
 * first makes its accesses, with nothing else on the stack: each that is not within a span tests for the slow path, whose
 * code is at the region's end.
 */
class Accesses extends Operands {
    /** What the present access is at: a local, and bytes behind what is there. */
    private int place;

    private int beyond;

    /** An access that the tables do not serve. */
    private static final class Slow {
        final Label label = new Label();
        final Label back = new Label();
        final int number;
        final boolean write;
        final int size;
        /** The access opens a span. */
        boolean span;

        Slow(int number, boolean write, int size) {
            this.number = number;
            this.write = write;
            this.size = size;
        }
    }

    private final List<Slow> slows = new ArrayList<>();

    Accesses(MethodVisitor mv, Plan plan) {
        super(mv, plan);
    }

    /** Pops the linear address: its place goes to a local, or execution the slow way. */
    private Slow look(int table, int size, int to) {
        Slow slow = new Slow(leaving(), table == WRITE, size);
        slows.add(slow);
        store(AT);
        entry(table);
        load(AT);
        insn(Opcodes.IXOR);
        insn(Opcodes.DUP);
        store(to);
        place = to;
        beyond = 0;
        if (plan.hot) {
            jump(Opcodes.IFLT, slow.label);
            if (size > 1) {
                offsetInPage();
                push(0x1000 - size);
                jump(Opcodes.IF_ICMPGT, slow.label);
            }
        } else {
            // One jump instead of two: less work for the first compiler.
            if (size > 1) {
                offsetInPage();
                push(size - 1);
                insn(Opcodes.IADD);
                shiftLeft(19);
                insn(Opcodes.IOR);
            }
            jump(Opcodes.IFLT, slow.label);
        }
        return slow;
    }

    /** Pops the linear address of an access that opens a span, or is in none. */
    private Slow look(Place of, int table, int size) {
        if (of == null) {
            return look(table, size, TP);
        }
        Span span = of.span();
        if (of.distance() != span.from) {
            push(span.from - of.distance());
            insn(Opcodes.IADD);
        }
        Slow slow = look(span.written ? WRITE : READ, span.length(), span.local);
        slow.span = true;
        within(of, size);
        return slow;
    }

    /** The present access is one in a span that has been opened. */
    private void within(Place of, int size) {
        if (of.size() != size) {
            throw new IllegalStateException(of.size() + " bytes expected, not " + size);
        }
        place = of.span().local;
        beyond = of.distance() - of.span().from;
    }

    /** Pushes where the address in AT is in its page. */
    private void offsetInPage() {
        load(AT);
        push(0xfff);
        insn(Opcodes.IAND);
    }

    /** Turns the linear address, alone on the stack, into what is there. */
    final void readAt(int size) {
        fetch(look(null, READ, size), size);
    }

    /** Pushes what is at the present place. */
    private void fetch(Slow slow, int size) {
        get(size);
        if (plan.patient) {
            store(VALUE);
            mark(slow.back);
            load(VALUE);
        }
    }

    /** Pops the linear address, alone on the stack, of what will be written. */
    final void writableAt(int size) {
        settle(look(null, WRITE, size));
    }

    private void settle(Slow slow) {
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

    /** Pushes what is at the present place. */
    private void get(int size) {
        unsafe();
        object(RAM);
        load(place);
        distance(Memory.BYTES + beyond);
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

    /** Pops a value into the present place. */
    final void write(int size) {
        store(VALUE);
        unsafe();
        object(RAM);
        load(place);
        distance(Memory.BYTES + beyond);
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

    /** Pushes the memory operand. */
    final void read(Decoded d, int size) {
        if (memory != null && !memory.opens()) {
            within(memory, size);
            get(size);
            return;
        }
        address(d, size, false);
        fetch(look(memory, READ, size), size);
    }

    /** Looks up the memory operand for writing. */
    final void writable(Decoded d, int size) {
        if (memory != null && !memory.opens()) {
            within(memory, size);
            return;
        }
        address(d, size, true);
        settle(look(memory, WRITE, size));
    }

    /** Looks up the memory operand for reading and writing: its value goes to TA. */
    final void update(Decoded d, int size) {
        writable(d, size);
        get(size);
        store(TA);
    }

    /** The same for the address on the stack. */
    final void updateAt(int size) {
        writableAt(size);
        get(size);
        store(TA);
    }

    /** Writes what is in a local to the present place. */
    final void replace(int size, int local) {
        load(local);
        write(size);
    }

    /** The slow ways of all accesses: they leave the region, or in a patient one come back with a plain page's contents. */
    final void slowWays(Label early) {
        for (Slow slow : slows) {
            mark(slow.label);
            set(IX, slow.number);
            if (slow.span) {
                object(CORE);
                offsetInPage();
                push(slow.size - 1);
                insn(Opcodes.IADD);
                mv.visitFieldInsn(Opcodes.PUTFIELD, CORE_TYPE, "spanEnd", "I");
            }
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

    final int stackMask() {
        return (plan.mode & Core.STACK32) != 0 ? -1 : 0xffff;
    }

    /** The linear address of what lies at the stack offset in a local. */
    final void stackAddress(int local, int size, boolean write) {
        if (plan.flatStack()) {
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
        if (stack != null && !stack.opens()) {
            within(stack, size);
        } else {
            stackAddress(TB, size, true);
            settle(look(stack, WRITE, size));
        }
        load(TA);
        write(size);
        setPointer(TB);
    }

    /** The stack pointer becomes what is in a local. */
    final void setPointer(int local) {
        load(local);
        put(stackMask() == -1 ? REG32 : REG16, Core.ESP);
    }

    /** Pushes the top of the guest's stack. Uses TB. */
    final void peek(int size) {
        top(Core.ESP, size);
    }

    /** Pushes what is on the guest's stack where a register points, which goes to TB. */
    final void top(int pointer, int size) {
        reg(pointer);
        masked(stackMask());
        store(TB);
        if (stack != null && !stack.opens()) {
            within(stack, size);
            get(size);
            return;
        }
        stackAddress(TB, size, false);
        fetch(look(stack, READ, size), size);
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
