package backplane.chipset.dma8237.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.chipset.dma8237.Dma8237;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the DMA controllers. */
@DeviceType(type = "i8257", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.i8257",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Dma8237Component extends Dma8237 {}
