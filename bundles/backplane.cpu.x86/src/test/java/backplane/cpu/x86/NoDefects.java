package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.cpu.x86.translate.Translator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A region that the translator gives up because of a defect of its own is interpreted, so results are right even so: here it
 * fails the test.
 */
public final class NoDefects implements BeforeEachCallback, AfterEachCallback {
    private static final Logger TRANSLATOR = Logger.getLogger(Translator.class.getPackageName());

    private final List<String> reported = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord warning) {
            reported.add(warning.getMessage() + ": " + warning.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Override
    public void beforeEach(ExtensionContext context) {
        reported.clear();
        TRANSLATOR.addHandler(handler);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TRANSLATOR.removeHandler(handler);
        assertEquals(List.of(), reported);
    }
}
