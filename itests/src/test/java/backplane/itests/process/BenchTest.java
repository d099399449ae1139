package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backplane bench}: that its guests build, run and come to the right results; not how fast. */
class BenchTest {
    @TempDir
    Path base;

    private Backplane.Result run(String... arguments) {
        return Backplane.run(base, base, arguments);
    }

    private static void assumeInstalled(String program) {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(there, () -> "the benchmark's guests are built with " + program);
    }

    @Test
    void everyKernelComesToTheRightResult() throws Exception {
        assumeInstalled("gcc");
        assumeInstalled("nasm");
        Backplane.Result result = run(
                "bench",
                "cpu",
                "rep",
                "disk",
                "--work",
                "1",
                "--runs",
                "1",
                "--peers",
                "backplane",
                "--json",
                "figures");
        assertEquals(0, result.status(), result::toString);
        assertEquals(List.of(), result.err());
        for (String part : List.of("mandel", "sieve_pg", "cmpsd", "outsw_ata", "random")) {
            assertTrue(result.out().stream().anyMatch(l -> l.startsWith("| " + part + " ")), result::toString);
        }
        String json = Files.readString(base.resolve("figures"));
        assertTrue(json.contains("\"fib\": \"0002ff42\""), json);
    }

    @Test
    void whatThereIsNotIsSaidInOneLine() {
        assertEquals(
                "bench memory: there is start, cpu, rep, linux, disk, all; `backplane --help` lists what there is",
                run("bench", "memory").refusal());
        assertTrue(run("bench", "cpu", "--peers", "pearpc").refusal().startsWith("bench --peers pearpc: no such peer"));
    }
}
