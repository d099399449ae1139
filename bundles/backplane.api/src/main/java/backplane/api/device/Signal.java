package backplane.api.device;

import java.util.function.IntConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A named wire between chips. The last value written holds, as when two chips drive one input through open
 * collectors in turn (A20: port 0x92 and the 8042). Machine thread only.
 */
@ProviderType
public interface Signal {
    /** The value last written; 0 at power-on. */
    int get();

    /** Drives the wire; watchers run before this returns, also when the value is the same (a pulse). */
    void set(int value);

    /** Adds a watcher for the life of the slot. */
    void watch(IntConsumer watcher);
}
