package backplane.core;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a machine was planned to be, and changes to it while it runs; a service of the config bundle, there once the
 * machine has been committed. Any thread but a machine's may call it.
 */
@ProviderType
public interface Plans {
    MachineView machine();

    /** The plan as a table: requirement, provided by, from. */
    List<String> table();

    /** Which card got which host resource from which bundle. */
    List<String> wiring();

    /** Why a card is there or is not, from its id to the root cause. */
    List<String> explain(String id);

    /** Why that bundle has not brought a successor for a card: one line with the root cause. */
    String explain(String id, long bundle);

    /** Cards by id, with the bundle whose code they run. */
    Map<String, Long> bundles();

    /** Plugs a card of a type in, as {@code -device} does. Returns its id. */
    String plug(String type, Map<String, String> settings) throws PlanException;

    /** Plugs in one card of each type of that bundle that says {@code plug=auto}, if the machine has none. */
    List<String> plugAutomatic(long bundle) throws PlanException;

    /** Notes that a card runs the code of another bundle from now on. */
    void moved(String id, long bundle);

    /** Unplugs a card and forgets its configuration. */
    void unplug(String id) throws PlanException;
}
