package backplane.storage.lsi53c8xx.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The 53C810 as a card. */
@DeviceType(type = "lsi53c810", bus = "pci", offers = "scsi", units = 7)
@Component(
        service = Device.class,
        configurationPid = "backplane.device.lsi53c810",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Lsi53c810Component extends Lsi53c8xx {
    @Activate
    public Lsi53c810Component() {
        super(LsiModel.LSI53C810);
    }
}
