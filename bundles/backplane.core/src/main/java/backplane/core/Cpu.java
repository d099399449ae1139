package backplane.core;

import backplane.api.device.ResetKind;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A processor. The machine runs it in slices on the machine thread; devices it reaches through ports and memory run
 * inside {@link #run}.
 */
@ConsumerType
public interface Cpu {
    /** Wires the CPU up, once, at plug. */
    void connect(MemoryMap memory, PortMap ports, Wires wires);

    /** It has been taken out of the machine: give back what {@link #connect} took. */
    default void disconnect() {}

    /** INIT or RESET: the next instruction is at F000:FFF0 with base 0xffff0000. */
    void reset(ResetKind kind);

    /**
     * Executes at most {@code limit} instructions, fewer when halted, shut down or told to {@link #exit}. An
     * interrupt or exception delivery counts with the instruction it precedes or ends. A repeated string instruction
     * counts one per iteration.
     *
     * @param limit at least 1
     * @return instructions completed
     */
    int run(int limit);

    /**
     * The same where the limit need not be met to the instruction: it may end up to an eighth of it earlier, where the
     * rest would cost more than another call.
     */
    default int runAbout(int limit) {
        return run(limit);
    }

    /** Instructions completed so far in the running {@link #run}, exact while a device is being accessed. */
    int completed();

    /** Leaves {@link #run} after the current instruction. */
    void exit();

    /** The level of INTR. Taken at the next boundary at which interrupts are enabled. */
    void intr(boolean level);

    /** An edge on NMI. */
    void nmi();

    /** The level of IGNNE#: x87 errors do not stop it while CR0.NE is clear. */
    default void ignne(boolean level) {}

    /** Whether it waits in HLT. An interrupt that will be taken clears this at once. */
    boolean halted();

    /** Whether a triple fault has shut it down; only {@link #reset} helps. */
    boolean shutdown();

    CpuState state();

    /**
     * What it is doing, in a line for people: {@code running at 0008:c0101000, protected mode, 32-bit, ring 0},
     * {@code halted with interrupts off at …}, {@code shut down by a triple fault at …} with the faults.
     */
    default String doing() {
        return shutdown() ? "shut down" : halted() ? "halted" : "running";
    }

    /** One line for status displays, for example {@code pentiumpro}. */
    String model();

    /** Disassembles from a linear address: {@code count} lines of address, bytes and text. */
    String disassemble(int linear, int count);

    /** The latest events of the flight recorder, oldest first, one per line. */
    String recorder();

    /** How it executes and what it has counted, or null when it does not tell. */
    default EngineView engine() {
        return null;
    }

    /** What the machine is for the CPU, apart from memory and ports. */
    @ConsumerType
    interface Wires {
        /** Interrupt acknowledge: the vector. */
        int acknowledge();

        /** The time stamp counter. */
        long tsc();

        /** MSR 1BH: bit 11 is set while there is a local APIC and it is enabled; 0 when there is none. */
        default long apicBase() {
            return 0;
        }

        /** Writes MSR 1BH. */
        default void apicBase(long value) {}

        /** The level of FERR#: an x87 error waits, and CR0.NE is clear. */
        default void ferr(boolean level) {}

        /** A firmware trap, {@code 0F 3F iw} in a ROM page; EIP is behind it already and may be changed. */
        void trap(CpuState cpu, int number);
    }
}
