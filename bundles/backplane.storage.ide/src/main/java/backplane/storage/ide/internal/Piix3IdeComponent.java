package backplane.storage.ide.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.storage.ide.Piix3Ide;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The PIIX3's IDE function as a card. */
@DeviceType(type = "piix3-ide", bus = "pci", plug = "auto", driveIf = "ide", offers = "ide", units = 4)
@Component(
        service = Device.class,
        configurationPid = "backplane.device.piix3-ide",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Piix3IdeComponent extends Piix3Ide {
    @Activate
    public Piix3IdeComponent() {}
}
