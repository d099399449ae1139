package backplane.chipset.ioapic.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.ioapic.IoApic82093;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the I/O APIC. */
@DeviceType(type = "ioapic", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.ioapic",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class IoApicComponent extends IoApic82093 {}
