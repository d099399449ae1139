package backplane.config;

import backplane.core.MachineView;
import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The pure side of a start: from arguments to a plan and to the texts that are printed about it. */
public final class PlanText {
    private final Options options;

    private PlanText(Options options) {
        this.options = options;
    }

    /** Reads the command line and looks at the files it names. */
    public static PlanText read(String command, List<String> arguments) throws PlanException {
        Options options = OptionParser.parse(command, arguments);
        for (Drive drive : options.drives()) {
            HostFiles.image(drive);
        }
        for (String rom : options.optionRoms()) {
            HostFiles.readable(KeyValues.parse("-option-rom", rom.replace(",", ",,"), "file"), rom);
        }
        if (!options.script().isEmpty()) {
            HostFiles.readable(KeyValues.parse("shell", options.script().replace(",", ",,"), "file"), options.script());
        }
        HostFiles.folder("-deploy", options.deploy());
        HostFiles.folder("-repository", options.repository());
        return new PlanText(options);
    }

    /** What to print instead of running a machine; empty for a machine. */
    public List<String> lists(Catalogue catalogue) throws PlanException {
        if (options.help()) {
            List<String> lines = new ArrayList<>(List.of("Usage: backplane run|demo|shell [option]…", ""));
            lines.addAll(RunOption.help());
            return lines;
        }
        List<String> lines = new ArrayList<>();
        for (String list : options.lists()) {
            if (list.equals("drive")) {
                lines.addAll(PlanTable.drive(catalogue));
            } else if (list.equals("device")) {
                lines.addAll(PlanTable.devices(catalogue));
            } else if (list.equals("accel")) {
                lines.addAll(List.of("Accelerators supported:", "jit", "interp"));
            } else if (list.equals("cpu")) {
                CardType cpu = catalogue
                        .type(TypeRules.CPU)
                        .orElseThrow(() -> new PlanException(
                                "-cpu help: type " + TypeRules.CPU + " " + catalogue.provided() + "; add its bundle"));
                lines.addAll(PlanTable.models(catalogue.keys(cpu)));
            } else {
                String name = list.substring("device ".length());
                CardType type = catalogue.type(name).orElse(null);
                if (type == null) {
                    throw new PlanException(
                            "-device " + name + ",help: '" + name + "' is not a valid device model name: it "
                                    + catalogue.provided()
                                    + Nearest.hint(name, catalogue.names(), "", "`-device help` lists them"));
                }
                lines.addAll(PlanTable.keys(type, catalogue.keys(type)));
            }
        }
        return lines;
    }

    public Plan plan(String id, Catalogue catalogue) throws PlanException {
        return Planner.plan(id, options, catalogue);
    }

    /** A plan for one card that is added to a running machine. */
    public Plan plug(
            String id, String type, Map<String, String> settings, Catalogue catalogue, Collection<String> taken)
            throws PlanException {
        return Planner.plug(id, options, type, settings, catalogue, taken);
    }

    /** Why something that no plan knows is not there. */
    public String missing(String id, Catalogue catalogue) {
        String stem = id.replaceAll("\\d+$", "");
        String key = TypeRules.machineKey(stem);
        if (options.machine().getOrDefault("machine." + key, "").equals("off")) {
            return id + " is not there: -machine " + key + "=off leaves it out";
        }
        if (catalogue.names().contains(stem) || catalogue.names().contains(id)) {
            return id + " is not there: no option asked for it; -device " + stem + " adds one";
        }
        if (catalogue.driveIfs().contains(stem)) {
            return id + " is not there: no drive with `if=" + stem + "` needs it";
        }
        return id + " is not there: `if=" + stem + "` " + catalogue.provided();
    }

    public static List<String> table(List<Plan.Row> rows) {
        return PlanTable.of(rows);
    }

    public static List<String> wiring(List<Plan.Card> cards) {
        return PlanTable.wiring(cards);
    }

    /** One line per drive of a machine that has been committed. */
    public List<String> drives(Plan plan, MachineView machine) {
        List<String> lines = new ArrayList<>();
        for (Drive drive : options.drives()) {
            for (Plan.Card card : plan.cards()) {
                if (drive.id().equals(card.settings().get("drive"))
                        && !card.type().media().isEmpty()) {
                    lines.add(drive(drive, card, plan, machine));
                }
            }
        }
        return lines;
    }

    private String drive(Drive drive, Plan.Card disk, Plan plan, MachineView machine) {
        String bus = disk.settings().getOrDefault("bus", "");
        String adapter = bus.endsWith(".0") ? bus.substring(0, bus.length() - 2) : bus;
        String type = "";
        for (Plan.Card card : plan.cards()) {
            type = card.id().equals(adapter) ? card.type().type() : type;
        }
        String at = "";
        for (MachineView.CardView card : machine.cards()) {
            at = card.id().equals(adapter) ? card.at() : at;
        }
        String route = options.machine().getOrDefault("machine.boot-route", "extboot");
        java.nio.file.Path name = java.nio.file.Path.of(drive.file()).getFileName();
        return drive.id() + "  " + name + "  if=" + drive.kind() + "  " + type + " at " + at.replaceFirst("^pci ", "")
                + ", id " + disk.settings().getOrDefault("unit", "0") + " lun "
                + disk.settings().getOrDefault("lun", "0") + (drive.boot() ? "  boot=on via " + route : "");
    }

    public Map<String, String> machineOptions() {
        return options.machine();
    }

    public int ramMiB() {
        return options.ramMiB();
    }

    public boolean dryRun() {
        return options.dryRun();
    }

    public boolean paused() {
        return options.paused();
    }

    public boolean stay() {
        return options.stay();
    }

    /** {@code -timeout} as it was given. */
    public String timeout() {
        return options.timeout();
    }

    public long timeoutMillis() {
        return options.timeoutMillis();
    }

    /** Folder to watch, or empty. */
    public String deploy() {
        return options.deploy();
    }

    /** Folder of further bundles, or empty for the distribution's. */
    public String repository() {
        return options.repository();
    }

    /** The shell's {@code -c}, or null. */
    public String commands() {
        return options.commands();
    }

    /** The shell's script file, or empty. */
    public String script() {
        return options.script();
    }
}
