package backplane.firmware.fwcfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.testkit.PnpRom;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed image is the committed source, assembled. {@code -Drom.update=true} writes it anew. */
class KernelRomTest {
    private static final Path SOURCE = Path.of("src/main/rom/kernel.asm");
    private static final Path IMAGE = Path.of("src/main/resources/backplane/firmware/fwcfg/kernel.bin");

    @Test
    void committedImageIsTheSourceAssembled(@TempDir Path work) throws Exception {
        PnpRom.assertBuiltFrom(SOURCE, IMAGE, work);
    }

    @Test
    void headerSatisfiesFirmware() {
        PnpRom rom = new PnpRom(KernelItems.rom().image());
        rom.assertSound();
        assertEquals("Backplane kernel loader", rom.product());
        assertEquals(0, rom.connectionVector());
        assertTrue(rom.entryVector() != 0);
        assertEquals(0, rom.pciData(), "the ROM belongs to no PCI device");
    }
}
