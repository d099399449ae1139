package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.MEM8;
import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;
import static backplane.cpu.x86.interpret.Insn.REG8;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emission of moves, conversions, the stack, flag and string instructions. */
final class Moving {
    private static final String REPEATS = "backplane/cpu/x86/interpret/Repeats";
    private static final String OF_CORE = "(L" + Emitter.CORE_TYPE + ";";

    private final Emitter e;
    private Decoded d;
    private int sets;

    Moving(Emitter e) {
        this.e = e;
    }

    /** As {@link Arithmetic#emit}. */
    boolean emit(Decoded instruction, int wanted) {
        d = instruction;
        sets = wanted;
        switch (d.op) {
            case NOP -> {}
            case MOV, MOVZX -> move();
            case MOVSX -> extend();
            case LEA -> {
                e.offset(d, 0);
                e.put(d.kind0, d.x0);
            }
            case XCHG -> exchange();
            case SETCC -> set();
            case CMOVCC -> conditional();
            case CBW -> {
                e.value(REG32, Core.EAX);
                e.insn(d.size == 4 ? Opcodes.I2S : Opcodes.I2B);
                e.put(Emitter.register(d.size), Core.EAX);
            }
            case CWD -> {
                e.value(REG32, Core.EAX);
                e.signExtend(d.size);
                e.push(31);
                e.insn(Opcodes.ISHR);
                e.put(Emitter.register(d.size), Core.EDX);
            }
            case BSWAP -> {
                e.reg(d.x0);
                e.call("java/lang/Integer", "reverseBytes", "(I)I");
                e.setReg(d.x0);
            }
            case XLAT -> translate();
            default -> {
                return stack() || flags() || strings();
            }
        }
        return true;
    }

    // ---- moves

    /** Pushes the source operand, zero-extended. */
    private void source() {
        if (Decoded.memory(d.kind1)) {
            e.read(d, 1 << d.kind1 - MEM8);
        } else {
            e.value(d.kind1, d.x1);
        }
    }

    private void set() {
        if (Decoded.memory(d.kind0)) {
            e.writable(d, 1);
            e.condition(d.condition);
            e.write(1);
        } else {
            e.condition(d.condition);
            e.put(d.kind0, d.x0);
        }
    }

    private void move() {
        if (Decoded.memory(d.kind0)) {
            e.writable(d, d.size);
            e.value(d.kind1, d.x1);
            e.write(d.size);
        } else {
            source();
            e.put(d.kind0, d.x0);
        }
    }

    private void extend() {
        source();
        e.insn(d.kind1 == REG8 || d.kind1 == MEM8 ? Opcodes.I2B : Opcodes.I2S);
        e.put(d.kind0, d.x0);
    }

    private void exchange() {
        boolean memory = Decoded.memory(d.kind0);
        if (memory) {
            e.update(d, d.size);
            e.value(d.kind1, d.x1);
            e.store(Emitter.TB);
            e.replace(d.size, Emitter.TB);
        } else {
            e.value(d.kind0, d.x0);
            e.store(Emitter.TA);
            e.value(d.kind1, d.x1);
            e.put(d.kind0, d.x0);
        }
        e.load(Emitter.TA);
        e.put(d.kind1, d.x1);
    }

    private void conditional() {
        Label not = new Label();
        source();
        e.store(Emitter.TA);
        e.jumpIf(d.condition ^ 1, not);
        e.load(Emitter.TA);
        e.put(d.kind0, d.x0);
        e.mark(not);
    }

    private void translate() {
        if (d.segment >= 0) {
            e.segment(d.segment);
        }
        e.reg(Core.EBX);
        e.value(REG8, Core.EAX);
        e.insn(Opcodes.IADD);
        e.masked(d.mask);
        if (d.segment >= 0) {
            e.check(1, false);
        }
        e.readAt(1);
        e.put(REG8, Core.EAX);
    }

    // ---- stack

    private boolean stack() {
        switch (d.op) {
            case PUSH -> {
                if (Decoded.memory(d.kind0)) {
                    e.read(d, d.size);
                } else {
                    e.value(d.kind0, d.x0);
                }
                e.store(Emitter.TA);
                e.pushTA(d.size);
            }
            case POP -> pop();
            case PUSHF -> {
                e.mayThrow();
                e.object(Emitter.CORE);
                e.operation();
                e.load(Emitter.FA);
                e.load(Emitter.FB);
                e.load(Emitter.FR);
                e.call(Emitter.HELPERS, "pushed", OF_CORE + "IIII)I");
                e.store(Emitter.TA);
                e.pushTA(d.size);
            }
            case LEAVE -> leave();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pop() {
        e.peek(d.size);
        e.store(Emitter.TA);
        if (!Decoded.memory(d.kind0)) {
            e.drop(d.size);
            e.load(Emitter.TA);
            e.put(d.kind0, d.x0);
            return;
        }
        // An address with ESP in it is computed with the new value.
        if (d.segment >= 0) {
            e.segment(d.segment);
        }
        e.offset(d, d.base == Core.ESP ? d.size : 0);
        if (d.segment >= 0) {
            e.check(d.size, true);
        }
        e.writableAt(d.size);
        e.load(Emitter.TA);
        e.write(d.size);
        e.drop(d.size);
    }

    private void leave() {
        e.top(Core.EBP, d.size);
        e.store(Emitter.TA);
        e.load(Emitter.TB);
        e.push(d.size);
        e.insn(Opcodes.IADD);
        e.put(e.stackMask() == -1 ? REG32 : REG16, Core.ESP);
        e.load(Emitter.TA);
        e.put(Emitter.register(d.size), Core.EBP);
    }

    // ---- flags

    private boolean flags() {
        switch (d.op) {
            case SALC -> {
                e.carry();
                e.insn(Opcodes.INEG);
                e.put(REG8, Core.EAX);
            }
            case LAHF -> {
                e.word();
                e.push(0xd5);
                e.insn(Opcodes.IAND);
                e.push(2);
                e.insn(Opcodes.IOR);
                e.put(REG8, 4);
            }
            case SAHF -> {
                if (sets != 0) {
                    e.word();
                    e.push(Flags.OF);
                    e.insn(Opcodes.IAND);
                    e.value(REG8, 4);
                    e.push(0xd5);
                    e.insn(Opcodes.IAND);
                    e.insn(Opcodes.IOR);
                    e.store(Emitter.FR);
                }
            }
            case CLC, STC, CMC -> {
                if (sets != 0) {
                    carryFlag();
                }
            }
            case CLD, STD -> {
                e.object(Emitter.CORE);
                e.push(d.op == Op.STD ? Flags.DF : 0);
                e.call(Emitter.HELPERS, "direction", OF_CORE + "I)V");
            }
            case CLI -> {
                e.mayThrow();
                e.object(Emitter.CORE);
                e.call(Emitter.HELPERS, "clearInterrupt", OF_CORE + ")V");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void carryFlag() {
        e.word();
        e.push(d.op == Op.CLC ? ~Flags.CF : Flags.CF);
        e.insn(d.op == Op.CLC ? Opcodes.IAND : d.op == Op.STC ? Opcodes.IOR : Opcodes.IXOR);
        e.store(Emitter.FR);
    }

    // ---- strings

    private boolean strings() {
        switch (d.op) {
            case MOVS -> {
                readAt(Core.ESI, d.segment, d.named);
                e.store(Emitter.TA);
                writeAtDestination(Emitter.TA);
                step(true, true);
            }
            case STOS -> {
                e.value(Emitter.register(d.size), Core.EAX);
                e.store(Emitter.TA);
                writeAtDestination(Emitter.TA);
                step(false, true);
            }
            case LODS -> {
                readAt(Core.ESI, d.segment, d.named);
                e.put(Emitter.register(d.size), Core.EAX);
                step(true, false);
            }
            case SCAS -> {
                readAt(Core.EDI, destinationSegment(), Core.ES);
                e.store(Emitter.TB);
                e.value(Emitter.register(d.size), Core.EAX);
                e.store(Emitter.TA);
                compare();
                step(false, true);
            }
            case CMPS -> {
                readAt(Core.ESI, d.segment, d.named);
                e.store(Emitter.TA);
                readAt(Core.EDI, destinationSegment(), Core.ES);
                e.store(Emitter.TB);
                compare();
                step(true, true);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A repeated MOVS or STOS: jumps where it has not been done, else moves the pointers and clears the counter. */
    void repeated(Decoded repeat, Label undone) {
        d = repeat;
        boolean moves = d.op == Op.MOVS;
        int kind = d.mask == -1 ? REG32 : REG16;
        e.object(Emitter.CORE);
        if (moves) {
            e.push(d.named);
            e.value(kind, Core.ESI);
        } else {
            e.reg(Core.EAX);
        }
        e.value(kind, Core.EDI);
        e.value(kind, Core.ECX);
        e.push(d.size);
        e.push(d.mask);
        e.load(Emitter.LEFT);
        e.call(REPEATS, moves ? "move" : "store", "(L" + Emitter.CORE_TYPE + (moves ? ";IIIIIII)Z" : ";IIIIII)Z"));
        e.jump(Opcodes.IFEQ, undone);
        e.load(Emitter.LEFT);
        e.value(kind, Core.ECX);
        e.insn(Opcodes.ISUB);
        e.push(1);
        e.insn(Opcodes.IADD);
        e.store(Emitter.LEFT);
        if (moves) {
            forward(kind, Core.ESI);
        }
        forward(kind, Core.EDI);
        e.push(0);
        e.put(kind, Core.ECX);
    }

    private void forward(int kind, int pointer) {
        e.reg(pointer);
        e.value(kind, Core.ECX);
        e.shiftLeft(d.size >> 1);
        e.insn(Opcodes.IADD);
        e.put(kind, pointer);
    }

    private int destinationSegment() {
        return d.mask == -1 && (e.plan.mode & Core.FLAT_ES) != 0 ? -1 : Core.ES;
    }

    private void element(int register, int segment, boolean write) {
        if (segment >= 0) {
            e.segment(segment);
        }
        e.reg(register);
        e.masked(d.mask);
        if (segment >= 0) {
            e.check(d.size, write);
        }
    }

    private void readAt(int register, int segment, int named) {
        element(register, segment < 0 ? -1 : named, false);
        e.readAt(d.size);
    }

    private void writeAtDestination(int local) {
        element(Core.EDI, destinationSegment(), true);
        e.writableAt(d.size);
        e.load(local);
        e.write(d.size);
    }

    private void compare() {
        if (sets == 0) {
            return;
        }
        int up = 32 - 8 * d.size;
        e.load(Emitter.TA);
        e.shiftLeft(up);
        e.store(Emitter.FA);
        e.load(Emitter.TB);
        e.shiftLeft(up);
        e.store(Emitter.FB);
        e.load(Emitter.FA);
        e.load(Emitter.FB);
        e.insn(Opcodes.ISUB);
        e.store(Emitter.FR);
    }

    private void step(boolean from, boolean to) {
        e.object(Emitter.CORE);
        e.push(d.size);
        e.call(Emitter.HELPERS, "step", OF_CORE + "I)I");
        e.store(Emitter.TC);
        if (from) {
            step(Core.ESI);
        }
        if (to) {
            step(Core.EDI);
        }
    }

    private void step(int register) {
        e.reg(register);
        e.load(Emitter.TC);
        e.insn(Opcodes.IADD);
        e.put(d.mask == -1 ? REG32 : REG16, register);
    }
}
