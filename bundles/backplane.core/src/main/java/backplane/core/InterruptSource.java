package backplane.core;

import org.osgi.annotation.versioning.ConsumerType;

/** The interrupt controller between the machine's lines and the CPU. Machine thread only. */
@ConsumerType
public interface InterruptSource {
    /** The summed level of ISA interrupt line 0 to 15 has changed. Drives {@link CoreSlot#intr}. */
    void line(int irq, boolean level);

    /** The CPU's interrupt acknowledge cycles: the vector, 0 to 255. */
    int acknowledge();
}
