package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With counted instructions Linux boots and powers off the same way every time, whatever ran before on whatever JDK. */
class DeterminismTest {
    @TempDir
    private Path work;

    @Test
    void linuxEndsAtTheSameInstructionWithTheSameMemory() throws Exception {
        Path disk = disk();
        Path here = Path.of(System.getProperty("java.home"));
        String first = boots(disk, here);
        assertTrue(first.startsWith("ended with 0 after "), first);
        assertEquals(first, boots(disk, here));
        List<Path> others = others();
        for (Path other : others) {
            assertEquals(first, boots(disk, other), other::toString);
        }
        assumeTrue(!others.isEmpty(), "equal on this JDK; there is no other one in /usr/lib/jvm");
    }

    private static List<Path> others() throws IOException {
        String running = "" + Runtime.version().feature();
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            return installed
                    .filter(p -> !Files.isSymbolicLink(p) && Files.isExecutable(p.resolve("bin/java")))
                    .filter(p -> !p.getFileName().toString().contains("-" + running))
                    .toList();
        }
    }

    private Path disk() throws Exception {
        String script = "echo at work; cat /proc/interrupts; sleep 1; sync; poweroff -f";
        return Files.write(work.resolve("disk"), LinuxDisk.image(work, List.of("ata_piix", "sd_mod"), script));
    }

    private String boots(Path disk, Path java) throws Exception {
        Process run = new ProcessBuilder(
                        java.resolve("bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx1g",
                        // As the launcher does; JDK 25 would warn of the other Unsafe.
                        "--add-exports",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        LinuxRun.class.getName(),
                        disk.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, run.waitFor(), said);
        return said;
    }
}
