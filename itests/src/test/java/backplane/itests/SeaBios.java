package backplane.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the distribution has SeaBIOS. */
public final class SeaBios {
    private SeaBios() {}

    /** Skips the test where it has not. */
    public static void assume() {
        assumeTrue(Files.exists(Path.of("/usr/share/seabios/bios-256k.bin")), "SeaBIOS is missing; install seabios");
    }
}
