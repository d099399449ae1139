/**
 * What makes bytes an option ROM, where firmware puts it, and why one does not run. Plain values, for the firmware
 * bundles, the shell and the tests.
 *
 * <p>Standards: Plug and Play BIOS 1.0A (expansion headers), BIOS Boot Specification 1.01, PCI Firmware 3.0 chapter 5
 * (PCIR); where they leave a choice, the rules are those of SeaBIOS 1.16.
 */
@Export
@Version("1.0.0")
package backplane.core.rom;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
