package backplane.firmware.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.firmware.builtin.Rom.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed image is the assembled source, and has what other programs look for where they look for it. */
class RomImageTest {
    private final Rom rom = Rom.load();

    @Test
    void theImageIsTheAssembledSource(@TempDir Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("bios.bin");
        Process nasm;
        try {
            nasm = new ProcessBuilder("nasm", "-f", "bin", "-o", out.toString(), "src/main/rom/bios.asm")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "package nasm is not installed");
            return;
        }
        String said = new String(nasm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(nasm.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", said);
        assertArrayEquals(Files.readAllBytes(out), rom.image(), "run nasm again: bios.asm has changed");
    }

    @Test
    void tablesAddUpToZero() {
        assertEquals(0, sum(find("_32_"), 16));
        assertEquals(0, sum(find("$PnP"), 0x21));
        assertEquals(0, sum(find("$PMM"), 16));
        int pir = find("$PIR");
        assertEquals(0, sum(pir, rom.word(pir + 6)));
    }

    @Test
    void theResetVectorJumpsToPost() {
        assertEquals(0xea, rom.image()[0xfff0] & 0xff);
        assertEquals(0xe05b, rom.word(0xfff1));
        assertEquals(0xf000, rom.word(0xfff3));
        assertEquals(0xfc, rom.image()[0xfffe] & 0xff);
    }

    @Test
    void vectorsPointAtTheAddressesOfTheIbmPc() {
        int table = rom.offset(Entry.VECTORS);
        assertEquals(0xf065, rom.word(table + 2 * 0x10));
        assertEquals(0xe3fe, rom.word(table + 2 * 0x13));
        assertEquals(0xe6f2, rom.word(table + 2 * 0x19));
        assertEquals(0xfe6e, rom.word(table + 2 * 0x1a));
        assertEquals(0xcf, rom.image()[0xff53] & 0xff);
    }

    private int find(String signature) {
        byte[] wanted = signature.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < Rom.SIZE; at += 16) {
            int same = 0;
            while (same < 4 && rom.image()[at + same] == wanted[same]) {
                same++;
            }
            if (same == 4) {
                return at;
            }
        }
        throw new AssertionError(signature + " is on no 16-byte boundary");
    }

    private int sum(int at, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += rom.image()[at + i];
        }
        return sum & 0xff;
    }
}
