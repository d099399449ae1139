package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.extboot.Extboot;
import backplane.launcher.DemoDisk;
import backplane.testkit.MemoryDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device of today with a ROM as it was in 2007: the demo boots through that ROM. */
class HistoricRomBootTest {
    private static final String ROM = "historic-rom";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDemoBootsThroughALegacyRomThatHooksInt19(boolean seabios, @TempDir Path work) throws Exception {
        DemoDisk.write(work.resolve("demo.img"));
        MemoryDisk disk = MemoryDisk.of(Files.readAllBytes(work.resolve("demo.img")), false);
        Pc.Builder builder = Pc.builder().card("rom0", new RomCard(Nasm.image(ROM)), "bootindex", "0");
        if (seabios) {
            SeaBios.assume();
            builder.seabios();
        }
        try (Pc pc = builder.card("extboot0", new Extboot(disk)).powerOn()) {
            assertEquals(0, pc.runToEnd(400_000_000), pc::report);
            assertTrue(pc.serial().contains("DEMO OK"), pc::report);
            assertTrue(pc.serial().contains("disk 80h: 16 MiB, no EDD path"), "the old ROM answers: " + pc.report());
            assertTrue(pc.serial().contains("disk 81h: 16 MiB, no EDD path"), "and chains to ours: " + pc.report());
        }
        assertEquals('B', disk.data()[2048 * 512]);
    }

    @Test
    void theRomIsWhatItsSourceSays(@TempDir Path work) throws Exception {
        Nasm.assertBuiltFromSource(ROM, work);
    }

    /** A card that has a ROM and nothing else; the ROM's last byte makes the sum right. */
    private record RomCard(byte[] image) implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("rom", "a card with a ROM", "", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            byte[] rom = image.clone();
            for (int i = 0; i < rom.length - 1; i++) {
                rom[rom.length - 1] -= rom[i];
            }
            slot.rom(new OptionRom("old.bin", rom));
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }
}
