/**
 * What the launcher lends to the bundles: the command line, guest memory, the terminal, and the way out. The launcher
 * has these classes on its own class path and the system bundle exports the package, so both sides see the same ones.
 */
@Export
@Version("1.0.0")
package backplane.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
