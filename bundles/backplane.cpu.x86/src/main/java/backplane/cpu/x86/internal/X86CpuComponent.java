package backplane.cpu.x86.internal;

import backplane.api.device.Device;
import backplane.api.device.DeviceType;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Publishes the processor as a card. The two properties are what {@code -cpu help} prints. */
@DeviceType(type = "x86-cpu", bus = "system", plug = "auto")
@Component(
        service = Device.class,
        configurationPid = "backplane.device.x86-cpu",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"model.values=" + Model.VALUES, "model.flags=" + Model.FLAGS})
public final class X86CpuComponent extends X86Cpu {
    /** Keys of {@code -device x86-cpu}. */
    public @interface Config {
        /** The processor's model and features, as {@code -cpu} gives it. */
        String model() default Model.DEFAULT;

        /** The engine, {@code jit} or {@code interp}, as {@code -accel} gives it. */
        String accel() default Engine.DEFAULT;

        /** Runs of a piece of code before it is translated; 0 is the usual number, 1 translates everything at once. */
        int threshold() default 0;
    }

    @Activate
    public X86CpuComponent(Config config) {
        super(config.model(), Engine.of(config.accel(), config.threshold()));
    }
}
