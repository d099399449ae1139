package backplane.api.rom;

/**
 * An option ROM image (BIOS Boot Specification 1.01, PCI Firmware 3.0).
 *
 * @param name as the firmware lists it, for example {@code extboot.bin}
 * @param image the bytes from the signature 55 AA on; owned by the record, do not change them
 */
public record OptionRom(String name, byte[] image) {}
