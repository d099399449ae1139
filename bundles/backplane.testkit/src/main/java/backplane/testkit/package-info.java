/**
 * A test bench for cards: a machine without processor and thread, whose time moves when the test says so. Drive the
 * card as a guest driver would. Start with {@link backplane.testkit.TestMachine}; every card's tests also extend
 * {@link backplane.testkit.DeviceContract}.
 */
@Export
@Version("1.0.0")
package backplane.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
