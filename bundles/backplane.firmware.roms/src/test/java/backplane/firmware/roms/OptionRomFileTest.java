package backplane.firmware.roms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.testkit.TestMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionRomFileTest {
    @TempDir
    Path folder;

    /** The smallest sound ROM: its entry returns. */
    static byte[] rom() {
        byte[] rom = new byte[512];
        rom[0] = 0x55;
        rom[1] = (byte) 0xaa;
        rom[2] = 1;
        rom[3] = (byte) 0xcb;
        rom[511] = (byte) -(0x55 + 0xaa + 1 + 0xcb);
        return rom;
    }

    private String refused(byte[] image) throws Exception {
        Path file = Files.write(folder.resolve("my.rom"), image);
        try (TestMachine pc = TestMachine.with()) {
            return pc.plugFails("rom", new OptionRomFile(file.toString(), ""), Map.of())
                    .getMessage()
                    .replace(file.toString(), "my.rom");
        }
    }

    @Test
    void aSoundRomIsHandedToTheFirmware() throws Exception {
        Files.write(folder.resolve("my.rom"), rom());
        try (TestMachine pc = TestMachine.with(new OptionRomFile("my.rom", folder.toString()))) {
            assertEquals(1, pc.machine().roms().size());
            assertEquals("my.rom", pc.machine().roms().get(0).name());
            pc.unplug("option-rom0");
            assertTrue(pc.machine().roms().isEmpty());
        }
    }

    @Test
    void faultsAreNamedWithTheRemedy() throws Exception {
        assertEquals("-option-rom my.rom: starts with 00 00, an option ROM starts with 55 AA", refused(new byte[512]));
        byte[] sum = rom();
        sum[100] = 2;
        assertEquals(
                "-option-rom my.rom: its 512 bytes add up to 0x02, not 0; subtract that from the last byte",
                refused(sum));
        byte[] size = rom();
        size[2] = 4;
        assertEquals(
                "-option-rom my.rom: the header says 2048 bytes, the file has 512;"
                        + " pad the file or correct the byte at offset 2",
                refused(size));
        assertEquals("-option-rom my.rom: 131073 bytes; an option ROM has at most 131072", refused(new byte[131073]));
    }

    @Test
    void aMissingFileIsNamed() {
        try (TestMachine pc = TestMachine.with()) {
            assertEquals(
                    "-option-rom /none/my.rom: no such file; name an existing one",
                    pc.plugFails("rom", new OptionRomFile("/none/my.rom", ""), Map.of())
                            .getMessage());
            assertEquals(
                    "-device option-rom: file= is missing; give the image, or use -option-rom FILE",
                    pc.plugFails("rom", new OptionRomFile("", ""), Map.of()).getMessage());
        }
    }
}
