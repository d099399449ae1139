package backplane.config.internal;

import backplane.config.Catalogue;
import backplane.config.Plan;
import backplane.config.PlanText;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import backplane.core.Plans;
import backplane.host.Launch;
import backplane.host.Terminal;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Turns a {@link Launch} into a running machine. It works on a thread of its own: it waits for other components. */
@Component(
        service = {},
        immediate = true)
public final class ConfigComponent {
    private static final int BAD_PLAN = 2;
    private static final int HOST_ERROR = 4;
    private static final int TIMEOUT = 124;
    private static final int TOOLS = 4;
    private static final String MACHINE = "pc";

    private final BundleContext context;
    private final Launch launch;
    private final Terminal terminal;
    private final Machines machines;
    private final ConfigurationAdmin admin;
    private final ServiceComponentRuntime runtime;
    /** The machine once its cards are in, for the timeout to tell about. */
    private volatile MachineView started;

    @Activate
    public ConfigComponent(
            BundleContext context,
            @Reference Launch launch,
            @Reference Terminal terminal,
            @Reference Machines machines,
            @Reference ConfigurationAdmin admin,
            @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.launch = launch;
        this.terminal = terminal;
        this.machines = machines;
        this.admin = admin;
        this.runtime = runtime;
        Thread thread = new Thread(this::start, "backplane-plan");
        thread.setDaemon(true);
        thread.start();
    }

    private void start() {
        try {
            plan();
        } catch (PlanException e) {
            launch.end(BAD_PLAN, e.getMessage());
        } catch (RuntimeException e) {
            System.getLogger(ConfigComponent.class.getName()).log(System.Logger.Level.ERROR, "planning failed", e);
            launch.end(HOST_ERROR, "planning failed: " + e);
        }
    }

    private void plan() throws PlanException {
        PlanText text = PlanText.read(launch.command(), launch.arguments());
        BundleCatalogue bundles = new BundleCatalogue(
                context, text.repository().isEmpty() ? launch.repository() : Path.of(text.repository()));
        bundles.openRepository();
        Catalogue catalogue = bundles.read();
        List<String> lists = text.lists(catalogue);
        if (!lists.isEmpty()) {
            print(lists);
            return;
        }
        Plan plan = text.plan("plan1", catalogue);
        if (text.dryRun()) {
            print(PlanText.table(plan.rows()));
            return;
        }
        if (text.timeoutMillis() > 0) {
            startTimeout(text.timeout(), text.timeoutMillis());
        }
        run(text, bundles, plan);
    }

    private void print(List<String> lines) {
        lines.forEach(terminal::println);
        launch.end(0, "");
    }

    private void run(PlanText text, BundleCatalogue bundles, Plan plan) throws PlanException {
        MachineView machine = machines.create(MACHINE, text.machineOptions(), text.ramMiB(), launch.memory());
        Configurations configurations = new Configurations(admin, MACHINE);
        Explainer explainer = new Explainer(context, runtime);
        Commit commit = new Commit(context, machines, configurations, explainer);
        commit.apply(machine, plan);
        RunningPlan running = new RunningPlan(context, machine, commit, configurations, explainer, bundles, text, plan);
        announce(text, plan, machine);
        boolean shell = launch.command().equals("shell");
        machines.whenEnded(machine, status -> {
            if (!shell && (status != 0 || !text.stay())) {
                launch.end(status, machine.endReason());
            }
        });
        if (text.paused()) {
            machine.pause();
        }
        machine.powerOn();
        started = machine;
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("machine", MACHINE, "deploy", text.deploy()));
        if (text.commands() != null) {
            properties.put("commands", text.commands());
        }
        properties.put("script", text.script());
        context.registerService(Plans.class, running, properties);
        terminal.onShell(this::startTools);
        if (shell) {
            terminal.focusShell(true);
        } else if (!text.deploy().isEmpty()) {
            startTools();
        }
    }

    /** Starts the bundles of start level 4: shell and deployer, which most runs never need. */
    private void startTools() {
        for (Bundle bundle : context.getBundles()) {
            BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
            if (level != null && level.getStartLevel() == TOOLS && bundle.getState() != Bundle.ACTIVE) {
                try {
                    bundle.start(Bundle.START_TRANSIENT);
                } catch (BundleException e) {
                    launch.end(HOST_ERROR, bundle.getSymbolicName() + " did not start: " + e.getMessage());
                }
            }
        }
    }

    /** The first lines: what runs, and which keys are ours. Not for pipes, whose readers want the guest alone. */
    private void announce(PlanText text, Plan plan, MachineView machine) {
        if (!terminal.interactive() && !launch.command().equals("demo")) {
            return;
        }
        String cpu = machine.cpu() == null ? "no processor" : machine.cpu().model();
        String keys = terminal.interactive() ? "      Ctrl-A x ends, Ctrl-A c opens the shell" : "";
        terminal.println("Backplane " + version() + "  machine " + machine.name() + ": " + cpu + ", " + text.ramMiB()
                + " MiB, " + plan.cards().size() + " cards" + keys);
        text.drives(plan, machine).forEach(terminal::println);
    }

    /** What the guest is at when its time is over. */
    private String doing() {
        MachineView machine = started;
        if (machine == null) {
            return "the machine was not built yet";
        }
        try {
            return machine.atSafePoint(() -> {
                String cpu = machine.cpu() == null
                        ? "there is no processor"
                        : machine.cpu().doing();
                return "after " + machine.instructions() + " instructions the processor was " + cpu
                        + (machine.state() == MachineView.State.RUNNING ? "" : ", the machine " + state(machine));
            });
        } catch (TimeoutException | RuntimeException e) {
            return "the machine does not answer: " + machine.activity().name().toLowerCase(Locale.ROOT);
        }
    }

    private static String state(MachineView machine) {
        return machine.state().name().toLowerCase(Locale.ROOT);
    }

    private String version() {
        return context.getBundle().getVersion().getMajor() + "."
                + context.getBundle().getVersion().getMinor();
    }

    private void startTimeout(String seconds, long millis) {
        new Timer("backplane-timeout", true)
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                launch.end(TIMEOUT, "-timeout " + seconds + ": " + doing());
                            }
                        },
                        millis);
    }
}
