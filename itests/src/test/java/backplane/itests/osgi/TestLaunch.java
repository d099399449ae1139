package backplane.itests.osgi;

import backplane.core.MachineView;
import backplane.host.Launch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One start of the program inside the test. */
final class TestLaunch implements Launch {
    private final LiveFelix felix;
    private final TestTerminal terminal;
    private final String command;
    private final List<String> arguments;
    private final Path scratch;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /** How it ended. */
    record End(int status, String message) {}

    TestLaunch(LiveFelix felix, TestTerminal terminal, String command, List<String> arguments, Path scratch) {
        this.felix = felix;
        this.terminal = terminal;
        this.command = command;
        this.arguments = arguments;
        this.scratch = scratch;
    }

    /** Waits for the end. */
    End awaitEnd() {
        return Await.value(() -> "the end of " + command + arguments + ", guest: " + guest(), () -> end.getNow(null));
    }

    /** Waits until the guest runs. */
    MachineView awaitMachine() {
        MachineView machine = felix.service(MachineView.class);
        Await.until(() -> "a running machine; " + end, () -> machine.state() == MachineView.State.RUNNING);
        return machine;
    }

    /** Waits until the guest has written that. */
    void awaitGuest(String text) {
        Await.until(
                () -> '"' + text + "\" from the guest, which wrote \"" + guest() + "\"; " + end,
                () -> guest().contains(text));
    }

    String guest() {
        return terminal.guest();
    }

    TestTerminal terminal() {
        return terminal;
    }

    @Override
    public String command() {
        return command;
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public Future<byte[]> memory() {
        return null;
    }

    @Override
    public Path scratch() {
        return scratch;
    }

    @Override
    public Path repository() {
        return scratch.resolve("repository");
    }

    @Override
    public Path log() {
        return scratch.resolve("log");
    }

    @Override
    public void end(int status, String message) {
        end.complete(new End(status, message));
    }
}
