package backplane.firmware.fwcfg.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.firmware.fwcfg.FwCfg;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Firmware configuration as a service. */
@DeviceType(type = "fw_cfg", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.fw_cfg",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FwCfgComponent extends FwCfg {}
