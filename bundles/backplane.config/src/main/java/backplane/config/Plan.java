package backplane.config;

import java.util.List;
import java.util.Map;

/**
 * What a machine will be made of.
 *
 * @param id in every configuration the plan makes
 * @param cards in the order in which they are plugged
 * @param resources what the host lends them
 * @param rows for {@code -dry-run}
 */
public record Plan(String id, List<Card> cards, List<Resource> resources, List<Row> rows) {
    public Plan {
        cards = List.copyOf(cards);
        resources = List.copyOf(resources);
        rows = List.copyOf(rows);
    }

    /**
     * A card: one factory configuration of its type's PID.
     *
     * @param cause the option that asked for it, for messages
     * @param settings keys of {@code -device}, and references with their target filters
     */
    public record Card(String id, CardType type, String cause, Map<String, String> settings) {
        public Card {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * A host-side resource: one factory configuration.
     *
     * @param pid {@code backplane.drive}, {@code backplane.chardev} or {@code backplane.display}
     */
    public record Resource(String id, String pid, String cause, Map<String, String> settings) {
        public Resource {
            settings = Map.copyOf(settings);
        }
    }

    /** A requirement and what meets it. */
    public record Row(String requirement, String provider, String from) {}
}
