/** Byte streams: serial lines, debug consoles, scan codes of a keyboard. */
@Export
@Version("1.0.0")
package backplane.api.chardev;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
