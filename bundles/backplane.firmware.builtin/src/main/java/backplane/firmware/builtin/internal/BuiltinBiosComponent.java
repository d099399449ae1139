package backplane.firmware.builtin.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.firmware.builtin.BuiltinBios;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes {@link BuiltinBios} for each configuration. */
@DeviceType(type = "bios-builtin", bus = "system")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.bios-builtin",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class BuiltinBiosComponent extends BuiltinBios {
    /** Keys of {@code -device bios-builtin}. */
    public @interface Config {
        String id() default "";

        /** {@code on}: COM1 is screen and keyboard. */
        String nographic() default "off";
    }

    @Activate
    public BuiltinBiosComponent(Config config) {
        super();
    }
}
