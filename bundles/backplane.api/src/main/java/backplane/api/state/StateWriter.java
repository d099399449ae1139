package backplane.api.state;

import org.osgi.annotation.versioning.ProviderType;

/** Takes state by name. Arrays are copied. A name is used once per record. */
@ProviderType
public interface StateWriter {
    void put(String name, int value);

    void put(String name, long value);

    void put(String name, boolean value);

    void put(String name, String value);

    void put(String name, byte[] value);

    void put(String name, int[] value);

    /** A nested record. */
    StateWriter record(String name);
}
