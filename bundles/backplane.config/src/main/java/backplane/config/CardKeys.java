package backplane.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a card's component takes, from its DS description.
 *
 * @param defaults keys with their default values
 * @param references host resources by reference name, {@code drive}, {@code chardev} or {@code display}, with the
 *     target filter that the component itself names, or empty
 */
public record CardKeys(Map<String, String> defaults, Map<String, String> references) {
    /** Keys that the machine and the planner take for every card. */
    private static final Set<String> COMMON = Set.of("id", "bus", "addr", "bootindex");

    private static final Set<String> HIDDEN = Set.of("machine", "plan.id", "type", "plug");

    /** Every key that {@code -device} may give. */
    public Set<String> known() {
        Set<String> known = new TreeSet<>(COMMON);
        known.addAll(defaults.keySet());
        known.addAll(references.keySet());
        known.removeAll(HIDDEN);
        known.removeIf(k -> k.contains(".") || k.startsWith("-"));
        return known;
    }
}
