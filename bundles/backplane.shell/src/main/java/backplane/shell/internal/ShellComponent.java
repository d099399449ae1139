package backplane.shell.internal;

import backplane.core.Plans;
import backplane.host.Launch;
import backplane.host.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.ExternalTerminal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs a Gogo session on the launcher's terminal, a script file, or the commands of {@code -c}. */
@Component(
        service = {},
        immediate = true)
public final class ShellComponent {
    private static final int BAD_COMMAND = 2;
    private static final int INTERRUPTED = 130; // as by SIGINT
    private static final String PROMPT = "bp> ";

    private final Launch launch;
    private final Terminal terminal;
    private final CommandProcessor processor;
    private final String commands;
    private final String script;
    private volatile boolean stopped;

    @Activate
    public ShellComponent(
            @Reference Launch launch,
            @Reference Terminal terminal,
            @Reference CommandProcessor processor,
            @Reference BpCommands ready,
            @Reference Map.Entry<Map<String, Object>, Plans> plans) {
        this.launch = launch;
        this.terminal = terminal;
        this.processor = processor;
        commands = (String) plans.getKey().get("commands");
        script = String.valueOf(plans.getKey().getOrDefault("script", ""));
        Thread thread = new Thread(this::run, "backplane-shell");
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void deactivate() {
        stopped = true;
    }

    private void run() {
        PrintStream out = new PrintStream(newlines(), true, StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(terminal.shellIn(), out, out)) {
            session.put("SCOPE", "bp:*");
            org.jline.terminal.Terminal half = terminal.interactive() ? half() : null;
            if (commands != null) {
                end(attended(session, commands, half));
            } else if (!script.isEmpty()) {
                end(attended(session, Files.readString(Path.of(script)), half));
            } else {
                interact(session, out, half);
            }
        } catch (IOException e) {
            launch.end(BAD_COMMAND, script + ": cannot be read: " + e.getMessage());
        }
    }

    /** In raw mode a line feed does not return the carriage. */
    private java.io.OutputStream newlines() {
        if (!terminal.interactive()) {
            return terminal.shellOut();
        }
        return new java.io.FilterOutputStream(terminal.shellOut()) {
            @Override
            public void write(int b) throws IOException {
                if (b == '\n') {
                    out.write('\r');
                }
                out.write(b);
            }
        };
    }

    private void end(String failure) {
        int bad = failure.equals(Interruption.REASON) ? INTERRUPTED : BAD_COMMAND;
        launch.end(failure.isEmpty() ? 0 : bad, failure);
    }

    private void interact(CommandSession session, PrintStream out, org.jline.terminal.Terminal half) {
        Supplier<String> lines = half != null ? editor(half) : plain();
        String line = lines.get();
        while (line != null && !stopped) {
            String failure = attended(session, line, half);
            if (!failure.isEmpty()) {
                out.println(failure);
            }
            line = lines.get();
        }
        if (!stopped && !terminal.interactive()) {
            launch.end(0, "");
        }
    }

    private Supplier<String> plain() {
        BufferedReader reader = new BufferedReader(new InputStreamReader(terminal.shellIn(), StandardCharsets.UTF_8));
        return () -> {
            try {
                return reader.readLine();
            } catch (IOException e) {
                return null;
            }
        };
    }

    /** The shell's half of the terminal. It finds Ctrl-C among the keys: a pseudo-terminal would be no help in that. */
    private org.jline.terminal.Terminal half() {
        String type = System.getenv().getOrDefault("TERM", "dumb");
        try {
            ExternalTerminal half = new ExternalTerminal(
                    "shell", type, terminal.shellIn(), terminal.shellOut(), StandardCharsets.UTF_8);
            half.setSize(new Size(terminal.columns(), terminal.rows()));
            return half;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // streams of our own, in memory
        }
    }

    /** Executes a line, which Ctrl-C ends when there is a terminal. */
    private String attended(CommandSession session, String line, org.jline.terminal.Terminal half) {
        if (half == null) {
            return execute(session, line);
        }
        Interruption interruption = new Interruption(session);
        SignalHandler before = half.handle(Signal.INT, signal -> interruption.ask());
        try {
            return interruption.attend(() -> execute(session, line));
        } finally {
            half.handle(Signal.INT, before);
        }
    }

    /** A line editor; Ctrl-D gives the focus back to the guest. */
    private Supplier<String> editor(org.jline.terminal.Terminal half) {
        LineReader reader = LineReaderBuilder.builder().terminal(half).build();
        return () -> {
            while (true) {
                try {
                    return reader.readLine(PROMPT);
                } catch (UserInterruptException e) {
                    continue;
                } catch (EndOfFileException e) {
                    if (stopped) {
                        return null;
                    }
                    terminal.focusShell(false);
                }
            }
        };
    }

    /** Returns why it failed, or nothing. */
    static String execute(CommandSession session, String line) {
        if (line.isBlank()) {
            return "";
        }
        try {
            Object result = session.execute(line);
            if (result != null) {
                List.of(session.format(result, Converter.INSPECT)).forEach(session.getConsole()::println);
            }
            return "";
        } catch (InterruptedException e) {
            return Interruption.REASON;
        } catch (Exception e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getMessage() == null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.toString() : cause.getMessage();
        }
    }
}
