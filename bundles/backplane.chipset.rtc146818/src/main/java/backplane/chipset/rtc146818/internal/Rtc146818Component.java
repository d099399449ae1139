package backplane.chipset.rtc146818.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.rtc146818.Rtc146818;
import backplane.chipset.rtc146818.Rtc146818Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the clock chip. */
@DeviceType(type = "mc146818rtc", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.mc146818rtc",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Rtc146818Component extends Rtc146818 {
    /** Keys of the card. */
    public @interface Config {
        /** The machine option {@code boot.order}: letters a, c, d, n. */
        String boot_order() default "cad";

        /** Whether CMOS byte 0x32 holds the century. */
        String century() default "on";
    }

    @Activate
    public Rtc146818Component(Config config) {
        super(Rtc146818Settings.parse(config.boot_order(), config.century()));
    }
}
