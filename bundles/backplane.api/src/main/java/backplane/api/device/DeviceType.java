package backplane.api.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * Declares a card type in the bundle's manifest, capability {@code backplane.device}. It goes on the DS component,
 * whose {@code configurationPid} is {@code backplane.device.} followed by {@link #type()} and whose configuration
 * policy is REQUIRE: one configuration of that factory PID is one card. Its keys are those of {@code -device}, plus
 * {@code machine} and {@code id}.
 */
@Capability(namespace = "backplane.device")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeviceType {
    /** The name for {@code -device}, QEMU's where QEMU has the card. */
    @Attribute("type")
    String type();

    /** What the card plugs into: {@code isa}, {@code pci}, {@code system}, {@code scsi} or {@code ide}. */
    @Attribute("bus")
    String bus();

    /** {@code auto}: every machine gets one at install; {@code manual}: only when asked for. */
    @Attribute("plug")
    String plug() default "manual";

    /** The {@code if=} values of {@code -drive} that this card serves as host adapter; empty for none. */
    @Attribute("drive.if")
    String[] driveIf() default {};

    /** The bus this card offers to children, empty for none; it is then named by the card's id plus {@code .0}. */
    @Attribute("offers")
    String offers() default "";

    /** How many units a drive may take on the offered bus; 0 when none is offered. */
    @Attribute("units")
    int units() default 0;

    /** The {@code media=} a drive card serves, {@code disk} or {@code cdrom}; empty for cards that are no drive. */
    @Attribute("media")
    String media() default "";

    /** The {@code boot-route=} this card provides, empty for none. */
    @Attribute("boot.route")
    String bootRoute() default "";
}
