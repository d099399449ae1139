package backplane.chipset.ps2i8042.internal;

import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.ps2i8042.Ps2I8042;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Publishes the keyboard controller. */
@DeviceType(type = "i8042", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.i8042",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Ps2I8042Component extends Ps2I8042 {
    @Activate
    public Ps2I8042Component(@Reference(name = "chardev", target = "(id=keyboard)") Chardev chardev) {
        super(chardev);
    }
}
