package backplane.core;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes machines and plugs plans into them; a service of the machine bundle. Methods may be called on any thread but
 * a machine's own, and never while holding a lock of the framework.
 */
@ProviderType
public interface Machines {
    /**
     * Makes a machine, powered off, without cards, and publishes it as a {@link MachineView} service.
     *
     * @param options as in {@link MachineView#options()}
     * @param memory zeros that are being allocated on another thread, for RAM and what is mapped behind it; null or
     *     too small an array makes the machine allocate its own
     */
    MachineView create(String name, Map<String, String> options, int ramMiB, Future<byte[]> memory);

    /**
     * Waits until a Device service with this plan's {@code plan.id} is there for each id, then plugs them all, in the
     * order of {@code ids}, in one safe point. On failure none of them is plugged, and the caller deletes what the
     * plan made.
     */
    void commit(MachineView machine, String planId, List<String> ids, long timeoutMillis) throws PlanException;

    /**
     * Waits for a Device service of {@code id} from bundle {@code bundleId} and makes it the successor of the plugged
     * card of that id, with its state and claims. On failure the old card goes on as if nothing had been.
     */
    Swap replace(MachineView machine, String id, long bundleId, long timeoutMillis) throws PlanException;

    /** Tells of the end of the guest's run, with the exit status; at once when it has ended. Must not block. */
    void whenEnded(MachineView machine, IntConsumer status);

    /** Powers off, unplugs every card, withdraws the service. */
    void remove(MachineView machine);

    /**
     * How a replacement went.
     *
     * @param records state records carried over
     * @param bytes their size
     * @param pausedNanos host time for which the guest stood still
     */
    record Swap(int records, int bytes, long pausedNanos) {}
}
