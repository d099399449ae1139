package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.itests.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The launcher script in a process of its own, with a temporary folder of its own and nothing on its input. */
final class Backplane implements AutoCloseable {
    private static final long LIMIT_SECONDS = 90;

    private final List<String> arguments;
    private final Process process;
    private final Path base;

    /** How it ended. */
    record Result(int status, List<String> out, List<String> err) {
        /** Status 2, and nothing but one line on stderr. */
        String refusal() {
            if (status != 2 || err.size() != 1 || !out.isEmpty() || !err.get(0).startsWith("backplane: ")) {
                fail("not a refusal in one line: " + this);
            }
            return err.get(0).substring("backplane: ".length());
        }
    }

    private Backplane(List<String> arguments, Process process, Path base) {
        this.arguments = arguments;
        this.process = process;
        this.base = base;
    }

    /**
     * Starts it.
     *
     * @param base a folder for its output; its temporary files go to {@code base/tmp}
     * @param cwd its current folder
     */
    static Backplane start(Path base, Path cwd, List<String> arguments) {
        Backplane backplane = talk(base, cwd, Map.of(), arguments);
        try {
            backplane.process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return backplane;
    }

    /** Starts it with further variables in its environment, and its input open: {@link #say} writes there. */
    static Backplane talk(Path base, Path cwd, Map<String, String> environment, List<String> arguments) {
        try {
            return new Backplane(arguments, process(base, cwd, environment, command(arguments)), base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same on a terminal of its own: {@link #type} is its keyboard, and both of its outputs go to one file.
     *
     * @param type what TERM says
     */
    static Backplane onTerminal(String type, Path base, Path cwd, List<String> arguments) {
        String line = command(arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        try {
            return new Backplane(
                    arguments,
                    process(base, cwd, Map.of("TERM", type), List.of("script", "-qefc", line, "/dev/null")),
                    base);
        } catch (IOException e) {
            assumeTrue(false, "script is missing; install the package bsdutils");
            return null;
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(Distribution.root().resolve("backplane").toString()));
        command.addAll(arguments);
        return command;
    }

    private static Process process(Path base, Path cwd, Map<String, String> environment, List<String> command)
            throws IOException {
        Files.createDirectories(base.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
        builder.redirectOutput(base.resolve("out").toFile());
        builder.redirectError(base.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "BACKPLANE_NO_BUILD", "on",
                        "JAVA_HOME", System.getProperty("java.home"),
                        "TMPDIR", base.resolve("tmp").toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Keys for a process on a terminal, or what it reads from its input. */
    void type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits for its end. */
    static Result run(Path base, Path cwd, String... arguments) {
        try (Backplane backplane = start(base, cwd, List.of(arguments))) {
            return backplane.await();
        }
    }

    Result await() {
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> arguments + " does not end: " + now());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return now();
    }

    private Result now() {
        try {
            return new Result(
                    process.isAlive() ? -1 : process.exitValue(),
                    Files.readAllLines(base.resolve("out"), StandardCharsets.ISO_8859_1),
                    Files.readAllLines(base.resolve("err")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its output contains that. */
    void awaitOutput(String text) {
        awaitOutput(Pattern.compile(text, Pattern.LITERAL));
    }

    /** Waits until that is found in its output. */
    void awaitOutput(Pattern pattern) {
        await(
                pattern.pattern(),
                () -> pattern.matcher(String.join("\n", lines())).find());
    }

    /** Waits for something that it does before it ends. */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        boolean going = process.isAlive(); // before the look that counts: it may end with what is waited for
        while (!condition.getAsBoolean()) {
            assertTrue(
                    going && System.nanoTime() < end,
                    () -> "in vain: " + what + "; " + arguments + " said only " + now());
            LockSupport.parkNanos(5_000_000);
            going = process.isAlive();
        }
    }

    /** Its output so far. */
    List<String> lines() {
        return now().out();
    }

    /** Puts a line on its input. */
    void say(String line) {
        type(line + "\n");
    }

    /** Has its virtual machine carry out a diagnostic command. */
    void jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()));
        all.add(Long.toString(process.pid()));
        all.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jcmd.waitFor(), said);
    }

    /** What it has used of the processors. */
    Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** How often one of its threads, by the first 15 letters of its name, has given up the processor to wait. */
    long sleeps(String thread) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals(thread)) {
                    return Files.readAllLines(task.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(
                                    line.substring(line.indexOf(':') + 1).strip()))
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new IOException("there is no thread " + thread);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGINT, as Ctrl-C sends it when the terminal is not raw. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** What it has left of its temporary files. */
    static List<Path> leftovers(Path base) {
        try (Stream<Path> files = Files.walk(base.resolve("tmp"))) {
            return files.filter(file -> !file.equals(base.resolve("tmp"))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
