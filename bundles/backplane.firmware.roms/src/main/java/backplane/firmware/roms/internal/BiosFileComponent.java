package backplane.firmware.roms.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.firmware.roms.BiosFiles;
import backplane.firmware.roms.SystemBios;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Any system BIOS image, {@code -bios FILE}. */
@DeviceType(type = "bios-file", bus = "system")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.bios-file",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class BiosFileComponent extends SystemBios {
    /** The keys of {@code -device bios-file}. */
    public @interface Config {
        String file() default "";

        String L() default "";
    }

    @Activate
    public BiosFileComponent(Config config) {
        super("bios-file", () -> BiosFiles.named(config.file(), config.L()));
    }
}
