package backplane.config;

import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a plan from options and catalogue; a pure function, the same plan for the same input. */
final class Planner {
    private static final List<String> PLUG_ORDER = List.of("system", "pci", "isa");

    private final Options options;
    private final Catalogue catalogue;
    private final Map<String, CardDraft> cards = new LinkedHashMap<>();
    private final List<Plan.Row> rows = new ArrayList<>();
    private final HostResources resources;
    private final Set<String> taken = new TreeSet<>();
    private final DrivePlanner drives;

    private Planner(Options options, Catalogue catalogue) {
        this.options = options;
        this.catalogue = catalogue;
        resources = new HostResources(options);
        drives = new DrivePlanner(options, catalogue, this);
    }

    static Plan plan(String id, Options options, Catalogue catalogue) throws PlanException {
        Planner planner = new Planner(options, catalogue);
        planner.resources.declare();
        planner.drives.declare(planner.resources);
        planner.automatic();
        planner.console();
        planner.devices();
        planner.drives.place();
        planner.firmware();
        planner.drives.boot();
        planner.drives.checkUsed();
        return planner.finish(id);
    }

    /** A plan for one more card; ids in {@code taken} are in use. Drives can be those of the command line. */
    static Plan plug(
            String id,
            Options options,
            String type,
            Map<String, String> settings,
            Catalogue catalogue,
            Collection<String> taken)
            throws PlanException {
        Planner planner = new Planner(options, catalogue);
        planner.taken.addAll(taken);
        planner.resources.declare();
        StringBuilder text = new StringBuilder(type);
        settings.forEach((k, v) -> text.append(',').append(k).append('=').append(v.replace(",", ",,")));
        planner.device(KeyValues.parse("-device", text.toString(), "driver"));
        return planner.finish(id);
    }

    /** One card of each type with {@code plug=auto}. */
    private void automatic() throws PlanException {
        for (CardType type : catalogue.all(Planner::everyMachines)) {
            if (options.vga().equals("none") && TypeRules.video(type.type()) || leftOut(type)) {
                continue;
            }
            CardDraft card = add(type, freeId(adapterName(type)), "machine pc");
            if (type.type().equals(TypeRules.CPU)) {
                processor(card);
            }
            String key = TypeRules.machineKey(type.type());
            require(
                    machineCard(key).isEmpty()
                            ? "machine pc: " + type.type()
                            : "-machine " + key + "=on: type=" + type.type(),
                    type);
        }
        askedFor();
        kernel();
        video();
    }

    /** {@code -machine acpi=} and {@code hpet=}: a card left out is in the table too, one asked for must be there. */
    private boolean leftOut(CardType type) {
        String key = TypeRules.machineKey(type.type());
        if (!machineCard(key).equals("off")) {
            return false;
        }
        rows.add(new Plan.Row("-machine " + key + "=off: type=" + type.type(), "left out", "-"));
        return true;
    }

    private void askedFor() throws PlanException {
        for (Map.Entry<String, String> card : TypeRules.MACHINE_CARDS.entrySet()) {
            String key = card.getKey();
            if (machineCard(key).equals("on") && catalogue.type(card.getValue()).isEmpty()) {
                throw missing("-machine " + key + "=on", card.getValue());
            }
        }
    }

    /** {@code on} or {@code off} as {@code -machine} has it, or empty. */
    private String machineCard(String key) {
        return options.machine().getOrDefault("machine." + key, "");
    }

    private void processor(CardDraft card) {
        if (!options.cpu().isEmpty()) {
            card.set("model", options.cpu());
        }
        for (String key : List.of("accel", "accel.threshold")) {
            if (options.machine().containsKey(key)) {
                card.set(key.substring(key.indexOf('.') + 1), options.machine().get(key));
            }
        }
    }

    /** {@code -kernel} is booted before any disk: its carrier is the first card of all that have this number. */
    private void kernel() throws PlanException {
        if (!options.machine().containsKey("kernel")) {
            return;
        }
        String cause = "-kernel " + options.machine().get("kernel");
        CardDraft carrier = cards.values().stream()
                .filter(card -> card.type().type().equals(TypeRules.FW_CFG))
                .findFirst()
                .orElseThrow(() -> missing(cause, TypeRules.FW_CFG));
        carrier.set("bootindex", "0");
        require(cause + ": type=" + TypeRules.FW_CFG, carrier.type());
    }

    /** {@code -vga}, unless the card is one that every machine has; without the option the lack of one is no error. */
    private void video() throws PlanException {
        if (options.vga().equals("none")) {
            return;
        }
        String wanted = TypeRules.vga(options.vga().isEmpty() ? "std" : options.vga());
        Optional<CardType> type = catalogue.type(wanted);
        String cause = "-vga " + (options.vga().isEmpty() ? "std" : options.vga());
        if (type.isEmpty() && options.vga().isEmpty()
                || type.isPresent() && type.get().auto()) {
            return;
        }
        CardType card = type.orElseThrow(
                () -> new PlanException(cause + ": type " + wanted + " " + catalogue.provided() + "; use std or none"));
        CardDraft draft = add(card, freeId("vga"), cause);
        if (card.bus().equals("pci")) {
            // Where QEMU's pc has it; cards without an address come behind.
            draft.set("addr", "2");
        }
        require(options.vga().isEmpty() ? "machine pc: " + wanted : cause + ": type=" + wanted, card);
    }

    /** What lies in the repository waits until it is asked for. */
    private static boolean everyMachines(CardType type) {
        return type.auto() && type.origin().from().equals("installed");
    }

    /** Adapters are named after the disks they serve, as {@code scsi}; other cards after their type. */
    private static String adapterName(CardType type) {
        return type.driveIf().isEmpty() ? type.type() : type.driveIf().get(0);
    }

    private void console() throws PlanException {
        List<String> serials = options.serials().isEmpty() ? List.of("null") : options.serials();
        Optional<CardType> port = catalogue.type(TypeRules.SERIAL);
        for (int i = 0; i < serials.size(); i++) {
            if (serials.get(i).equals("none")
                    || port.isEmpty() && options.serials().isEmpty()) {
                continue;
            }
            String cause = "-serial " + serials.get(i);
            CardType type = port.orElseThrow(() -> missing(cause, TypeRules.SERIAL));
            CardDraft card = add(type, freeId("serial"), cause);
            card.set("index", Integer.toString(i));
            card.set("chardev", resources.stream(cause, serials.get(i), true));
            require(options.serials().isEmpty() ? "machine pc: " + type.type() : cause + ": type=" + type.type(), type);
        }
        if (!options.debugcon().isEmpty() && !options.debugcon().equals("none")) {
            String cause = "-debugcon " + options.debugcon();
            CardType type = catalogue.type(TypeRules.DEBUGCON).orElseThrow(() -> missing(cause, TypeRules.DEBUGCON));
            CardDraft card = add(type, freeId("debugcon"), cause);
            card.set("chardev", resources.stream(cause, options.debugcon(), false));
            require(cause + ": type=" + type.type(), type);
        }
    }

    private PlanException missing(String cause, String type) {
        return new PlanException(
                cause + ": type " + type + " " + catalogue.provided() + "; put its bundle there or drop the option");
    }

    private void devices() throws PlanException {
        for (KeyValues spec : options.devices()) {
            CardDraft card = device(spec);
            if (!card.type().media().isEmpty()) {
                drives.later(card, spec);
            }
        }
    }

    private CardDraft device(KeyValues spec) throws PlanException {
        String name = spec.get("driver", "");
        CardType type = catalogue.type(name).orElse(null);
        if (type == null) {
            throw spec.error("'" + name + "' is not a valid device model name: it " + catalogue.provided()
                    + Nearest.hint(name, catalogue.names(), "", "`-device help` lists them"));
        }
        Map<String, String> keys = new TreeMap<>(spec.values());
        keys.remove("driver");
        String alias = type.bus() + "-id";
        if (keys.containsKey(alias)) {
            keys.put("unit", keys.remove(alias));
        }
        Set<String> known = catalogue.keys(type).known();
        for (String key : keys.keySet()) {
            if (!known.contains(key)) {
                throw spec.error("Property '" + name + "." + key + "' not found"
                        + Nearest.hint(key, known, "", "`-device " + name + ",help` lists the keys"));
            }
        }
        String id = keys.containsKey("id") ? Names.id(spec, keys.get("id")) : freeId(adapterName(type));
        if (cards.containsKey(id) || taken.contains(id)) {
            throw spec.error("Duplicate ID '" + id + "' for device; give each its own id=");
        }
        CardDraft card = add(type, id, spec.toString());
        keys.forEach(card::set);
        require("-device " + name + ": type=" + name, type);
        return card;
    }

    private void firmware() throws PlanException {
        String bios = options.bios();
        Optional<CardType> named = bios.contains("/") ? Optional.empty() : catalogue.type(TypeRules.bios(bios));
        String cause = "-bios " + bios;
        CardType type = named.isPresent()
                ? named.get()
                : catalogue
                        .type(TypeRules.BIOS_FILE)
                        .orElseThrow(
                                () -> new PlanException(cause + ": no bundle provides this firmware; use builtin"));
        CardDraft card = add(type, freeId("bios"), cause);
        if (named.isEmpty()) {
            card.set("file", bios);
        }
        require(bios.equals("builtin") ? "machine pc: " + type.type() : cause + ": type=" + type.type(), type);
        for (String rom : options.optionRoms()) {
            String why = "-option-rom " + rom;
            CardType carrier =
                    catalogue.type(TypeRules.OPTION_ROM).orElseThrow(() -> missing(why, TypeRules.OPTION_ROM));
            add(carrier, freeId("rom"), why).set("file", rom);
            require(why + ": type=" + carrier.type(), carrier);
        }
    }

    CardDraft add(CardType type, String id, String cause) {
        CardDraft card = new CardDraft(id, type, cause);
        cards.put(id, card);
        return card;
    }

    void require(String requirement, CardType by) {
        rows.add(new Plan.Row(requirement, by.origin().toString(), by.origin().from()));
    }

    /** {@code stem0}, or with the next number that is free. */
    String freeId(String stem) {
        String named = Names.good(stem) ? stem : "card-" + stem;
        // i8042-0, not i80420.
        String good = Character.isDigit(named.charAt(named.length() - 1)) ? named + "-" : named;
        int n = 0;
        while (cards.containsKey(good + n) || taken.contains(good + n)) {
            n++;
        }
        return good + n;
    }

    Iterable<CardDraft> cards() {
        return cards.values();
    }

    private Plan finish(String id) throws PlanException {
        List<Plan.Card> done = new ArrayList<>();
        List<CardDraft> order = new ArrayList<>(cards.values());
        order.sort(Comparator.comparingInt(c -> rank(c.type())));
        for (CardDraft card : order) {
            CardKeys keys = catalogue.keys(card.type());
            // A machine option reaches every card whose component declares a key of that name.
            for (String key : keys.defaults().keySet()) {
                if (options.machine().containsKey(key)) {
                    card.setIfAbsent(key, options.machine().get(key));
                }
            }
            options.globals().getOrDefault(card.type().type(), Map.of()).forEach(card::setIfAbsent);
            for (Map.Entry<String, String> reference : keys.references().entrySet()) {
                resources.bind(card, reference.getKey(), reference.getValue());
            }
            done.add(card.done());
        }
        return new Plan(id, done, resources.used(), rows);
    }

    private static int rank(CardType type) {
        int rank = PLUG_ORDER.indexOf(type.bus());
        return (type.auto() ? 0 : PLUG_ORDER.size() + 1) + (rank < 0 ? PLUG_ORDER.size() : rank);
    }
}
