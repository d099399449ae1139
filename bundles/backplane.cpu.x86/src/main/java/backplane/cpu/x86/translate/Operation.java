package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.semantics.Flags;
import org.objectweb.asm.Opcodes;

/** What the emission of computing instructions has in common: operands in registers or memory, and the result's way. */
abstract class Operation {
    final Emitter e;
    Decoded d;
    /** Flags that the instruction has to set. */
    int sets;

    boolean destination;
    boolean source;

    Operation(Emitter e) {
        this.e = e;
    }

    /** Emits an instruction of which the flags {@code wanted} are to be set. False when it is none of these. */
    final boolean emit(Decoded instruction, int wanted) {
        d = instruction;
        sets = wanted;
        return emit();
    }

    /** The instruction {@link #d}. */
    abstract boolean emit();

    int up() {
        return 32 - 8 * d.size;
    }

    /** Reads memory operands: the source to TB, the destination to TA (its place to TP). */
    void operands(boolean update) {
        source = Decoded.memory(d.kind1);
        destination = Decoded.memory(d.kind0);
        if (source) {
            e.read(d, d.size);
            e.store(Emitter.TB);
        }
        if (destination && update) {
            e.update(d, d.size);
        } else if (destination) {
            e.read(d, d.size);
            e.store(Emitter.TA);
        }
    }

    void pushA() {
        if (destination) {
            e.load(Emitter.TA);
        } else {
            e.value(d.kind0, d.x0);
        }
    }

    void pushB() {
        if (source) {
            e.load(Emitter.TB);
        } else {
            e.value(d.kind1, d.x1);
        }
    }

    /** Reads and pushes the only operand. */
    void a() {
        source = false;
        destination = Decoded.memory(d.kind0);
        if (destination) {
            e.update(d, d.size);
        }
        pushA();
    }

    /** Pops the result into the destination. */
    void result() {
        if (destination) {
            e.store(Emitter.TA);
            e.replace(d.size, Emitter.TA);
        } else {
            e.put(d.kind0, d.x0);
        }
    }

    void resultFromFlags() {
        e.load(Emitter.FR);
        e.shiftRight(up());
        result();
    }

    void resultKeepingTA() {
        if (destination) {
            e.insn(Opcodes.POP);
            e.replace(d.size, Emitter.TR);
        } else {
            e.put(d.kind0, d.x0);
        }
    }

    void shiftedTo(int from, int to) {
        e.load(from);
        e.shiftLeft(up());
        e.store(to);
    }

    /** Pops carry and overflow; the result is in TR. */
    void given(int n) {
        e.store(Emitter.FB);
        e.load(Emitter.TR);
        e.shiftLeft(up());
        e.store(Emitter.FR);
        if (n < 0) {
            e.set(Emitter.FOP, Flags.GIVEN | up() << 4);
        }
    }
}
