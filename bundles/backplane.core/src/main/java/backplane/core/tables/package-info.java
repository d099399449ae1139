/**
 * The tables by which firmware describes the machine: ACPI, SMBIOS, the MP table and the PCI interrupt routing table. Both
 * firmwares hand out the same ones: the fw_cfg card as files with a loader script, the built-in BIOS by putting them into
 * memory. They say what is plugged at that moment and nothing else.
 *
 * <p>Standards: ACPI 6.4 (tables of revisions that older systems read too), SMBIOS 2.8, MultiProcessor Specification 1.4,
 * Microsoft PCI IRQ Routing Table Specification 1.0.
 */
@Export
@Version("1.0.0")
package backplane.core.tables;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
