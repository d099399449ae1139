package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.chipset.ps2i8042.Ps2I8042;
import backplane.testkit.MemoryChardev;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timer, clock, keyboard, serial port and reset, used by a guest through each firmware. */
class ChipsetBootTest {
    private static final String GUEST = "chipset-guest";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoaderUsesTheChips(boolean seabios) throws IOException {
        if (seabios) {
            SeaBios.assume();
        }
        MemoryChardev keyboard = new MemoryChardev();
        Pc.Builder builder = Pc.builder()
                .card("kbd", new Ps2I8042(keyboard))
                .option("rtc.base", "2026-11-22T12:34:56")
                .scsi(Pc.disk("d0", Arrays.copyOf(Nasm.image(GUEST), 1 << 20)), true);
        if (seabios) {
            builder.seabios();
        }
        try (Pc pc = builder.powerOn()) {
            assertTrue(pc.runUntilSerial(" keys ", 400_000_000), pc::report);
            keyboard.type("\u0014\u0094\u0012\u0092\u001f\u009f\u0014\u0094\u001c\u009c"); // t e s t Enter
            assertEquals(43, pc.runToEnd(400_000_000), pc::report);
            String said = pc.serial();
            assertTrue(said.matches("(?s).*ticks wait time 1234 keys test reset.* back.*"), said);
        }
    }

    @Test
    void theGuestIsWhatItsSourceSays(@TempDir Path folder) throws Exception {
        Nasm.assertBuiltFromSource(GUEST, folder);
    }
}
