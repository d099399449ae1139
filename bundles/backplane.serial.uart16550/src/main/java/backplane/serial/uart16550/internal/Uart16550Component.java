package backplane.serial.uart16550.internal;

import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.serial.uart16550.Uart16550;
import backplane.serial.uart16550.Uart16550Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Publishes a serial port. */
@DeviceType(type = "isa-serial", bus = "isa")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.isa-serial",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Uart16550Component extends Uart16550 {
    /** Keys of {@code -device isa-serial}. */
    public @interface Config {
        /** 0 to 3: COM1 to COM4. */
        String index() default "0";

        /** Overrides the index's first port. */
        String iobase() default "";

        /** Overrides the index's interrupt. */
        String irq() default "";
    }

    @Activate
    public Uart16550Component(Config config, @Reference(name = "chardev") Chardev chardev) {
        super(Uart16550Settings.parse(config.index(), config.iobase(), config.irq()), chardev);
    }
}
