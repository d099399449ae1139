package backplane.console.internal;

import backplane.api.chardev.Chardev;
import backplane.console.FileStream;
import backplane.console.KeyboardStream;
import backplane.console.Silence;
import backplane.console.TerminalStream;
import backplane.host.Terminal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** A {@code -chardev}: one configuration of factory PID {@code backplane.chardev} is one stream, found by its id. */
@Component(
        service = Chardev.class,
        configurationPid = "backplane.chardev",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ChardevComponent implements Chardev {
    private final Chardev stream;

    /** Keys of {@code -chardev}. */
    public @interface Config {
        /** stdio, keyboard, file or null. */
        String backend() default "null";

        /** The file. */
        String path() default "";

        /** Whether stdio takes what is typed. */
        String input() default "on";
    }

    @Activate
    public ChardevComponent(Config config, @Reference Terminal terminal) {
        stream = switch (config.backend()) {
            case "stdio" -> new TerminalStream(terminal, config.input().equals("on"));
            case "keyboard" -> new KeyboardStream(terminal);
            case "file" -> new FileStream(config.path());
            default -> new Silence();
        };
    }

    @Deactivate
    void deactivate() throws Exception {
        stream.connect(null);
        if (stream instanceof AutoCloseable open) {
            open.close();
        }
    }

    @Override
    public void connect(Receiver receiver) {
        stream.connect(receiver);
    }

    @Override
    public void write(byte[] from, int at, int count) {
        stream.write(from, at, count);
    }

    @Override
    public void flush() {
        stream.flush();
    }
}
