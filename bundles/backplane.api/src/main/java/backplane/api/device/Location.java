package backplane.api.device;

import backplane.api.pci.PciAddress;

/**
 * Where a disk is really attached, as an EDD 3.0 device path needs it.
 *
 * @param pci the controller
 * @param protocol {@code SCSI} or {@code ATA}
 * @param bus the bus name, for example {@code scsi0.0}
 * @param id the SCSI id, or channel * 2 + drive on IDE
 * @param lun the logical unit, 0 on IDE
 */
public record Location(PciAddress pci, String protocol, String bus, int id, int lun) {}
