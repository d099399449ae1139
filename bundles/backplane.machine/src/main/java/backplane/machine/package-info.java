/**
 * The backplane: RAM, address and port maps, interrupt and PCI routing, guest clock and event queue, slots, power and
 * reset. One thread, the machine thread, owns all of it and every card's state; it never calls the OSGi framework.
 * {@link backplane.machine.Machine} is the place to start reading.
 */
@Export
@Version("1.0.0")
package backplane.machine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
