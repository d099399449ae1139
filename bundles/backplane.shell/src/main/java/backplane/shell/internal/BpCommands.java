package backplane.shell.internal;

import backplane.api.device.ResetKind;
import backplane.core.CpuState;
import backplane.core.Deployer;
import backplane.core.EngineView;
import backplane.core.MachineView;
import backplane.core.PlanException;
import backplane.core.Plans;
import backplane.core.rom.RomReport;
import backplane.host.Launch;
import backplane.shell.Listing;
import backplane.shell.Numbers;
import backplane.shell.PerfReport;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code bp}. */
@Component(service = BpCommands.class)
@GogoCommand(
        scope = "bp",
        function = {
            "help",
            "status",
            "devices",
            "drives",
            "plan",
            "wiring",
            "explain",
            "ports",
            "memmap",
            "irqs",
            "pci",
            "roms",
            "cpu",
            "regs",
            "x",
            "disassemble",
            "recorder",
            "perf",
            "jit",
            "log",
            "stop",
            "cont",
            "reset",
            "power",
            "plug",
            "unplug",
            "install",
            "update",
            "uninstall",
            "quit"
        })
public final class BpCommands {
    private static final int MOST_BYTES = 4096;
    private static final int MOST_LINES = 1000;
    private static final int DEFAULT_BYTES = 64;
    private static final int DEFAULT_LINES = 10;
    private static final int DEFAULT_REGIONS = 20;
    private static final int MOST_SECONDS = 3600;

    private final Plans plans;
    private final Deployer deployer;
    private final Launch launch;

    @Activate
    public BpCommands(@Reference Plans plans, @Reference Deployer deployer, @Reference Launch launch) {
        this.plans = plans;
        this.deployer = deployer;
        this.launch = launch;
    }

    private MachineView machine() {
        return plans.machine();
    }

    private static void print(CommandSession session, List<String> lines) {
        PrintStream out = session.getConsole();
        lines.forEach(out::println);
    }

    private static void print(CommandSession session, String text) {
        print(session, text.lines().toList());
    }

    @Descriptor("this list")
    public void help(CommandSession session) {
        PrintStream out = session.getConsole();
        Arrays.stream(BpCommands.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Descriptor.class))
                .sorted(Comparator.comparing(Method::getName).thenComparing(Method::getParameterCount))
                .forEach(m -> out.printf(
                        "  %-12s %s%n",
                        m.getName(), m.getAnnotation(Descriptor.class).value()));
    }

    @Descriptor("what the machine does")
    public void status(CommandSession session) {
        print(session, Listing.status(machine()));
    }

    @Descriptor("cards: id, type, bundle, place, state")
    public void devices(CommandSession session) {
        print(session, Listing.devices(machine().cards()));
    }

    @Descriptor("disk images and where they hang")
    public void drives(CommandSession session) {
        print(session, Listing.drives(machine().drives()));
    }

    @Descriptor("requirements, what provides them, from where")
    public void plan(CommandSession session) {
        print(session, plans.table());
    }

    @Descriptor("which card is wired to what")
    public void wiring(CommandSession session) {
        print(session, plans.wiring());
    }

    @Descriptor("ID: why a card is there, or is not")
    public void explain(CommandSession session, String id) {
        print(session, plans.explain(id));
    }

    @Descriptor("claimed ports")
    public void ports(CommandSession session) {
        print(session, Listing.claims(machine().claims(), List.of("ports")));
    }

    @Descriptor("claimed memory")
    public void memmap(CommandSession session) {
        print(session, Listing.claims(machine().claims(), List.of("memory", "ram", "rom")));
    }

    @Descriptor("claimed interrupt lines and DMA channels")
    public void irqs(CommandSession session) {
        print(session, Listing.claims(machine().claims(), List.of("irq", "dma")));
    }

    @Descriptor("PCI functions as the guest has set them up")
    public void pci(CommandSession session) {
        print(session, Listing.pci(machine().pci()));
    }

    @Descriptor("option ROMs: where the firmware put them, and why one did not run")
    public void roms(CommandSession session) throws TimeoutException {
        print(session, Listing.roms(RomReport.of(machine())));
    }

    @Descriptor("the processor's model and what it is doing")
    public void cpu(CommandSession session) throws TimeoutException {
        print(
                session,
                machine()
                        .atSafePoint(() ->
                                machine().cpu().model() + ": " + machine().cpu().doing()));
    }

    @Descriptor("the processor's registers")
    public void regs(CommandSession session) throws TimeoutException {
        print(session, machine().atSafePoint(() -> machine().cpu().state().dump()));
    }

    @Descriptor("ADDRESS [COUNT]: bytes at a linear address, as 7c00 or 0000:7c00")
    public void x(CommandSession session, String address, String... count) throws TimeoutException {
        int first = Numbers.address(address);
        int[] bytes = new int[count.length == 0 ? DEFAULT_BYTES : Numbers.count(count[0], MOST_BYTES)];
        machine().atSafePoint(() -> {
            CpuState cpu = machine().cpu().state();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = cpu.peek8(first + i);
            }
            return null;
        });
        print(session, Listing.dump(first, bytes));
    }

    @Descriptor("[ADDRESS [COUNT]]: instructions, from CS:EIP on without an address")
    public void disassemble(CommandSession session, String... where) throws TimeoutException {
        int lines = where.length < 2 ? DEFAULT_LINES : Numbers.count(where[1], MOST_LINES);
        print(session, machine().atSafePoint(() -> {
            CpuState cpu = machine().cpu().state();
            int from = where.length == 0 ? cpu.base(CpuState.CS) + cpu.eip() : Numbers.address(where[0]);
            return machine().cpu().disassemble(from, lines);
        }));
    }

    @Descriptor("the latest interrupts, faults and blocks")
    public void recorder(CommandSession session) throws TimeoutException {
        print(session, machine().atSafePoint(() -> machine().cpu().recorder()));
    }

    @Descriptor("[SECONDS]: instructions a second, where the time goes, exits by reason, deopts; over 1 s without")
    public void perf(CommandSession session, String... seconds) throws TimeoutException, IOException {
        int interval = seconds.length == 0 ? 1 : Numbers.count(seconds[0], MOST_SECONDS);
        print(session, PerfReport.perf(new Sampler(machine()).measure(interval)));
    }

    @Descriptor("[COUNT|flush]: regions of translated code, the most entered first; flush discards all")
    public void jit(CommandSession session, String... what) throws TimeoutException {
        MachineView machine = machine();
        if (what.length > 0 && what[0].equals("flush")) {
            int gone = machine.atSafePoint(() -> Sampler.engine(machine.cpu()).discard());
            print(session, gone + " regions discarded");
            return;
        }
        int most = what.length == 0 ? DEFAULT_REGIONS : Numbers.count(what[0], Integer.MAX_VALUE);
        print(session, machine.atSafePoint(() -> {
            EngineView engine = Sampler.engine(machine.cpu());
            return PerfReport.jit(engine.counters(), engine.regions(), most);
        }));
    }

    @Descriptor("[ID]: what cards have logged")
    public void log(CommandSession session, String... card) {
        print(session, machine().log(card.length == 0 ? "" : card[0]));
    }

    @Descriptor("stops the guest")
    public void stop(CommandSession session) {
        machine().pause();
        status(session);
    }

    @Descriptor("lets the guest go on")
    public void cont(CommandSession session) {
        machine().resume();
        status(session);
    }

    @Descriptor("[soft]: resets the machine, or the processor alone")
    public void reset(CommandSession session, String... kind) {
        machine().reset(kind.length > 0 && kind[0].equals("soft") ? ResetKind.SOFT : ResetKind.HARD);
        status(session);
    }

    @Descriptor("on|off|button: the machine's power; button asks the guest to shut down")
    public void power(CommandSession session, String to) {
        switch (to) {
            case "on" -> machine().powerOn();
            case "off" -> machine().powerOff(0);
            case "button" -> machine().pressPowerButton();
            default -> throw new IllegalArgumentException("power " + to + ": use on, off or button");
        }
        status(session);
    }

    @Descriptor("TYPE [KEY=VALUE]…: plugs a card in, as -device does")
    public void plug(CommandSession session, String type, String... keys) throws PlanException {
        Map<String, String> settings = new TreeMap<>();
        for (String key : keys) {
            int equals = key.indexOf('=');
            settings.put(equals < 0 ? key : key.substring(0, equals), equals < 0 ? "on" : key.substring(equals + 1));
        }
        print(session, plans.plug(type, settings) + " plugged");
    }

    @Descriptor("ID: unplugs a card")
    public void unplug(CommandSession session, String id) throws PlanException {
        plans.unplug(id);
        print(session, id + " unplugged");
    }

    @Descriptor("JAR: installs a bundle and plugs its automatic cards in")
    public void install(CommandSession session, String jar) throws PlanException {
        print(session, deployer.install(Path.of(jar)));
    }

    @Descriptor("ID JAR: new code for a card, which keeps its state")
    public void update(CommandSession session, String id, String jar) throws PlanException {
        print(session, deployer.update(id, Path.of(jar)));
    }

    @Descriptor("ID: unplugs the cards of a card's bundle and removes it")
    public void uninstall(CommandSession session, String id) throws PlanException {
        print(session, deployer.uninstall(id));
    }

    @Descriptor("ends the program")
    public void quit(CommandSession session) {
        launch.end(0, "");
    }
}
