package backplane.chipset.hpet.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.hpet.Hpet;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the event timer. */
@DeviceType(type = "hpet", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.hpet",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HpetComponent extends Hpet {}
