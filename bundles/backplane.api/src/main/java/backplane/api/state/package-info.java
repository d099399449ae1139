/** State of a card as named primitives. */
@Export
@Version("1.0.0")
package backplane.api.state;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
