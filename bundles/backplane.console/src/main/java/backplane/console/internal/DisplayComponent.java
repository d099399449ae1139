package backplane.console.internal;

import backplane.api.display.Display;
import backplane.api.display.Frame;
import backplane.host.Terminal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** A {@code -display}: text screens go to the terminal, or nowhere. */
@Component(
        service = Display.class,
        configurationPid = "backplane.display",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DisplayComponent implements Display {
    private final Terminal terminal;
    private int width;
    private int height;

    /** Keys of {@code -display}. */
    public @interface Config {
        /** terminal or none. */
        String backend() default "none";
    }

    @Activate
    public DisplayComponent(Config config, @Reference Terminal terminal) {
        this.terminal = config.backend().equals("terminal") ? terminal : null;
    }

    @Override
    public void show(Frame frame) {
        if (terminal == null) {
            return;
        }
        if (frame.columns() > 0) {
            width = 0;
            terminal.show(frame.columns(), frame.rows(), frame.cells(), frame.cursor());
        } else if (frame.width() != width || frame.height() != height) {
            width = frame.width();
            height = frame.height();
            terminal.println("(the guest shows graphics, " + width + " x " + height + ": no terminal can)");
        }
    }
}
