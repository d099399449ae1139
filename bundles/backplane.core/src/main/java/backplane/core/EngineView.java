package backplane.core;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** What a processor tells about how it executes: for {@code bp:perf} and {@code bp:jit}. */
@ConsumerType
public interface EngineView {
    /** Whether translated code runs at this moment. Any thread, for samplers; stale by a moment is good enough. */
    boolean inRegion();

    /** The counters so far. At a safe point. */
    Counters counters();

    /** The regions there are, the most entered first. At a safe point. */
    List<Region> regions();

    /** Throws all translated code away, and what has been learned about it. At a safe point. */
    int discard();

    /**
     * Totals since the processor was plugged, except where it says otherwise.
     *
     * @param engine {@code interp} or {@code jit}
     * @param interpreted instructions that the interpreter has executed
     * @param translated instructions that regions have executed
     * @param exits why the interpreter was left, or a region, by reason; a reason of regions begins with {@code region }
     * @param live regions that can be entered now
     * @param waiting regions chosen but not made yet
     * @param made regions made
     * @param discarded regions given up since: overwritten, crowded out or thrown away
     * @param compileNanos the translator's own time; HotSpot's comes on top
     */
    record Counters(
            String engine,
            long interpreted,
            long translated,
            Map<String, Long> exits,
            int live,
            int waiting,
            long made,
            long discarded,
            long compileNanos) {}

    /**
     * A piece of translated guest code.
     *
     * @param linear the guest's linear address of its head
     * @param tier {@code quick}; or for what runs most, {@code counted} before the best compiler and {@code hot} behind it
     * @param mode code size, privilege and the like, for example {@code 32 flat user}
     * @param entries linear addresses at which it can be entered, the head among them
     * @param instructions guest instructions in it
     * @param bytes size of its bytecode
     * @param entered how often it was entered
     * @param state {@code live}, {@code waiting} or {@code dead}
     */
    record Region(
            int linear,
            String tier,
            String mode,
            List<Integer> entries,
            int instructions,
            int bytes,
            long entered,
            String state) {}
}
