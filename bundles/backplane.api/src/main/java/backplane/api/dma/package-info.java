/** ISA direct memory access through the 8237 controllers. */
@Export
@Version("1.0.0")
package backplane.api.dma;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
