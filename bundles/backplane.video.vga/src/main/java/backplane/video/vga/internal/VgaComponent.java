package backplane.video.vga.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.api.device.PlugException;
import backplane.api.display.Display;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** A VGA as a service. */
@DeviceType(type = "VGA", bus = "pci")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.VGA",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class VgaComponent extends Vga {
    /** The keys of {@code -device VGA}. */
    public @interface Config {
        String romfile() default VgaSettings.DEFAULT_ROM;

        String vgamem__mb() default "8";

        String L() default "";
    }

    @Activate
    public VgaComponent(Config config, @Reference(name = "display") Display display) throws PlugException {
        super(VgaSettings.of(config.vgamem__mb(), config.romfile(), config.L()), display);
    }
}
