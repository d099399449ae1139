package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.display.Display;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a guest stores into the frame buffer is seen, whether its memory was looked at or, standing still, watched. */
class FrameBufferTest {
    private static final String GUEST = "framebuffer-guest";
    private static final int POINTS = 8;

    static Stream<Engine> engines() {
        return Stream.of(Engine.INTERPRETER, Engine.JIT, Engine.ALL);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyPictureIsShownOnce(Engine engine) throws Exception {
        List<Integer> seen = new ArrayList<>();
        Display display = frame -> {
            if (frame.width() == 320) {
                seen.add(frame.pixels()[0]);
                assertEquals(frame.pixels()[0], frame.pixels()[999]);
            }
        };
        byte[] disk = Arrays.copyOf(Nasm.image(GUEST), 1 << 20);
        Pc.Builder builder = Pc.builder()
                .ram(16)
                .card("vga", new Vga(VgaSettings.of("1", "", ""), display), "addr", "2")
                .card("cpu", new X86Cpu(Model.DEFAULT, engine))
                .scsi(Pc.disk("d", disk), true);
        try (Pc pc = builder.powerOn()) {
            assertEquals(43, pc.runToEnd(20_000_000), pc::report);
        }
        assertEquals(IntStream.rangeClosed(1, POINTS).boxed().toList(), seen);
    }

    @Test
    void theGuestIsWhatItsSourceSays(@TempDir Path folder) throws Exception {
        Nasm.assertBuiltFromSource(GUEST, folder);
    }
}
