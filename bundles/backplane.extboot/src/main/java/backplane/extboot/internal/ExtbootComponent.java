package backplane.extboot.internal;

import backplane.api.block.BlockNode;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.extboot.Extboot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Publishes {@link Extboot}. */
@DeviceType(type = "extboot", bus = "isa", plug = "manual", bootRoute = "extboot")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.extboot",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ExtbootComponent extends Extboot {
    /** The keys of {@code -device extboot} beside {@code drive}. */
    public @interface Config {
        /** The option ROM's place in the boot order; the machine reads it. */
        String bootindex() default "";
    }

    @Activate
    public ExtbootComponent(Config config, @Reference(name = "drive") BlockNode drive) {
        super(drive);
    }
}
