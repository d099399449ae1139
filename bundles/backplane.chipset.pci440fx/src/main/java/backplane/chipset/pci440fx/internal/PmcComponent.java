package backplane.chipset.pci440fx.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.pci440fx.Pmc;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The host bridge as a service. */
@DeviceType(type = "i440FX", bus = "pci", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.i440FX",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PmcComponent extends Pmc {}
