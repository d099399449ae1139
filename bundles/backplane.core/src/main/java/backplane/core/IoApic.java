package backplane.core;

import org.osgi.annotation.versioning.ConsumerType;

/** An I/O APIC beside the 8259: it sees the same interrupt lines. Machine thread only. */
@ConsumerType
public interface IoApic {
    /** The summed level of ISA interrupt line 0 to 15 has changed. Sends with {@link CoreSlot#apicMessage}. */
    void line(int irq, boolean level);

    /** A local APIC has ended a level-triggered interrupt. */
    void endOfInterrupt(int vector);
}
