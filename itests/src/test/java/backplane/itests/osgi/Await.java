package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads do. The limit is far beyond what a loaded machine needs. */
final class Await {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Waits for a value that is not null. */
    static <T> T value(String what, Supplier<T> source) {
        return value(() -> what, source);
    }

    static <T> T value(Supplier<String> what, Supplier<T> source) {
        long end = System.nanoTime() + LIMIT;
        while (System.nanoTime() < end) {
            T value = source.get();
            if (value != null) {
                return value;
            }
            LockSupport.parkNanos(STEP);
        }
        return fail("in vain: " + what.get());
    }

    static void until(String what, BooleanSupplier condition) {
        value(what, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    static void until(Supplier<String> what, BooleanSupplier condition) {
        value(what, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }
}
