package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Guests of the tests' own: source and image lie side by side in the resources. */
public final class Nasm {
    private Nasm() {}

    /** An image as it is committed. */
    public static byte[] image(String name) throws IOException {
        return resource(name + ".bin");
    }

    /** Fails unless the committed image is the committed source, assembled. Skips the test without nasm. */
    public static void assertBuiltFromSource(String name, Path work) throws Exception {
        Path source = Files.write(work.resolve(name + ".asm"), resource(name + ".asm"));
        Path image = work.resolve(name + ".bin");
        Process nasm;
        try {
            nasm = new ProcessBuilder("nasm", "-f", "bin", "-o", image.toString(), source.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "nasm is missing; install the package nasm");
            return;
        }
        String said = new String(nasm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, nasm.waitFor(), said);
        assertArrayEquals(image(name), Files.readAllBytes(image), name + ".bin is stale: assemble " + name + ".asm");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Nasm.class.getResourceAsStream("/" + name)) {
            return in.readAllBytes();
        }
    }
}
