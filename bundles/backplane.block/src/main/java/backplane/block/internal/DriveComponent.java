package backplane.block.internal;

import backplane.api.block.BlockNode;
import backplane.block.Image;
import backplane.block.ImageSpec;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/**
 * A {@code -drive}: one configuration of factory PID {@code backplane.drive} is one image, found by its {@code id}.
 * It is opened at once: that it is missing or locked shows before anything waits for it.
 */
@Component(
        service = BlockNode.class,
        immediate = true,
        configurationPid = "backplane.drive",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DriveComponent extends Image {
    @Activate
    public DriveComponent(Map<String, Object> configuration) {
        super(ImageSpec.of(strings(configuration)));
    }

    private static Map<String, String> strings(Map<String, Object> configuration) {
        Map<String, String> keys = new HashMap<>();
        configuration.forEach((key, value) -> keys.put(key, String.valueOf(value)));
        return keys;
    }

    @Deactivate
    void deactivate() {
        close();
    }
}
