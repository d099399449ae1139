package backplane.firmware.roms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import backplane.api.device.PlugException;
import backplane.testkit.TestMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemBiosTest {
    @TempDir
    Path folder;

    private Path image(int size) throws Exception {
        byte[] image = new byte[size];
        for (int i = 0; i < size; i += 4096) {
            image[i] = (byte) (i >> 12);
        }
        if (size > 16) {
            image[size - 16] = (byte) 0xea;
        }
        return Files.write(folder.resolve("bios.bin"), image);
    }

    private TestMachine machine(int size) throws Exception {
        Path path = image(size);
        return TestMachine.with(new SystemBios("bios-file", () -> path));
    }

    private static PlugException plugFails(Path path) {
        try (TestMachine pc = TestMachine.with()) {
            return pc.plugFails("bios", new SystemBios("bios-file", () -> path), Map.of());
        }
    }

    @Test
    void aLargeImageIsAtTheTopAndItsLast128KiBBelow1MiB() throws Exception {
        try (TestMachine pc = machine(256 * 1024)) {
            assertEquals(0, pc.read8(0xfffc0000L));
            assertEquals(1, pc.read8(0xfffc1000L));
            assertEquals(0xea, pc.read8(0xfffffff0L));
            assertEquals(32, pc.read8(0xe0000L));
            assertEquals(0xea, pc.read8(0xffff0L));
        }
    }

    @Test
    void aSmallImageLeavesTheSegmentBelowAlone() throws Exception {
        try (TestMachine pc = machine(64 * 1024)) {
            assertEquals(0, pc.read8(0xf0000L));
            assertEquals(0xff, pc.read8(0xe0000L));
            assertEquals(0xff, pc.read8(0xfffe0000L));
        }
    }

    @Test
    void writesAreDropped() throws Exception {
        try (TestMachine pc = machine(64 * 1024)) {
            pc.write8(0xffff0L, 0);
            pc.write8(0xfffffff0L, 0);
            assertEquals(0xea, pc.read8(0xffff0L));
        }
    }

    @Test
    void aWrongSizeIsNamed() throws Exception {
        Path path = image(65537);
        PlugException e = plugFails(path);
        assertEquals(
                "-bios " + path + ": 65537 bytes; a system BIOS is a multiple of 65536 bytes, 524288 at most",
                e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = folder.resolve("none.bin");
        PlugException e = plugFails(path);
        assertEquals("-bios " + path + ": no such file; use builtin, seabios or the path of an image", e.getMessage());
    }

    @Test
    void seabiosIsFoundInTheFolderOfL() throws Exception {
        image(65536);
        assertEquals(folder.resolve("bios.bin"), BiosFiles.seabios(folder.toString(), List.of()));
        Files.createFile(folder.resolve("bios-256k.bin"));
        assertEquals(folder.resolve("bios-256k.bin"), BiosFiles.seabios(folder.toString(), List.of()));
        assertEquals(folder.resolve("bios-256k.bin"), BiosFiles.seabios("", List.of(folder)));
    }

    @Test
    void aMissingSeabiosNamesThePackageAndTheOption() {
        PlugException e =
                assertThrows(PlugException.class, () -> BiosFiles.seabios("", List.of(Path.of("/nowhere/a"))));
        assertEquals(
                "-bios seabios: no bios-256k.bin or bios.bin in /nowhere/a;"
                        + " install the package seabios, or name its folder with -L DIR",
                e.getMessage());
    }

    @Test
    void aNamedFileIsTakenAsItIsOrFromTheFolderOfL() throws Exception {
        image(65536);
        assertEquals(folder.resolve("bios.bin"), BiosFiles.named("bios.bin", folder.toString()));
        assertEquals(Path.of("/x/bios.bin"), BiosFiles.named("/x/bios.bin", folder.toString()));
        assertThrows(PlugException.class, () -> BiosFiles.named("", ""));
    }
}
