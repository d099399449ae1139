package backplane.storage.lsi53c8xx.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The 53C895A as a card. */
@DeviceType(type = "lsi53c895a", bus = "pci", driveIf = "scsi", offers = "scsi", units = 7)
@Component(
        service = Device.class,
        configurationPid = "backplane.device.lsi53c895a",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Lsi53c895aComponent extends Lsi53c8xx {
    @Activate
    public Lsi53c895aComponent() {
        super(LsiModel.LSI53C895A);
    }
}
