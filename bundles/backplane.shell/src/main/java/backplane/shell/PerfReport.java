package backplane.shell;

import backplane.core.EngineView.Counters;
import backplane.core.EngineView.Region;
import backplane.core.MachineView.Activity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How fast the guest ran in an interval and where the time went, as text. */
public final class PerfReport {
    private PerfReport() {}

    /**
     * What was measured between two safe points.
     *
     * @param nanos the interval's length
     * @param instructions executed in it
     * @param samples how often the machine thread was seen at each activity
     * @param compiling what HotSpot's compilers spent, in nanoseconds of all their threads, or -1 when not known
     * @param deopts compiled methods that HotSpot gave up, by method, or null when not known
     */
    public record Interval(
            long nanos,
            long instructions,
            Map<Activity, Integer> samples,
            Counters before,
            Counters after,
            long compiling,
            Map<String, Integer> deopts) {}

    /** The whole report. */
    public static List<String> perf(Interval i) {
        List<String> lines = new ArrayList<>();
        double seconds = i.nanos / 1e9;
        lines.add(String.format(
                Locale.ROOT,
                "%.2f s with %s: %,d instructions, %,.1f million a second",
                seconds,
                i.after.engine(),
                i.instructions,
                i.instructions / seconds / 1e6));
        lines.addAll(Listing.columns(shares(i)));
        lines.addAll(Listing.columns(exits(i, seconds)));
        lines.add(regions(i));
        lines.add(hotspot(i));
        return lines;
    }

    private static List<String[]> shares(Interval i) {
        int all = Math.max(
                1, i.samples.values().stream().mapToInt(Integer::intValue).sum());
        long interpreted = i.after.interpreted() - i.before.interpreted();
        long translated = i.after.translated() - i.before.translated();
        long executed = Math.max(1, interpreted + translated);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"WHERE", "TIME", "INSTRUCTIONS"});
        for (Activity at : List.of(Activity.REGION, Activity.INTERPRETER, Activity.DEVICE, Activity.IDLE)) {
            String done = switch (at) {
                case REGION -> percent(translated, executed);
                case INTERPRETER -> percent(interpreted, executed);
                default -> "";
            };
            rows.add(new String[] {name(at), percent(i.samples.getOrDefault(at, 0), all), done});
        }
        return rows;
    }

    private static String name(Activity at) {
        return switch (at) {
            case REGION -> "regions";
            case INTERPRETER -> "interpreter";
            case DEVICE -> "devices";
            default -> "idle";
        };
    }

    private static String percent(long part, long all) {
        return String.format(Locale.ROOT, "%5.1f %%", 100.0 * part / all);
    }

    private static List<String[]> exits(Interval i, double seconds) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"EXITS", "A SECOND"});
        i.after.exits().entrySet().stream()
                .map(e -> Map.entry(e.getKey(), e.getValue() - i.before.exits().getOrDefault(e.getKey(), 0L)))
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> rows.add(
                        new String[] {e.getKey(), String.format(Locale.ROOT, "%,.0f", e.getValue() / seconds)}));
        if (rows.size() == 1) {
            rows.add(new String[] {"none", ""});
        }
        return rows;
    }

    private static String regions(Interval i) {
        return String.format(
                Locale.ROOT,
                "regions: %d live, %d waiting; made %d (%+d), discarded %d (%+d), in %.2f s of the translator's time",
                i.after.live(),
                i.after.waiting(),
                i.after.made(),
                i.after.made() - i.before.made(),
                i.after.discarded(),
                i.after.discarded() - i.before.discarded(),
                i.after.compileNanos() / 1e9);
    }

    private static String hotspot(Interval i) {
        String compiling = i.compiling < 0 ? "?" : String.format(Locale.ROOT, "%.2f", i.compiling / 1e9);
        String deopts = "deopts not known: this Java has no flight recorder";
        if (i.deopts != null) {
            int all = i.deopts.values().stream().mapToInt(Integer::intValue).sum();
            deopts = all + (all == 1 ? " deopt" : " deopts");
            if (all > 0) {
                List<String> worst = i.deopts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(4)
                        .map(e -> e.getKey() + (e.getValue() > 1 ? " " + e.getValue() + " times" : ""))
                        .toList();
                deopts += ": " + String.join(", ", worst) + (i.deopts.size() > worst.size() ? ", …" : "");
            }
        }
        return "HotSpot: " + compiling + " s of compiling, " + deopts;
    }

    /** The translator's totals, and its regions: the most entered first. */
    public static List<String> jit(Counters counters, List<Region> regions, int most) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %d regions live, %d waiting, %d made, %d discarded, %.2f s of translating",
                counters.engine(),
                counters.live(),
                counters.waiting(),
                counters.made(),
                counters.discarded(),
                counters.compileNanos() / 1e9));
        if (regions.isEmpty()) {
            return lines;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"HEAD", "TIER", "MODE", "INSNS", "BYTES", "ENTERED", "STATE", "ENTRIES"});
        regions.stream()
                .sorted(Comparator.comparingLong(Region::entered).reversed())
                .limit(most)
                .forEach(r -> rows.add(row(r)));
        lines.addAll(Listing.columns(rows));
        if (regions.size() > most) {
            lines.add(String.format(
                    Locale.ROOT, "and %d more; bp:jit %d shows all", regions.size() - most, regions.size()));
        }
        return lines;
    }

    private static String[] row(Region r) {
        StringBuilder entries = new StringBuilder();
        for (int entry : r.entries()) {
            entries.append(entries.length() == 0 ? "" : " ").append(String.format(Locale.ROOT, "%08x", entry));
        }
        return new String[] {
            String.format(Locale.ROOT, "%08x", r.linear()),
            r.tier(),
            r.mode(),
            Integer.toString(r.instructions()),
            Integer.toString(r.bytes()),
            String.format(Locale.ROOT, "%,d", r.entered()),
            r.state(),
            entries.toString()
        };
    }
}
