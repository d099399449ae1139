/** SCSI targets and the host adapters that speak to them (SAM-2, SPC-3, SBC-2). */
@Export
@Version("1.0.0")
package backplane.api.scsi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
