package backplane.storage.ide.internal;

import backplane.api.block.BlockNode;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.storage.ide.IdeDisk;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** An IDE disk as a card. */
@DeviceType(type = "ide-hd", bus = "ide", media = "disk")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.ide-hd",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class IdeDiskComponent extends IdeDisk {
    /** Keys of {@code -device ide-hd}. */
    public @interface Config {
        /** The controller's bus, for example {@code ide0.0}. */
        String bus() default "";

        /** Channel * 2 + drive; -1 for the first free one. */
        int unit() default -1;

        /** The serial number; empty for the drive's own. */
        String serial() default "";

        /** The place in the boot order; -1 for none. */
        int bootindex() default -1;
    }

    @Activate
    public IdeDiskComponent(Config config, @Reference(name = "drive") BlockNode drive) {
        super(drive, config.bus(), config.unit(), config.serial());
    }
}
