package backplane.config;

import java.util.Map;
import java.util.TreeMap;

/** A card while it is being planned. */
final class CardDraft {
    private final String id;
    private final CardType type;
    private final String cause;
    private final Map<String, String> settings = new TreeMap<>();

    CardDraft(String id, CardType type, String cause) {
        this.id = id;
        this.type = type;
        this.cause = cause;
        settings.put("id", id);
    }

    String id() {
        return id;
    }

    CardType type() {
        return type;
    }

    String cause() {
        return cause;
    }

    String get(String key) {
        return settings.getOrDefault(key, "");
    }

    void set(String key, String value) {
        settings.put(key, value);
    }

    void setIfAbsent(String key, String value) {
        settings.putIfAbsent(key, value);
    }

    Plan.Card done() {
        return new Plan.Card(id, type, cause, settings);
    }
}
