/** PCI functions, configuration space and base address registers (PCI Local Bus 2.1). */
@Export
@Version("1.0.0")
package backplane.api.pci;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
