package backplane.chipset.piix3.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.piix3.Piix3;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The PCI-to-ISA bridge as a service. */
@DeviceType(type = "PIIX3", bus = "pci", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.PIIX3",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Piix3Component extends Piix3 {}
