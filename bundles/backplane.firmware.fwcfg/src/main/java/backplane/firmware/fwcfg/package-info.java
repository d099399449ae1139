/**
 * QEMU's firmware configuration device: how SeaBIOS learns RAM size, boot order, option ROMs and settings.
 *
 * <p>Interface: QEMU's docs/specs/fw_cfg. Selector at 0x510, data at 0x511, DMA at 0x514. Contents are computed anew at
 * each power-on and hard reset.
 *
 * <p>With {@code -kernel} it also carries the kernel and the option ROM that loads it.
 *
 * <p>Not modelled: writable items (there are none), ACPI and SMBIOS tables (SeaBIOS builds its own).
 */
package backplane.firmware.fwcfg;
