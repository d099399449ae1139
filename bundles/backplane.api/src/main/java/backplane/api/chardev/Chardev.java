package backplane.api.chardev;

import org.osgi.annotation.versioning.ConsumerType;

/** The host end of a byte stream. Methods may be called on any thread. */
@ConsumerType
public interface Chardev {
    /** Where input goes from now on; null for nowhere. The receiver may be called on any thread and never blocks. */
    void connect(Receiver receiver);

    /** Output of the guest. Must not block: what cannot be written is kept or dropped. */
    void write(byte[] from, int at, int count);

    /** Sends out what {@link #write} kept. */
    void flush();

    /** Takes host input. */
    @ConsumerType
    @FunctionalInterface
    interface Receiver {
        void receive(byte[] from, int at, int count);
    }
}
