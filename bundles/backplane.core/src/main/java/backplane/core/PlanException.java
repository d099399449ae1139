package backplane.core;

import java.util.List;

/** A plan could not be made or applied. The message is one line for the user and names the remedy. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final List<String> missing;

    public PlanException(String message) {
        this(message, List.of());
    }

    /** A commit that waited in vain for the Device services of {@code missing}. */
    public PlanException(String message, List<String> missing) {
        super(message);
        this.missing = List.copyOf(missing);
    }

    /** The ids of cards that did not come, empty when the plan failed for another reason. */
    public List<String> missing() {
        return missing;
    }
}
