package backplane.debugcon.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.debugcon.DebugExit;
import backplane.debugcon.DebugSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes a debug exit port. */
@DeviceType(type = "isa-debug-exit", bus = "isa")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.isa-debug-exit",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DebugExitComponent extends DebugExit {
    /** Keys of {@code -device isa-debug-exit}. */
    public @interface Config {
        /** The first port. */
        String iobase() default "0x501";

        /** 1, 2 or 4 ports. */
        String iosize() default "2";
    }

    @Activate
    public DebugExitComponent(Config config) {
        super(DebugSettings.exit(config.iobase(), config.iosize()));
    }
}
