package backplane.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An option ROM with a Plug and Play header (Plug and Play BIOS Specification 1.0A, section 3.2), and the check that a
 * committed image is its committed source, assembled by nasm.
 */
public final class PnpRom {
    private static final int PNP_POINTER = 0x1a;

    private final byte[] image;

    public PnpRom(byte[] image) {
        this.image = image;
    }

    /**
     * Fails unless {@code image} is {@code source} assembled, with both checksums set; {@code -Drom.update=true} writes it
     * anew. Skips the test without nasm.
     *
     * @param work a temporary folder
     */
    public static void assertBuiltFrom(Path source, Path image, Path work) throws IOException, InterruptedException {
        byte[] built = assemble(source, work.resolve("rom.bin"));
        new PnpRom(built).seal();
        if (Boolean.getBoolean("rom.update")) {
            Files.write(image, built);
        }
        assertArrayEquals(
                built, Files.readAllBytes(image), image + " is stale: run the test again with -Drom.update=true");
    }

    private static byte[] assemble(Path source, Path target) throws IOException, InterruptedException {
        Process nasm;
        try {
            nasm = new ProcessBuilder("nasm", "-f", "bin", "-Wall", "-Werror", "-o", "" + target, "" + source)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "nasm is missing; install the package nasm");
            throw e;
        }
        String said = new String(nasm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, nasm.waitFor(), said);
        return Files.readAllBytes(target);
    }

    private void seal() {
        int pnp = word(PNP_POINTER);
        image[pnp + 9] = (byte) -sum(pnp, image[pnp + 5] * 16);
        image[image.length - 1] = (byte) -sum(0, image.length);
    }

    /** Fails unless signature, length and checksums are what firmware asks for. */
    public void assertSound() {
        assertEquals(0xaa55, word(0), "signature");
        assertEquals(image.length, (image[2] & 0xff) * 512, "length");
        assertEquals(0, image.length % 2048, "firmware places ROMs every 2 KiB");
        assertEquals(0, sum(0, image.length), "ROM checksum");
        int pnp = word(PNP_POINTER);
        assertEquals("$PnP", new String(image, pnp, 4, StandardCharsets.US_ASCII));
        assertEquals(0, sum(pnp, image[pnp + 5] * 16), "$PnP checksum");
    }

    /** The product's name. */
    public String product() {
        int from = word(word(PNP_POINTER) + 0x10);
        int to = from;
        while (image[to] != 0) {
            to++;
        }
        return new String(image, from, to - from, StandardCharsets.US_ASCII);
    }

    /** The boot connection vector, 0 for none. */
    public int connectionVector() {
        return word(word(PNP_POINTER) + 0x16);
    }

    /** The bootstrap entry vector, 0 for none. */
    public int entryVector() {
        return word(word(PNP_POINTER) + 0x1a);
    }

    /** Where the PCI data structure is, 0 for none. */
    public int pciData() {
        return word(0x18);
    }

    private int word(int at) {
        return image[at] & 0xff | (image[at + 1] & 0xff) << 8;
    }

    private int sum(int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += image[i];
        }
        return sum & 0xff;
    }
}
