package backplane.machine;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Saved state of one card, or a nested record of it. Holds primitives, strings, arrays and records, no card classes. */
public final class StateRecord implements StateWriter, StateReader {
    private final String path;
    private final int version;
    private final Map<String, Object> values = new LinkedHashMap<>();

    public StateRecord(String path, int version) {
        this.path = path;
        this.version = version;
    }

    private void add(String name, Object value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(path + ": field " + name + " written twice");
        }
    }

    @Override
    public void put(String name, int value) {
        add(name, value);
    }

    @Override
    public void put(String name, long value) {
        add(name, value);
    }

    @Override
    public void put(String name, boolean value) {
        add(name, value);
    }

    @Override
    public void put(String name, String value) {
        add(name, value);
    }

    @Override
    public void put(String name, byte[] value) {
        add(name, value.clone());
    }

    @Override
    public void put(String name, int[] value) {
        add(name, value.clone());
    }

    @Override
    public StateRecord record(String name) {
        if (values.get(name) instanceof StateRecord r) {
            return r;
        }
        StateRecord nested = new StateRecord(path + "." + name, version);
        add(name, nested);
        return nested;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public boolean has(String name) {
        return values.containsKey(name);
    }

    private <T> T get(String name, Class<T> type) throws StateException {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new StateException(path + ": field " + name + (value == null ? " is missing" : " has another type"));
        }
        return type.cast(value);
    }

    @Override
    public int getInt(String name) throws StateException {
        return get(name, Integer.class);
    }

    @Override
    public long getLong(String name) throws StateException {
        return get(name, Long.class);
    }

    @Override
    public boolean getBoolean(String name) throws StateException {
        return get(name, Boolean.class);
    }

    @Override
    public String getString(String name) throws StateException {
        return get(name, String.class);
    }

    @Override
    public byte[] getBytes(String name) throws StateException {
        return get(name, byte[].class).clone();
    }

    @Override
    public int[] getInts(String name) throws StateException {
        return get(name, int[].class).clone();
    }

    /** How many fields it has, nested ones included. */
    public int fields() {
        return values.values().stream()
                .mapToInt(v -> v instanceof StateRecord r ? r.fields() : 1)
                .sum();
    }

    /** The size of its values, for reports: 4 for an int, 8 for a long, 1 for a boolean, lengths for the others. */
    public int bytes() {
        int sum = 0;
        for (Object value : values.values()) {
            if (value instanceof StateRecord r) {
                sum += r.bytes();
            } else if (value instanceof byte[] b) {
                sum += b.length;
            } else if (value instanceof int[] i) {
                sum += i.length * 4;
            } else if (value instanceof String t) {
                sum += t.length();
            } else {
                sum += value instanceof Long ? 8 : value instanceof Boolean ? 1 : 4;
            }
        }
        return sum;
    }

    /** Name and value of each field, one per line, for comparisons and failure reports. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            if (value instanceof StateRecord) {
                text.append(value);
            } else {
                String shown = value instanceof byte[] b
                        ? Arrays.toString(b)
                        : value instanceof int[] i ? Arrays.toString(i) : String.valueOf(value);
                text.append(path)
                        .append('.')
                        .append(name)
                        .append(" = ")
                        .append(shown)
                        .append('\n');
            }
        });
        return text.toString();
    }
}
