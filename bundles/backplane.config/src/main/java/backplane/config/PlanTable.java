package backplane.config;

import java.util.ArrayList;
import java.util.List;

/** Plans and catalogues as text. */
final class PlanTable {
    private PlanTable() {}

    /** The plan for {@code -dry-run}: what the user asked for first, what every machine has after it. */
    static List<String> of(List<Plan.Row> requirements) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"requirement", "provided by", "from"});
        for (boolean machine : new boolean[] {false, true}) {
            for (Plan.Row row : requirements) {
                if (row.requirement().startsWith("machine ") == machine) {
                    rows.add(new String[] {row.requirement(), row.provider(), row.from()});
                }
            }
        }
        return columns(rows);
    }

    /** What {@code -drive help} prints. */
    static List<String> drive(Catalogue catalogue) {
        List<String[]> rows = new ArrayList<>();
        Drive.KEYS.forEach((key, text) -> rows.add(new String[] {
            "  " + key + "=", key.equals("if") ? text + ": " + String.join(", ", catalogue.driveIfs()) : text
        }));
        List<String> lines = new ArrayList<>(List.of("-drive file=PATH,key=value,…; a comma in a value is written ,,"));
        lines.addAll(columns(rows));
        return lines;
    }

    /** What {@code -device help} prints. */
    static List<String> devices(Catalogue catalogue) throws backplane.core.PlanException {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"type", "bus", "plug", "provided by", "from"});
        for (CardType type : catalogue.all(t -> true)) {
            rows.add(new String[] {
                type.type(),
                type.bus(),
                type.auto() ? "auto" : "manual",
                type.origin().toString(),
                type.origin().from()
            });
        }
        return columns(rows);
    }

    /** What {@code -cpu help} prints, in QEMU's form, from the properties that the processor's component carries. */
    static List<String> models(CardKeys keys) {
        List<String> lines = new ArrayList<>(List.of("Available CPUs:"));
        for (String model : keys.defaults().getOrDefault("model.values", "").split(";")) {
            int space = model.indexOf(' ');
            String name = space < 0 ? model : model.substring(0, space);
            String about = space < 0 ? "" : model.substring(space).strip();
            boolean usual = name.equals(keys.defaults().get("model"));
            lines.add(String.format("x86 %-20s  %s%s", name, about, usual ? " (default)" : "")
                    .stripTrailing());
        }
        lines.addAll(List.of("", "Recognized CPUID flags:"));
        lines.add("  " + keys.defaults().getOrDefault("model.flags", ""));
        return lines;
    }

    /** What {@code -device TYPE,help} prints. */
    static List<String> keys(CardType type, CardKeys keys) {
        List<String[]> rows = new ArrayList<>();
        for (String key : keys.known()) {
            String value = keys.defaults().getOrDefault(key, "");
            String text = keys.references().containsKey(key) ? "the id of a -" + key : "";
            rows.add(new String[] {"  " + key + "=", value.isEmpty() ? text : "(default " + value + ")"});
        }
        List<String> lines = new ArrayList<>(
                List.of(type.type() + ", a card for bus " + type.bus() + ", from " + type.origin() + "; keys:"));
        lines.addAll(columns(rows));
        return lines;
    }

    /** Which card got which host resource. */
    static List<String> wiring(List<Plan.Card> cards) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"card", "type", "bundle", "wired to"});
        for (Plan.Card card : cards) {
            List<String> wires = new ArrayList<>();
            String bus = card.settings().getOrDefault("bus", "");
            if (!bus.isEmpty()) {
                wires.add("bus " + bus + " unit " + card.settings().getOrDefault("unit", "0"));
            }
            for (String key : List.of("drive", "chardev", "display")) {
                String id = card.settings().get(key);
                if (id != null) {
                    wires.add(key + " " + id);
                }
            }
            rows.add(new String[] {
                card.id(), card.type().type(), card.type().origin().toString(), String.join(", ", wires)
            });
        }
        return columns(rows);
    }

    /** Aligns cells under each other. */
    static List<String> columns(List<String[]> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length - 1; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(i == row.length - 1 ? "" : " ".repeat(widths[i] - row[i].length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
