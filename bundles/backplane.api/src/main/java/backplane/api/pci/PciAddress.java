package backplane.api.pci;

/**
 * Bus, device and function.
 *
 * @param bus 0 to 255
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int bus, int device, int function) implements Comparable<PciAddress> {
    /** As configuration mechanism 1 and INT 1Ah number it: device * 8 + function. */
    public int devfn() {
        return device << 3 | function;
    }

    @Override
    public int compareTo(PciAddress other) {
        return Integer.compare(bus << 8 | devfn(), other.bus << 8 | other.devfn());
    }

    /** For example {@code 00:04.0}. */
    @Override
    public String toString() {
        return String.format("%02x:%02x.%d", bus, device, function);
    }
}
