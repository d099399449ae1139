package backplane.api.device;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A card. A vendor publishes it as an OSGi service; the machine finds it, opens a {@link Slot} and plugs it in.
 *
 * <p>Every method runs on the machine thread. Constructors only store; {@link #plug} acts. A method that throws an
 * unchecked exception has its card unplugged and the reason kept: what the guest does must never make one throw.
 */
@ConsumerType
public interface Device {
    /** What this card is. The same answer for the whole life of the object. */
    DeviceInfo info();

    /**
     * Claims ports, memory, interrupts and timers from the slot and keeps what it returns. The power-on
     * {@link #reset} follows. Nothing stays claimed when this throws.
     */
    void plug(Slot slot) throws PlugException;

    /** Returns registers to the values that the datasheet gives for {@code kind}. Claims and PCI addresses stay. */
    void reset(ResetKind kind);

    /** Writes all state that the guest could notice, by name. No block request of this card is in flight. */
    void save(StateWriter out);

    /** Reads what {@link #save} of this type wrote, and sets interrupt levels again. Runs after {@link #plug}. */
    void restore(StateReader in) throws StateException;
}
