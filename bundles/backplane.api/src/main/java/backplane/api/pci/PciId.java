package backplane.api.pci;

/**
 * The identification registers of a function (PCI 2.1 section 6.2.1).
 *
 * @param vendor offset 0x00
 * @param device offset 0x02
 * @param classCode offset 0x09, 24 bits: base class, sub-class, programming interface
 * @param revision offset 0x08
 * @param subsystemVendor offset 0x2c
 * @param subsystem offset 0x2e
 * @param pin 0 for none, 1 to 4 for INTA to INTD
 * @param fixed where the function must sit, or null for any device number
 */
public record PciId(
        int vendor,
        int device,
        int classCode,
        int revision,
        int subsystemVendor,
        int subsystem,
        int pin,
        PciAddress fixed) {
    /** A function that may sit anywhere and interrupts on INTA. */
    public static PciId of(int vendor, int device, int classCode) {
        return new PciId(vendor, device, classCode, 0, 0, 0, 1, null);
    }
}
