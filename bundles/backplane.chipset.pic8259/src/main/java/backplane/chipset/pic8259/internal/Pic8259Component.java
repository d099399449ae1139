package backplane.chipset.pic8259.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.pic8259.Pic8259;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the interrupt controllers. */
@DeviceType(type = "isa-pic", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.isa-pic",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Pic8259Component extends Pic8259 {}
