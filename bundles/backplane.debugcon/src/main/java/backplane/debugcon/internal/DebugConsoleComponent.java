package backplane.debugcon.internal;

import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.debugcon.DebugConsole;
import backplane.debugcon.DebugSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Publishes a debug console. */
@DeviceType(type = "isa-debugcon", bus = "isa")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.isa-debugcon",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DebugConsoleComponent extends DebugConsole {
    /** Keys of {@code -device isa-debugcon}. */
    public @interface Config {
        /** 0x402 is where SeaBIOS writes its log. */
        String iobase() default "0xe9";

        /** What a read gives. */
        String readback() default "0xe9";
    }

    @Activate
    public DebugConsoleComponent(Config config, @Reference(name = "chardev") Chardev chardev) {
        super(DebugSettings.console(config.iobase(), config.readback()), chardev);
    }
}
