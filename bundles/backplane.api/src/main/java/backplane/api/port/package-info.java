/** The x86 port space, 0x0000 to 0xffff. */
@Export
@Version("1.0.0")
package backplane.api.port;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
