package backplane.launcher;

import backplane.launcher.bench.Bench;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Everything but {@code run}, {@code demo} and {@code shell}. */
@Command(
        name = "backplane",
        versionProvider = Commands.Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "An x86 PC assembled from plug-in cards, each an OSGi bundle.",
        subcommands = {Commands.Run.class, Commands.Demo.class, Commands.Shell.class, Bench.class})
final class Commands implements Runnable {
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    static int execute(String[] args) {
        CommandLine line = new CommandLine(new Commands());
        line.setParameterExceptionHandler((e, a) -> {
            PrintWriter err = e.getCommandLine().getErr();
            err.println("backplane: " + firstLine(e.getMessage()) + "; `backplane --help` lists what there is");
            return USAGE;
        });
        if (args.length > 0 && args[0].equals("img")) {
            line.getErr().println("backplane: img is not there yet; use qemu-img to make and convert images");
            return USAGE;
        }
        return line.execute(args.length > 0 && args[0].equals("help") ? new String[] {"--help"} : args);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("bad arguments");
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
        spec.commandLine()
                .getOut()
                .println(String.join(
                        System.lineSeparator(),
                        "",
                        "`backplane run -help` lists the options of run. --debug PORT before a command waits for nothing and",
                        "lets a Java debugger in at that port. First steps: backplane demo"));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"Backplane " + System.getProperty("backplane.version", "1.0.0")};
        }
    }

    @Command(
            name = "run",
            description = "Runs a PC: QEMU's option names, as -m 128 -drive file=disk.img,if=scsi,boot=on.")
    static final class Run implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("run is started without picocli");
        }
    }

    @Command(name = "demo", description = "Boots the demo disk through an LSI 53C895A with boot=on.")
    static final class Demo implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("demo is started without picocli");
        }
    }

    @Command(name = "shell", description = "Runs a PC and opens the Gogo shell on it; -c COMMANDS runs those and ends.")
    static final class Shell implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("shell is started without picocli");
        }
    }
}
