package backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed program is the committed source, assembled. {@code -Ddemo.update=true} writes it anew. */
class DemoDiskTest {
    private static final Path SOURCE = Path.of("src/demo/demo.asm");
    private static final Path PROGRAM = Path.of("src/main/resources/backplane/launcher/demo.bin");

    @Test
    void committedProgramIsTheSourceAssembled(@TempDir Path work) throws Exception {
        byte[] built = assemble(work.resolve("demo.bin"));
        if (Boolean.getBoolean("demo.update")) {
            Files.write(PROGRAM, built);
        }
        assertArrayEquals(
                built, Files.readAllBytes(PROGRAM), PROGRAM + " is stale: run the test again with -Ddemo.update=true");
    }

    @Test
    void diskHasTheProgramAndOnePartitionOfWholeCylinders(@TempDir Path work) throws Exception {
        Path disk = work.resolve("demo.img");
        DemoDisk.write(disk);
        DemoDisk.write(disk);
        assertEquals(16 << 20, Files.size(disk));
        byte[] image = Files.readAllBytes(disk);
        byte[] program = Files.readAllBytes(PROGRAM);
        assertArrayEquals(Arrays.copyOf(program, 446), Arrays.copyOf(image, 446), "boot code");
        assertArrayEquals(
                Arrays.copyOfRange(program, 512, program.length), Arrays.copyOfRange(image, 512, program.length));
        ByteBuffer sector = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0xaa55, sector.getShort(510) & 0xffff);
        assertArrayEquals(
                new byte[] {(byte) 0x80, 0, 33, 2, (byte) 0xda, 15, 63, 31}, Arrays.copyOfRange(image, 446, 454));
        assertEquals(2048, sector.getInt(454));
        assertEquals(32 * 1008, 2048 + sector.getInt(458));
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
}
