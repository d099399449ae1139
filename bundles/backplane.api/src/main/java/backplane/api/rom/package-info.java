/** Option ROMs and the boot order. */
@Export
@Version("1.0.0")
package backplane.api.rom;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
