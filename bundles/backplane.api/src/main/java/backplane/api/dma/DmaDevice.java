package backplane.api.dma;

import org.osgi.annotation.versioning.ConsumerType;

/** A card that the 8237 moves bytes to and from. Machine thread only. */
@ConsumerType
public interface DmaDevice {
    /** Takes bytes that the controller read from memory; returns how many were taken. */
    int toDevice(byte[] from, int at, int count);

    /** Gives bytes that the controller writes to memory; returns how many. */
    int fromDevice(byte[] to, int at, int count);

    /** The count has reached its end (TC). */
    void terminalCount();
}
