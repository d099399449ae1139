package backplane.core;

import org.osgi.annotation.versioning.ConsumerType;

/** The processor's local APIC: between the interrupt controllers and the CPU's INTR. Machine thread only. */
@ConsumerType
public interface LocalApic {
    /** Delivery modes of {@link #message}. */
    int FIXED = 0;

    int LOWEST_PRIORITY = 1;
    int SMI = 2;
    int NMI = 4;
    int INIT = 5;
    int EXT_INT = 7;

    /** Wires it up: at plug, and again when it succeeds another. */
    void connect(Pins pins);

    /** The 8259's INTR, which a PC has at LINT0. */
    void lint0(boolean level);

    /** The CPU's interrupt acknowledge: the vector, which may be the 8259's. */
    int acknowledge();

    /**
     * An interrupt message from an I/O APIC or a message signalled interrupt.
     *
     * @param destination eight bits: an id, or a logical destination
     * @param mode a delivery mode, {@link #FIXED} for example
     * @param level whether it is level triggered: then its end is told to {@link Pins#endOfInterrupt}
     * @return false when nobody took it
     */
    boolean message(int destination, boolean logical, int mode, int vector, boolean level);

    /** The CPU alone was reset: INIT. */
    void init();

    /** MSR 1BH, IA32_APIC_BASE. Bit 11 enables; CPUID leaf 1 says in EDX bit 9 what it says. */
    long base();

    void base(long value);

    /** What is around it. */
    interface Pins {
        /** Drives the CPU's INTR. */
        void intr(boolean level);

        void nmi();

        /** Resets the CPU. */
        void init();

        /** An interrupt acknowledge cycle for the 8259: its vector. */
        int acknowledge8259();

        /** Tells the I/O APICs that a level-triggered interrupt has ended. */
        void endOfInterrupt(int vector);
    }
}
