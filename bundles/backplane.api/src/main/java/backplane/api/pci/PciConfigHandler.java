package backplane.api.pci;

import org.osgi.annotation.versioning.ConsumerType;

/** Sees guest accesses to configuration registers that the slot does not handle itself. Machine thread only. */
@ConsumerType
public interface PciConfigHandler {
    /**
     * The guest wrote {@code width} bytes at {@code reg}. The value has not been stored: a handler that wants it
     * kept calls {@link PciFunction#setConfig}.
     */
    void written(int reg, int width, int value);
}
