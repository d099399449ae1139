/** Guest time. */
@Export
@Version("1.0.0")
package backplane.api.clock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
