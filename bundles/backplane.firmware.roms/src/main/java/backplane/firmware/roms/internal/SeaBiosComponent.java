package backplane.firmware.roms.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.firmware.roms.BiosFiles;
import backplane.firmware.roms.SystemBios;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The distribution's SeaBIOS, {@code -bios seabios}. */
@DeviceType(type = "bios-seabios", bus = "system")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.bios-seabios",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SeaBiosComponent extends SystemBios {
    /** The keys of {@code -device bios-seabios}. */
    public @interface Config {
        String L() default "";
    }

    @Activate
    public SeaBiosComponent(Config config) {
        super("bios-seabios", () -> BiosFiles.seabios(config.L()));
    }
}
