package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The PC's way of x87 errors, from FERR# over the PIIX3 and the 8259s to the guest and back by IGNNE#. */
class CoprocessorErrorTest {
    private static final String GUEST = "ferr-guest";

    static Stream<Engine> engines() {
        return Stream.of(Engine.INTERPRETER, Engine.JIT, Engine.ALL);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void anErrorWithoutNeReachesTheGuestAsIrq13(Engine engine) throws IOException {
        byte[] disk = Arrays.copyOf(Nasm.image(GUEST), 1 << 20);
        Pc.Builder builder = Pc.builder()
                .ram(16)
                .card("cpu", new X86Cpu(Model.DEFAULT, engine))
                .scsi(Pc.disk("d", disk), true);
        try (Pc pc = builder.powerOn()) {
            assertEquals(43, pc.runToEnd(20_000_000), pc::report);
            assertTrue(pc.debug().endsWith("firmware interrupts waited exception"), pc::report);
        }
    }

    @Test
    void theGuestIsWhatItsSourceSays(@TempDir Path folder) throws Exception {
        Nasm.assertBuiltFromSource(GUEST, folder);
    }
}
