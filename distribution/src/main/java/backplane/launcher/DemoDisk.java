package backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo disk. */
final class DemoDisk {
    private DemoDisk() {}

    /** Writes the image to {@code file}. */
    static void write(Path file) throws IOException {
        Files.write(file, new byte[1 << 20]);
    }
}
