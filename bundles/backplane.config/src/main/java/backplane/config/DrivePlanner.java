package backplane.config;

import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds adapters and places for drives, makes the cards that are needed, and wires {@code boot=on}. */
final class DrivePlanner {
    /** On QEMU's pc the first adapter added for a drive lies behind display (2) and network card (3). */
    private static final int FIRST_ADAPTER_SLOT = 4;

    private static final String NONE = "none";

    private final Options options;
    private final Catalogue catalogue;
    private final Planner planner;
    private final List<Adapter> adapters = new ArrayList<>();
    private final Map<String, String> users = new HashMap<>();
    private final Map<CardDraft, KeyValues> later = new LinkedHashMap<>();
    private final Map<String, CardDraft> diskOf = new HashMap<>();
    private int made;

    /** A card that offers a bus, and who sits where. */
    private record Adapter(CardDraft card, Map<Integer, String> taken) {
        String bus() {
            return card.id() + ".0";
        }

        int units() {
            return card.type().units();
        }

        int free() {
            for (int unit = 0; unit < units(); unit++) {
                if (!taken.containsKey(unit)) {
                    return unit;
                }
            }
            return -1;
        }
    }

    DrivePlanner(Options options, Catalogue catalogue, Planner planner) {
        this.options = options;
        this.catalogue = catalogue;
        this.planner = planner;
    }

    void declare(HostResources resources) throws PlanException {
        for (Drive drive : options.drives()) {
            resources.drive(drive);
        }
        if (options.drives().stream().noneMatch(Drive::boot)) {
            return;
        }
        route();
    }

    /** A drive card that {@code -device} asks for: placed when every adapter is known. */
    void later(CardDraft card, KeyValues spec) {
        later.put(card, spec);
    }

    void place() throws PlanException {
        for (CardDraft card : planner.cards()) {
            if (!card.type().offers().isEmpty()) {
                adapters.add(new Adapter(card, new HashMap<>()));
            }
        }
        for (Map.Entry<CardDraft, KeyValues> entry : later.entrySet()) {
            placeDevice(entry.getKey(), entry.getValue());
        }
        for (Drive drive : options.drives()) {
            if (!drive.kind().equals(NONE)) {
                placeDrive(drive);
            }
        }
    }

    private void placeDevice(CardDraft card, KeyValues spec) throws PlanException {
        String id = card.get(HostResources.DRIVE);
        if (!id.isEmpty()) {
            Drive drive = drive(id);
            if (drive == null) {
                List<String> ids = options.drives().stream().map(Drive::id).toList();
                throw spec.error("Property '" + card.type().type() + ".drive' can't find value '" + id + "'"
                        + Nearest.hint(id, ids, "", "add -drive file=…,if=none,id=" + id));
            }
            if (!drive.kind().equals(NONE)) {
                throw spec.error("Drive '" + id + "' is already in use because it has been automatically connected to"
                        + " another device; give the drive if=none");
            }
            use(drive, card);
        }
        Adapter adapter = named(card.type().bus(), card.get("bus"), spec);
        int unit = spec.number("unit");
        if (unit < 0) {
            unit = spec.number(card.type().bus() + "-id");
        }
        put(adapter, channel(adapter, card.get("bus"), unit), card, spec);
    }

    private void use(Drive drive, CardDraft card) throws PlanException {
        String other = users.putIfAbsent(drive.id(), card.id());
        if (other != null) {
            throw new PlanException(card.cause() + ": Drive '" + drive.id() + "' is already in use by " + other
                    + "; give each disk its own -drive");
        }
        diskOf.put(drive.id(), card);
    }

    /** The adapter of a {@code bus=}: its bus name, QEMU's {@code scsi.0} or {@code ide.1}, or any with room. */
    private Adapter named(String kind, String bus, KeyValues spec) throws PlanException {
        List<Adapter> offering = adapters.stream()
                .filter(a -> a.card.type().offers().equals(kind))
                .toList();
        if (offering.isEmpty()) {
            String remedy = catalogue
                    .find(t -> t.offers().equals(kind))
                    .map(t -> "add -device " + t.type())
                    .orElse("no bundle offers one");
            throw spec.error("No '" + kind + "' bus found for device '" + spec.get("driver", "") + "'; " + remedy);
        }
        for (int i = 0; i < offering.size(); i++) {
            Adapter adapter = offering.get(i);
            boolean meant = bus.isEmpty()
                    ? adapter.free() >= 0 || i == offering.size() - 1
                    : bus.equals(adapter.bus())
                            || bus.equals(kind + "." + i)
                            || kind.equals("ide") && i == 0 && bus.equals("ide.1");
            if (meant) {
                return adapter;
            }
        }
        throw spec.error("Bus '" + bus + "' not found"
                + Nearest.hint(bus, offering.stream().map(Adapter::bus).toList(), "", "drop bus="));
    }

    /** QEMU counts units 0 and 1 on each of the two channels of one IDE controller; so do we when it is written so. */
    private static int channel(Adapter adapter, String bus, int unit) {
        return bus.equals("ide.1") && !bus.equals(adapter.bus()) && unit >= 0 ? 2 + unit : unit;
    }

    private void put(Adapter adapter, int wanted, CardDraft card, KeyValues spec) throws PlanException {
        int unit = wanted < 0 ? adapter.free() : wanted;
        if (unit < 0) {
            throw spec.error(
                    "all " + adapter.units() + " units of " + adapter.card.id() + " are taken; add an adapter");
        }
        checkUnit(adapter.card.type().offers(), unit, adapter.units(), spec);
        String there = adapter.taken.putIfAbsent(unit, card.id());
        if (there != null) {
            int free = adapter.free();
            throw spec.error("unit " + unit + " of " + adapter.card.id() + " is taken by " + there + "; "
                    + (free < 0 ? "add an adapter" : "use unit=" + free + " or leave it out"));
        }
        card.set("bus", adapter.bus());
        card.set("unit", Integer.toString(unit));
        card.setIfAbsent("lun", "0");
    }

    private static void checkUnit(String bus, int unit, int units, KeyValues spec) throws PlanException {
        if (unit >= units) {
            throw spec.error("bad " + bus + " device id: " + unit + "; use 0 to " + (units - 1));
        }
    }

    private void placeDrive(Drive drive) throws PlanException {
        String kind = drive.kind();
        CardType type = adapterType(drive);
        int units = type.units();
        int wantedAdapter = drive.index() >= 0 ? drive.index() / units : drive.bus();
        int unit = drive.index() >= 0 ? drive.index() % units : drive.unit();
        if (kind.equals("ide") && drive.bus() >= 0) {
            // QEMU's bus= of if=ide is a channel of the one controller.
            checkUnit("ide channel", drive.bus(), units / 2, drive.spec());
            checkUnit(kind, Math.max(0, drive.unit()), units / 2, drive.spec());
            wantedAdapter = 0;
            unit = drive.bus() * 2 + Math.max(0, drive.unit());
        }
        if (unit >= 0 && wantedAdapter < 0) {
            wantedAdapter = 0;
        }
        checkUnit(type.offers(), unit, units, drive.spec());
        Adapter adapter = adapter(drive, type, wantedAdapter);
        CardType disk = catalogue
                .find(t -> t.bus().equals(type.offers()) && t.media().equals(drive.media()))
                .orElseThrow(() ->
                        drive.spec().error("media=" + drive.media() + " on if=" + kind + " " + catalogue.provided()));
        CardDraft card =
                planner.add(disk, planner.freeId(drive.media()), drive.spec().toString());
        card.set(HostResources.DRIVE, drive.id());
        use(drive, card);
        put(adapter, unit, card, drive.spec());
        planner.require(drive.id() + ": " + type.offers() + ".target=" + drive.media(), disk);
    }

    private CardType adapterType(Drive drive) throws PlanException {
        String kind = drive.kind();
        for (Adapter adapter : adapters) {
            if (adapter.card.type().driveIf().contains(kind)) {
                return adapter.card.type();
            }
        }
        return catalogue
                .find(t -> t.driveIf().contains(kind))
                .orElseThrow(() -> drive.spec()
                        .error("`if=" + kind + "` " + catalogue.provided()
                                + Nearest.hint(
                                        kind,
                                        catalogue.driveIfs(),
                                        "if=",
                                        "use one of " + String.join(", ", catalogue.driveIfs()))));
    }

    private Adapter adapter(Drive drive, CardType type, int wanted) throws PlanException {
        List<Adapter> serving = new ArrayList<>(adapters.stream()
                .filter(a -> a.card.type().driveIf().contains(drive.kind()))
                .toList());
        Adapter found = null;
        for (int i = 0; i < serving.size() && found == null; i++) {
            Adapter adapter = serving.get(i);
            if (wanted < 0 ? adapter.free() >= 0 : wanted == i) {
                found = adapter;
            }
        }
        if (found == null && type.auto() && !serving.isEmpty()) {
            // The machine has one of these, and no more: put() says what is taken.
            found = serving.get(serving.size() - 1);
            if (wanted > 0) {
                throw drive.spec()
                        .error("there is one " + drive.kind() + " controller with " + type.units()
                                + " units; use index=0 to " + (type.units() - 1));
            }
        }
        while (found == null) {
            if (wanted > 7) {
                throw drive.spec().error("bus=" + wanted + " is out of range; use 0 to 7");
            }
            Adapter added = make(drive, type);
            serving.add(added);
            if (wanted < 0 || wanted == serving.size() - 1) {
                found = added;
            }
        }
        if (diskOf.isEmpty() || users.values().stream().noneMatch(found.taken::containsValue)) {
            planner.require(drive.id() + ": drive.if=" + drive.kind(), found.card.type());
        }
        return found;
    }

    private Adapter make(Drive drive, CardType type) {
        CardDraft card =
                planner.add(type, planner.freeId(drive.kind()), drive.spec().toString());
        if (type.bus().equals("pci")) {
            card.set("addr", Integer.toHexString(FIRST_ADAPTER_SLOT + made++));
        }
        Adapter adapter = new Adapter(card, new HashMap<>());
        adapters.add(adapter);
        return adapter;
    }

    /** Puts the drive with {@code boot=on} first and wires its route. */
    void boot() throws PlanException {
        for (Drive drive : options.drives()) {
            CardDraft disk = diskOf.get(drive.id());
            if (!drive.boot() || disk == null) {
                continue;
            }
            CardType route = route();
            if (route == null) {
                disk.setIfAbsent("bootindex", "0");
                continue;
            }
            CardDraft card = planner.add(route, planner.freeId(route.type()), "boot=on");
            card.set(HostResources.DRIVE, drive.id());
            card.set("bootindex", "0");
            planner.require("boot=on: boot.route=" + route.bootRoute(), route);
        }
    }

    /** The card of the route, null for the firmware's own driver. */
    private CardType route() throws PlanException {
        String route = options.machine().getOrDefault("machine.boot-route", "extboot");
        if (route.equals("firmware")) {
            return null;
        }
        CardType type = catalogue.find(t -> t.bootRoute().equals(route)).orElse(null);
        if (type == null) {
            TreeSet<String> known = new TreeSet<>(List.of("firmware"));
            for (CardType other : catalogue.all(t -> !t.bootRoute().isEmpty())) {
                known.add(other.bootRoute());
            }
            throw new PlanException("-machine boot-route=" + route + ": this route " + catalogue.provided()
                    + Nearest.hint(route, known, "boot-route=", "use one of " + String.join(", ", known)));
        }
        return type;
    }

    /** A drive that nobody uses is QEMU's orphan; with {@code boot=on} it is an error. */
    void checkUsed() throws PlanException {
        for (Drive drive : options.drives()) {
            if (drive.boot() && !diskOf.containsKey(drive.id())) {
                throw drive.spec()
                        .error("boot=on on a drive that no device uses; add -device with drive=" + drive.id()
                                + " or another if=");
            }
        }
    }

    private Drive drive(String id) {
        return options.drives().stream()
                .filter(d -> d.id().equals(id))
                .findFirst()
                .orElse(null);
    }
}
