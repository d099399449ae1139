package backplane.firmware.fwcfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed image is the committed source, assembled. {@code -Drom.update=true} writes it anew. */
class KernelRomTest {
    private static final Path SOURCE = Path.of("src/main/rom/kernel.asm");
    private static final Path IMAGE = Path.of("src/main/resources/backplane/firmware/fwcfg/kernel.bin");
    private static final int PNP_POINTER = 0x1a;

    @Test
    void committedImageIsTheSourceAssembled(@TempDir Path work) throws Exception {
        byte[] built = assemble(work.resolve("kernel.bin"));
        seal(built);
        if (Boolean.getBoolean("rom.update")) {
            Files.write(IMAGE, built);
        }
        assertArrayEquals(
                built, Files.readAllBytes(IMAGE), IMAGE + " is stale: run the test again with -Drom.update=true");
    }

    @Test
    void headerSatisfiesFirmware() {
        byte[] rom = KernelItems.rom().image();
        assertEquals(0x55, rom[0] & 0xff);
        assertEquals(0xaa, rom[1] & 0xff);
        assertEquals(rom.length, (rom[2] & 0xff) * 512);
        assertEquals(0, rom.length % 2048, "firmware places ROMs every 2 KiB");
        assertEquals(0, sum(rom, 0, rom.length), "ROM checksum");
        int pnp = word(rom, PNP_POINTER);
        assertEquals("$PnP", text(rom, pnp, 4));
        assertEquals(0, sum(rom, pnp, rom[pnp + 5] * 16), "$PnP checksum");
        assertEquals("Backplane kernel loader", text(rom, word(rom, pnp + 0x10), 23));
        assertEquals(0, word(rom, pnp + 0x16), "no boot connection vector");
        assertTrue(word(rom, pnp + 0x1a) != 0, "bootstrap entry vector");
        assertEquals(0, word(rom, 0x18), "no PCI data structure: the ROM belongs to no PCI device");
    }

    private static byte[] assemble(Path target) throws Exception {
        Process nasm;
        try {
            nasm = new ProcessBuilder("nasm", "-f", "bin", "-Wall", "-Werror", "-o", target.toString(), "" + SOURCE)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "nasm is missing; install the package nasm");
            return new byte[0];
        }
        String said = new String(nasm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, nasm.waitFor(), said);
        return Files.readAllBytes(target);
    }

    private static void seal(byte[] rom) {
        int pnp = word(rom, PNP_POINTER);
        rom[pnp + 9] = (byte) -sum(rom, pnp, rom[pnp + 5] * 16);
        rom[rom.length - 1] = (byte) -sum(rom, 0, rom.length);
    }

    private static int word(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    private static int sum(byte[] b, int from, int count) {
        int sum = 0;
        for (byte x : Arrays.copyOfRange(b, from, from + count)) {
            sum += x;
        }
        return sum & 0xff;
    }

    private static String text(byte[] b, int from, int count) {
        return new String(b, from, count, StandardCharsets.US_ASCII);
    }
}
