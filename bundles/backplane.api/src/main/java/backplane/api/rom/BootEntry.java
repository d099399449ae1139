package backplane.api.rom;

/**
 * One line of the boot order.
 *
 * @param device the card's id
 * @param path the Open Firmware path that SeaBIOS matches, for example {@code /pci@i0cf8/scsi@4/channel@0/disk@0,0}
 * @param index the {@code bootindex}, lowest first
 */
public record BootEntry(String device, String path, int index) {}
