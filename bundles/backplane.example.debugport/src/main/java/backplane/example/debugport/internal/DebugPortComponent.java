package backplane.example.debugport.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.example.debugport.DebugPort;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the card. */
@DeviceType(type = "debugport", bus = "isa", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.debugport",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DebugPortComponent extends DebugPort {}
