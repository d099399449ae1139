package backplane.chipset.lapic.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.lapic.Lapic;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the local APIC. */
@DeviceType(type = "apic", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.apic",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class LapicComponent extends Lapic {}
