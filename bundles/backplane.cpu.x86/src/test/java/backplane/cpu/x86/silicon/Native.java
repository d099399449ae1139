package backplane.cpu.x86.silicon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The host's processor, by record.c. */
final class Native {
    private static final Path SOURCE = Path.of("src", "test", "silicon", "record.c");

    private final Path program;

    private Native(Path program) {
        this.program = program;
    }

    /** Compiles the program; null where that is not possible. */
    static Native build() throws IOException {
        if (!Files.exists(SOURCE) || !System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        Path to = Files.createDirectories(Path.of("target")).resolve("record");
        try {
            Process cc = new ProcessBuilder(
                            "gcc", "-O1", "-fno-stack-protector", "-fpie", "-pie", "-o", "" + to, "" + SOURCE)
                    .redirectErrorStream(true)
                    .start();
            cc.getInputStream().readAllBytes();
            return cc.waitFor() == 0 ? new Native(to) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Runs cases; the answer's lines. */
    void run(boolean full, Consumer<PrintStream> cases, Consumer<String> answers) throws IOException {
        ProcessBuilder builder = full
                ? new ProcessBuilder(program.toAbsolutePath().toString(), "full")
                : new ProcessBuilder(program.toAbsolutePath().toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread writer = new Thread(() -> {
            try (PrintStream out = new PrintStream(process.getOutputStream(), false, StandardCharsets.US_ASCII)) {
                cases.accept(out);
            }
        });
        writer.start();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            in.lines().forEach(answers);
        }
    }

    /** The processor's name, family, model and stepping. */
    static String processor() throws IOException {
        String model = "";
        StringBuilder numbers = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.isEmpty()) {
                break;
            }
            String[] fields = line.split("\\s*: ");
            switch (fields[0]) {
                case "model name" -> model = fields[1];
                case "cpu family", "model", "stepping" -> numbers.append('/').append(fields[1]);
                default -> {}
            }
        }
        return model + " family/model/stepping " + numbers.substring(Math.min(1, numbers.length()));
    }
}
