/** Interrupt lines. */
@Export
@Version("1.0.0")
package backplane.api.irq;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
