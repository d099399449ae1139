/** Physical memory: registers in memory, guest RAM, and blocks of RAM or ROM on a card. */
@Export
@Version("1.0.0")
package backplane.api.memory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
