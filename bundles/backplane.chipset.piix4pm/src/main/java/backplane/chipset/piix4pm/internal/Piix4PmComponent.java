package backplane.chipset.piix4pm.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.piix4pm.Piix4Pm;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Power management as a service. */
@DeviceType(type = "PIIX4_PM", bus = "pci", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.PIIX4_PM",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Piix4PmComponent extends Piix4Pm {}
