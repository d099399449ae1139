/** Cards, the slots they are plugged into, and what a slot hands out. */
@Export
@Version("1.0.0")
package backplane.api.device;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
