package backplane.config;

import java.util.regex.Pattern;

/** What ids and names look like. */
final class Names {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private Names() {}

    static boolean good(String name) {
        return SHAPE.matcher(name).matches();
    }

    /** Checks {@code id=}. */
    static String id(KeyValues from, String id) throws backplane.core.PlanException {
        if (!good(id)) {
            throw from.error("Parameter 'id' expects an identifier: a letter, then letters, digits, '-', '.', '_'");
        }
        return id;
    }
}
