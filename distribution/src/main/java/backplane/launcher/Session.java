package backplane.launcher;

import backplane.host.Launch;
import backplane.host.Terminal;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.osgi.framework.BundleException;
import org.xml.sax.SAXException;

/** One run of {@code run}, {@code demo} or {@code shell}: from the command line to the exit status. */
final class Session implements Launch {
    private static final int BAD_OPTION = 2;
    private static final int HOST_ERROR = 4;
    /** MiB behind guest RAM for ROM images and the memory of cards. */
    private static final int BEHIND_RAM = 24;

    private final String command;
    private final List<String> arguments;
    private final Distribution distribution = Distribution.current();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private FutureTask<byte[]> memory;
    private Scratch scratch;
    private Path log;
    private volatile boolean signalled;

    private record End(int status, String message) {}

    Session(String command, List<String> arguments) {
        this.command = command;
        this.arguments = new ArrayList<>(arguments);
    }

    int execute() {
        startMemory();
        background(Session::warmUp, "backplane-warm");
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        try {
            scratch = Scratch.open();
            if (command.equals("demo")) {
                arguments.addAll(0, demoOptions());
            }
        } catch (IOException e) {
            err.println("backplane: " + e);
            return HOST_ERROR;
        }
        if (!openLog(err)) {
            scratch.close();
            return BAD_OPTION;
        }
        // JLine unpacks its native library there, and would leave it behind: nothing runs its hook.
        System.setProperty("jline.tmpdir", scratch.folder().toString());
        HostTerminal terminal = HostTerminal.open(this, err);
        Thread hook = new Thread(this::interrupted, "backplane-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        End how;
        try {
            how = inFramework(terminal);
        } finally {
            terminal.close();
        }
        if (how.status() == HOST_ERROR) {
            keepLog(err);
        }
        if (!how.message().isEmpty()) {
            err.println("backplane: " + how.message());
        }
        scratch.close();
        over.complete(null);
        return how.status();
    }

    private End inFramework(HostTerminal terminal) {
        Host host;
        try {
            host = Host.start(
                    distribution.profile(profile()),
                    scratch.folder().resolve("bundles"),
                    Map.of(Terminal.class, terminal));
        } catch (BundleException | IOException | RuntimeException e) {
            e.printStackTrace();
            return new End(HOST_ERROR, "the framework did not start: " + e);
        }
        host.publish(Launch.class, this);
        Thread reaper = new Thread(scratch::reap, "backplane-reaper");
        reaper.setDaemon(true);
        reaper.start();
        try {
            End how = end.get();
            host.stop();
            return how;
        } catch (InterruptedException | ExecutionException e) {
            return new End(HOST_ERROR, e.toString());
        }
    }

    private String profile() {
        return System.getProperty("backplane.profile", "pc");
    }

    /** Guest RAM is zeroed while the framework starts: 128 MiB take longer than all of the rest on some hosts. */
    private void startMemory() {
        int mib = mib();
        memory = new FutureTask<>(() -> new byte[(mib + BEHIND_RAM) << 20]);
        if (arguments.contains("-dry-run")) {
            return;
        }
        background(memory, "backplane-memory");
    }

    private static void background(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Initialises parts of the JDK that bundles will ask for, while this thread's elder starts the framework. */
    private static void warmUp() {
        try {
            SAXParserFactory.newDefaultInstance().newSAXParser();
            String.format("%04x", System.getLogger("backplane").isLoggable(System.Logger.Level.INFO) ? 1 : 0);
        } catch (SAXException | ParserConfigurationException e) {
            // Whoever needs it says so.
            return;
        }
    }

    /** The launcher script has looked for {@code -m}: it sizes the heap with it. */
    private static int mib() {
        return Math.max(1, Math.min(2047 - BEHIND_RAM, Integer.getInteger("backplane.ram", 128)));
    }

    private boolean openLog(PrintStream err) {
        int at = arguments.lastIndexOf("-D");
        log = at >= 0 && at + 1 < arguments.size()
                ? Path.of(arguments.get(at + 1)).toAbsolutePath()
                : scratch.folder().resolve("log");
        PrintStream to;
        try {
            to = new PrintStream(new FileOutputStream(log.toFile()), true, StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            err.println("backplane: -D " + e.getMessage() + "; name a file that can be written");
            return false;
        }
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT.%1$tL %4$s %5$s%6$s%n");
        // Whatever a library prints must not land in the guest's screen.
        System.setOut(to);
        System.setErr(to);
        return true;
    }

    private void keepLog(PrintStream err) {
        if (!log.startsWith(scratch.folder())) {
            return;
        }
        try {
            Path kept = scratch.folder().resolveSibling("last.log");
            Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
            err.println("backplane: the log is kept in " + kept);
        } catch (IOException e) {
            err.println("backplane: the log could not be kept: " + e);
        }
    }

    private List<String> demoOptions() throws IOException {
        Path image = scratch.folder().resolve("demo.img");
        DemoDisk.write(image);
        String file = image.toString().replace(",", ",,");
        // A demo that fails says so through this port, and ends with a status other than 0.
        return List.of("-m", "64", "-device", "isa-debug-exit", "-drive", "file=" + file + ",if=scsi,boot=on");
    }

    /** SIGINT, SIGTERM or SIGHUP: the virtual machine goes down with the right status once this returns. */
    private void interrupted() {
        signalled = true;
        end(128, "");
        try {
            over.get(4, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return;
        }
    }

    /** Whether a signal ends the process: its exit status is then the virtual machine's to give. */
    boolean signalled() {
        return signalled;
    }

    @Override
    public String command() {
        return command;
    }

    @Override
    public List<String> arguments() {
        return List.copyOf(arguments);
    }

    @Override
    public Future<byte[]> memory() {
        return memory;
    }

    @Override
    public Path scratch() {
        return scratch.folder();
    }

    @Override
    public Path repository() {
        return distribution.repository();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void end(int status, String message) {
        end.complete(new End(status, message));
    }
}
