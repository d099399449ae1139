package backplane.cpu.x86.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.cpu.x86.X86Cpu;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the processor as a card. */
@DeviceType(type = "x86-cpu", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.x86-cpu",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class X86CpuComponent extends X86Cpu {
    /** Keys of {@code -device x86-cpu}. */
    public @interface Config {
        /** The processor's model, as {@code -cpu} gives it. */
        String model() default MODEL;
    }

    @Activate
    public X86CpuComponent(Config config) {
        super(config.model());
    }
}
