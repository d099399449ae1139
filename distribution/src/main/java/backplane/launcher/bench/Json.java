package backplane.launcher.bench;

import java.util.Iterator;
import java.util.Map;

/** Writes maps, lists, numbers and strings. */
final class Json {
    private Json() {}

    static String text(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(Object value, String newLine, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<?, ?> entry = i.next();
                out.append(newLine)
                        .append("  ")
                        .append(quoted(entry.getKey().toString()))
                        .append(": ");
                write(entry.getValue(), newLine + "  ", out);
                out.append(i.hasNext() ? "," : newLine);
            }
            out.append('}');
        } else if (value instanceof Iterable<?> list) {
            String separator = "";
            out.append('[');
            for (Object item : list) {
                out.append(separator);
                write(item, newLine, out);
                separator = ", ";
            }
            out.append(']');
        } else if (value instanceof Number) {
            out.append(value);
        } else {
            out.append(quoted(String.valueOf(value)));
        }
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
