package backplane.chipset.pit8254.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.pit8254.Pit8254;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the interval timer. */
@DeviceType(type = "isa-pit", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.isa-pit",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Pit8254Component extends Pit8254 {}
