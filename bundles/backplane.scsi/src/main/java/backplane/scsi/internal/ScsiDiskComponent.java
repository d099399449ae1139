package backplane.scsi.internal;

import backplane.api.block.BlockNode;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.scsi.ScsiDisk;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** A SCSI disk as a card. */
@DeviceType(type = "scsi-hd", bus = "scsi", media = "disk")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.scsi-hd",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ScsiDiskComponent extends ScsiDisk {
    /** Keys of {@code -device scsi-hd}. */
    public @interface Config {
        /** The SCSI bus, for example {@code scsi0.0}. */
        String bus() default "";

        /** The SCSI id; -1 for the first free one. */
        int unit() default -1;

        /** The logical unit number. */
        int lun() default 0;

        /** The serial number; empty for the drive's own. */
        String serial() default "";

        /** The place in the boot order; -1 for none. */
        int bootindex() default -1;
    }

    @Activate
    public ScsiDiskComponent(Config config, @Reference(name = "drive") BlockNode drive) {
        super(drive, config.bus(), config.unit(), config.lun(), config.serial());
    }
}
