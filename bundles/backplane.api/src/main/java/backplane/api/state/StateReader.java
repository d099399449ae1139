package backplane.api.state;

import org.osgi.annotation.versioning.ProviderType;

/** Gives state by name. A name that is missing or of another type is a {@link StateException} that says so. */
@ProviderType
public interface StateReader {
    /** The {@code major} of the bundle version that wrote this. */
    int version();

    boolean has(String name);

    int getInt(String name) throws StateException;

    long getLong(String name) throws StateException;

    boolean getBoolean(String name) throws StateException;

    String getString(String name) throws StateException;

    /** A copy. */
    byte[] getBytes(String name) throws StateException;

    /** A copy. */
    int[] getInts(String name) throws StateException;

    StateReader record(String name) throws StateException;
}
