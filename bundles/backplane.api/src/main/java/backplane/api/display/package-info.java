/** What a video card shows. */
@Export
@Version("1.0.0")
package backplane.api.display;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
