package backplane.firmware.roms.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.firmware.roms.OptionRomFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** An option ROM, {@code -option-rom FILE}. */
@DeviceType(type = "option-rom", bus = "system")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.option-rom",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class OptionRomComponent extends OptionRomFile {
    /** The keys of {@code -device option-rom}. */
    public @interface Config {
        String file() default "";

        String L() default "";

        /** The ROM's place in the boot order; the machine reads it. */
        String bootindex() default "";
    }

    @Activate
    public OptionRomComponent(Config config) {
        super(config.file(), config.L());
    }
}
