package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
        String first = boots(disk, Path.of(System.getProperty("java.home")));
        assertTrue(first.startsWith("ended with 0 after "), first);
        assertEquals(first, boots(disk, Path.of(System.getProperty("java.home"))));
    }

    @Test
    void otherJdksEndThereToo() throws Exception {
        String running = "" + Runtime.version().feature();
        List<Path> others;
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            others = installed
                    .filter(p -> !Files.isSymbolicLink(p) && Files.isExecutable(p.resolve("bin/java")))
                    .filter(p -> !p.getFileName().toString().contains("-" + running))
                    .toList();
        }
        assumeTrue(!others.isEmpty(), "no other JDK in /usr/lib/jvm; install one, such as openjdk-25-jdk");
        Path disk = disk();
        String first = boots(disk, Path.of(System.getProperty("java.home")));
        for (Path other : others) {
            assertEquals(first, boots(disk, other), other::toString);
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
                        LinuxRun.class.getName(),
                        disk.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, run.waitFor(), said);
        return said;
    }
}
