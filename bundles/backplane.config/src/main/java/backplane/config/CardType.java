package backplane.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A card type as a bundle's manifest declares it: capability {@code backplane.device}.
 *
 * @param type the name for {@code -device}
 * @param bus what it plugs into
 * @param auto whether every machine gets one
 * @param driveIf the {@code if=} values it is the adapter for
 * @param offers the bus it offers to children, or empty
 * @param units how many units that bus has for drives
 * @param media what kind of drive it is, or empty
 * @param bootRoute the route of {@code boot=on} it is, or empty
 * @param origin where it comes from
 */
public record CardType(
        String type,
        String bus,
        boolean auto,
        List<String> driveIf,
        String offers,
        int units,
        String media,
        String bootRoute,
        Origin origin) {
    /**
     * The bundle of a type.
     *
     * @param from {@code installed} or {@code repository}
     * @param bundle the bundle's number in the framework, or a number of the repository's
     */
    public record Origin(String name, String version, String from, long bundle) {
        @Override
        public String toString() {
            return name + " " + (version.endsWith(".0") ? version.substring(0, version.length() - 2) : version);
        }
    }

    /** Reads the attributes of a capability. */
    public static CardType of(Map<String, ?> attributes, Origin origin) {
        Object units = attributes.get("units");
        return new CardType(
                text(attributes, "type"),
                text(attributes, "bus"),
                text(attributes, "plug").equals("auto"),
                list(attributes.get("drive.if")),
                text(attributes, "offers"),
                units == null ? 0 : Integer.parseInt(units.toString()),
                text(attributes, "media"),
                text(attributes, "boot.route"),
                origin);
    }

    private static String text(Map<String, ?> attributes, String key) {
        Object value = attributes.get(key);
        return value == null ? "" : value.toString();
    }

    private static List<String> list(Object value) {
        List<String> result = new ArrayList<>();
        if (value instanceof Collection<?> many) {
            many.forEach(v -> result.add(v.toString()));
        } else if (value instanceof Object[] many) {
            for (Object v : many) {
                result.add(v.toString());
            }
        } else if (value != null) {
            result.add(value.toString());
        }
        result.removeIf(String::isEmpty);
        return List.copyOf(result);
    }

    /** The factory PID of its configurations. */
    public String pid() {
        return "backplane.device." + type;
    }
}
