package backplane.config;

import backplane.core.PlanException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An option's argument in QEMU's syntax: {@code value,key=value,flag}. A comma inside a value is written twice; a
 * word without {@code =} is the value of the first key where the option has one, else {@code on}; of a key given
 * twice the last counts.
 */
final class KeyValues {
    private final String option;
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();

    private KeyValues(String option, String text) {
        this.option = option;
        this.text = text;
    }

    /** Splits {@code text}; {@code first} is the key of a leading word without {@code =}, or empty. */
    static KeyValues parse(String option, String text, String first) throws PlanException {
        KeyValues result = new KeyValues(option, text);
        int at = 0;
        boolean leading = true;
        while (at <= text.length()) {
            StringBuilder item = new StringBuilder();
            at = item(text, at, item);
            result.add(item.toString(), leading ? first : "");
            leading = false;
        }
        return result;
    }

    private static int item(String text, int from, StringBuilder item) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == ',') {
                if (at == text.length() || text.charAt(at) != ',') {
                    return at;
                }
                at++;
            }
            item.append(c);
        }
        return at + 1;
    }

    private void add(String item, String first) throws PlanException {
        if (item.isEmpty()) {
            if (text.isEmpty()) {
                return;
            }
            throw error("there is an empty word between commas; a comma inside a value is written twice (,,)");
        }
        int equals = item.indexOf('=');
        if (equals > 0) {
            values.put(item.substring(0, equals), item.substring(equals + 1));
        } else if (equals == 0) {
            throw error("there is no key before " + item);
        } else if (first.isEmpty()) {
            values.put(item, "on");
        } else {
            values.put(first, item);
        }
    }

    /** An error about this argument. */
    PlanException error(String message) {
        return new PlanException(toString() + ": " + message);
    }

    /** Refuses keys that are not among {@code known}. */
    void only(Collection<String> known) throws PlanException {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw error(
                        "unknown key " + key + Nearest.hint(key, known, "", "it knows " + String.join(", ", known)));
            }
        }
    }

    Map<String, String> values() {
        return values;
    }

    String text() {
        return text;
    }

    String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** {@code on} or {@code off}, and what QEMU takes for them. */
    boolean flag(String key) throws PlanException {
        return switch (get(key, "off")) {
            case "on", "yes", "true", "y" -> true;
            case "off", "no", "false", "n" -> false;
            default -> throw error("Parameter '" + key + "' expects 'on' or 'off'");
        };
    }

    /** A number of at least 0, -1 when the key is not there. */
    int number(String key) throws PlanException {
        if (!has(key)) {
            return -1;
        }
        try {
            int value = Integer.decode(get(key, ""));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the option in front.
        }
        throw error("Parameter '" + key + "' expects a number of at least 0, not " + get(key, ""));
    }

    @Override
    public String toString() {
        return text.isEmpty() ? option : option + " " + text;
    }
}
