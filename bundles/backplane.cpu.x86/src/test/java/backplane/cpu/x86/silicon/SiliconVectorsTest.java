package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.Cpu;
import backplane.cpu.x86.Engines;
import backplane.cpu.x86.NoDefects;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Does on each engine what the recording processor did, and reports which rows that covers. */
@ExtendWith(NoDefects.class)
class SiliconVectorsTest {
    /** One that has all the instructions there are. */
    private static final String MODEL = "pentium3,+sse2,+clflush,+pni";

    private static final int SHOWN = 40;
    private static final int ENOUGH = 100;

    static Stream<Named<Supplier<Cpu>>> engines() {
        return Stream.of(
                Named.of("interpreter", () -> new X86Cpu(MODEL, backplane.cpu.x86.translate.Engine.INTERPRETER)),
                Named.of("translator", () -> new X86Cpu(MODEL, Engines.SOON)),
                Named.of("translator, threshold 1", () -> new X86Cpu(MODEL, backplane.cpu.x86.translate.Engine.ALL)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void doesWhatSiliconDid(Supplier<Cpu> cpus) throws IOException {
        Vectors vectors = Vectors.load();
        Replay replay = new Replay(cpus);
        replay.all(vectors);
        List<String> shown = replay.differences.subList(0, Math.min(SHOWN, replay.differences.size()));
        assertTrue(
                replay.differences.isEmpty(),
                () -> replay.differences.size() + " groups differ from " + vectors.processor() + ":\n"
                        + String.join("\n", shown));
        assertTrue(replay.encodings >= 20_000, () -> "only " + replay.encodings + " encodings");
        coverage(replay);
    }

    /** The coverage report, made from the opcode table. */
    private static void coverage(Replay replay) throws IOException {
        List<String> report = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Row row : Opcodes.all()) {
            int[] count = replay.completed().getOrDefault(row, new int[2]);
            String line = String.format(
                    "%-7s %6d completed in 16-bit code, %6d in 32-bit code: %s",
                    row.coverage(), count[0], count[1], row.title());
            report.add(line);
            if (row.coverage().equals("user") && !Encodings.approximate(row) && Math.min(count[0], count[1]) < ENOUGH) {
                missing.add(line);
            }
        }
        report.add(replay.encodings + " encodings, " + replay.executions + " results");
        Files.write(Path.of("target", "coverage.txt"), report);
        assertEquals(List.of(), missing, "rows with too few results; see src/test/silicon/README.md");
    }
}
