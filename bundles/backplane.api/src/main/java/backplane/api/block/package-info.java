/** Disk images and the ports through which cards reach them. */
@Export
@Version("1.0.0")
package backplane.api.block;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
