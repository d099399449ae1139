package backplane.api.irq;

import org.osgi.annotation.versioning.ProviderType;

/** One card's end of an interrupt line. The line is high while any end is. Machine thread only. */
@ProviderType
public interface IrqLine {
    /** Drives this end. Setting the level it has already does nothing. */
    void set(boolean level);

    /** The level of this end. */
    boolean level();

    /** A rising edge followed by a fall, for edge-triggered sources. */
    default void pulse() {
        set(true);
        set(false);
    }
}
