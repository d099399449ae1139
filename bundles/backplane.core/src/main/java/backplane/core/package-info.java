/**
 * What the machine, the CPU, firmware, interrupt chips, the shell and the debugger share and vendors must not see.
 * Versioned with the release; no promise of compatibility.
 */
@Export
@Version("1.0.0")
package backplane.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
