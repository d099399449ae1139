package backplane.deploy.internal;

import backplane.core.Deployer;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import backplane.core.Plans;
import backplane.deploy.FolderWatch;
import backplane.deploy.JarCheck;
import backplane.host.Launch;
import backplane.host.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Installs, replaces and removes bundles under a running machine. */
@Component(service = Deployer.class, immediate = true)
public final class DeployComponent implements Deployer {
    private static final long TIMEOUT_MILLIS = 5_000;
    /** What everything else is wired to: replacing it would stop the machine. */
    private static final Set<String> BASE = Set.of(
            "backplane.api",
            "backplane.core",
            "backplane.machine",
            "backplane.cpu.x86",
            "backplane.block",
            "backplane.config",
            "backplane.console",
            "backplane.deploy",
            "backplane.shell");

    private final BundleContext context;
    private final Plans plans;
    private final Machines machines;
    private final Terminal terminal;
    private final Path copies;
    private final Map<Path, Long> deployed = new HashMap<>();
    private final FolderWatch watch;
    private int number;

    @Activate
    public DeployComponent(
            BundleContext context,
            @Reference Plans plans,
            @Reference Machines machines,
            @Reference Launch launch,
            @Reference Terminal terminal)
            throws IOException {
        this.context = context;
        this.plans = plans;
        this.machines = machines;
        this.terminal = terminal;
        copies = Files.createDirectories(launch.scratch().resolve("deployed"));
        List<String> arguments = launch.arguments();
        int at = arguments.lastIndexOf("-deploy");
        watch = at < 0 ? null : new FolderWatch(Path.of(arguments.get(at + 1)), this::settled, this::gone);
    }

    @Deactivate
    void deactivate() throws IOException {
        if (watch != null) {
            watch.close();
        }
    }

    private void settled(Path jar) {
        try {
            say(install(jar));
        } catch (PlanException e) {
            say(jar.getFileName() + ": " + e.getMessage());
        }
    }

    private synchronized void gone(Path jar) {
        Long bundle = deployed.remove(jar);
        // Its bundle may live on under another file's name.
        if (bundle == null || deployed.containsValue(bundle) || context.getBundle(bundle) == null) {
            return;
        }
        try {
            say(remove(context.getBundle(bundle)));
        } catch (PlanException e) {
            say(jar.getFileName() + ": " + e.getMessage());
        }
    }

    private void say(String line) {
        System.getLogger(DeployComponent.class.getName()).log(System.Logger.Level.INFO, line);
        if (terminal.interactive()) {
            terminal.println(line);
        }
    }

    @Override
    public synchronized String install(Path jar) throws PlanException {
        JarCheck check = JarCheck.of(jar);
        Bundle old = named(check.name());
        if (old != null) {
            return replace(old, jar, check);
        }
        Bundle bundle = add(jar, check);
        try {
            bundle.start(Bundle.START_TRANSIENT);
            List<String> cards = plans.plugAutomatic(bundle.getBundleId());
            deployed.put(jar.toAbsolutePath().normalize(), bundle.getBundleId());
            return cards.isEmpty()
                    ? check.name() + " " + check.version() + " installed; its cards wait for bp:plug"
                    : String.join("; ", cards.stream().map(this::plugged).toList());
        } catch (BundleException | PlanException e) {
            discard(bundle);
            throw new PlanException(firstLine(e));
        }
    }

    @Override
    public synchronized String update(String cardOrBundle, Path jar) throws PlanException {
        return replace(bundleOf(cardOrBundle), jar, JarCheck.of(jar));
    }

    @Override
    public synchronized String uninstall(String cardOrBundle) throws PlanException {
        Bundle bundle = bundleOf(cardOrBundle);
        refuseBase(bundle.getSymbolicName());
        return remove(bundle);
    }

    private String replace(Bundle old, Path jar, JarCheck check) throws PlanException {
        refuseBase(check.name());
        refuseClosure(old);
        Bundle next = add(jar, check);
        List<String> done = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            next.start(Bundle.START_TRANSIENT);
            for (String card : cardsOf(old)) {
                Machines.Swap swap = machines.replace(plans.machine(), card, next.getBundleId(), TIMEOUT_MILLIS);
                plans.moved(card, next.getBundleId());
                done.add(card);
                lines.add(card + " " + old.getVersion() + " -> " + check.version() + ", state kept (" + swap.records()
                        + (swap.records() == 1 ? " record, " : " records, ") + swap.bytes()
                        + " bytes), machine paused " + (swap.pausedNanos() + 999_999) / 1_000_000 + " ms");
            }
        } catch (BundleException | PlanException e) {
            String reason = reason(e, next);
            back(done, old);
            discard(next);
            throw new PlanException(check.name() + " " + check.version() + " was not taken, " + old.getVersion()
                    + " goes on: " + reason);
        }
        deployed.values().removeIf(n -> n == old.getBundleId());
        deployed.put(jar.toAbsolutePath().normalize(), next.getBundleId());
        String from = old.getVersion().toString();
        discard(old);
        List<String> added = plans.plugAutomatic(next.getBundleId());
        added.forEach(card -> lines.add(plugged(card)));
        return lines.isEmpty() ? check.name() + " " + from + " -> " + check.version() : String.join("; ", lines);
    }

    private String reason(Exception e, Bundle next) {
        return e instanceof PlanException plan && !plan.missing().isEmpty()
                ? plans.explain(plan.missing().get(0), next.getBundleId())
                : firstLine(e);
    }

    /** Some cards of a bundle have moved and another could not: all return. */
    private void back(List<String> cards, Bundle old) {
        for (String card : cards) {
            try {
                machines.replace(plans.machine(), card, old.getBundleId(), TIMEOUT_MILLIS);
                plans.moved(card, old.getBundleId());
            } catch (PlanException e) {
                say(card + " could not return to " + old.getVersion() + ": " + e.getMessage());
            }
        }
    }

    private String remove(Bundle bundle) throws PlanException {
        refuseClosure(bundle);
        List<String> cards = cardsOf(bundle);
        for (String card : cards) {
            plans.unplug(card);
        }
        String name = bundle.getSymbolicName() + " " + bundle.getVersion();
        deployed.values().removeIf(n -> n == bundle.getBundleId());
        discard(bundle);
        return name + " removed" + (cards.isEmpty() ? "" : "; " + String.join(", ", cards) + " unplugged");
    }

    private Bundle add(Path jar, JarCheck check) throws PlanException {
        try {
            Path copy = copies.resolve(++number + "-" + jar.getFileName());
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            // What was verified may have changed while it was copied.
            if (!JarCheck.of(copy).equals(check)) {
                throw new PlanException(jar + ": it changed while it was read; copy it again");
            }
            return context.getBundle(0).getBundleContext().installBundle("reference:" + copy.toUri());
        } catch (IOException | BundleException e) {
            throw new PlanException(jar + ": it could not be installed: " + firstLine(e));
        }
    }

    /** Uninstalls, and frees the class loader: the closure is the bundle alone. */
    private void discard(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            say(bundle + " could not be uninstalled: " + firstLine(e));
        }
        FrameworkWiring wiring = wiring();
        if (wiring.getDependencyClosure(List.of(bundle)).size() <= 1) {
            wiring.refreshBundles(List.of(bundle));
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(0).adapt(FrameworkWiring.class);
    }

    private static void refuseBase(String name) throws PlanException {
        if (BASE.contains(name)) {
            throw new PlanException(name + " is what every card is wired to; it can only change at the next start");
        }
    }

    private void refuseClosure(Bundle bundle) throws PlanException {
        Collection<Bundle> closure = wiring().getDependencyClosure(List.of(bundle));
        Set<String> others = new TreeSet<>();
        for (Bundle other : closure) {
            if (other != bundle) {
                others.add(other.getSymbolicName());
            }
        }
        if (!others.isEmpty()) {
            throw new PlanException(bundle.getSymbolicName() + " has bundles wired to it that would restart with it: "
                    + String.join(", ", others) + "; end the machine first");
        }
    }

    private Bundle bundleOf(String cardOrBundle) throws PlanException {
        Long id = plans.bundles().get(cardOrBundle);
        Bundle bundle = id == null ? named(cardOrBundle) : context.getBundle(id);
        if (bundle == null) {
            throw new PlanException(cardOrBundle + ": no card has this id and no bundle this name; see bp:devices");
        }
        return bundle;
    }

    private Bundle named(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        return null;
    }

    private List<String> cardsOf(Bundle bundle) {
        List<String> cards = new ArrayList<>();
        plans.bundles().forEach((card, number) -> {
            if (number == bundle.getBundleId()) {
                cards.add(card);
            }
        });
        return cards;
    }

    private String plugged(String card) {
        for (MachineView.CardView view : plans.machine().cards()) {
            if (view.id().equals(card)) {
                return card + " plugged" + (view.at().isEmpty() ? "" : ": " + view.at() + " (open bus until now)");
            }
        }
        return card + " plugged";
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
