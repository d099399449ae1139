package backplane.launcher.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** All runs of one guest on several peers: medians, and ratios to the first peer that is not ours. */
final class Comparison {
    final Guest guest;
    private final Map<Peer, List<Measurement>> runs = new EnumMap<>(Peer.class);

    Comparison(Guest guest, List<Peer> peers) {
        this.guest = guest;
        for (Peer peer : peers) {
            runs.put(peer, new ArrayList<>());
        }
    }

    void add(Peer peer, Measurement run) {
        runs.get(peer).add(run);
    }

    Set<Peer> peers() {
        return runs.keySet();
    }

    /** What ratios are to. */
    Peer base() {
        return runs.keySet().stream()
                .filter(p -> !p.ours())
                .findFirst()
                .orElse(runs.keySet().iterator().next());
    }

    private Set<String> parts() {
        Set<String> parts = new LinkedHashSet<>();
        runs.values().forEach(all -> all.forEach(run -> parts.addAll(run.seconds.keySet())));
        return parts;
    }

    private double median(Peer peer, ToDoubleFunction<Measurement> of) {
        double[] sorted = runs.get(peer).stream()
                .mapToDouble(of)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Seconds for the full amount of work. */
    double seconds(Peer peer, String part) {
        return median(peer, run -> run.seconds.getOrDefault(part, Double.NaN)) * peer.divisor(guest);
    }

    private double ratio(Peer peer, String part) {
        return seconds(peer, part) / seconds(base(), part);
    }

    /** Those that took every peer a time which could be measured: with little work, some parts take none. */
    private List<String> comparable() {
        return parts().stream()
                .filter(part -> peers().stream().noneMatch(peer -> seconds(peer, part) == 0))
                .toList();
    }

    /** The geometric mean of the ratios; not a number when the peer did not get through all parts. */
    double geometricMean(Peer peer) {
        return Math.exp(comparable().stream()
                .mapToDouble(part -> Math.log(ratio(peer, part)))
                .average()
                .orElse(Double.NaN));
    }

    /** The greatest of the ratios, likewise. */
    double worst(Peer peer) {
        return comparable().stream()
                .mapToDouble(part -> ratio(peer, part))
                .max()
                .orElse(Double.NaN);
    }

    /** MiB resident beyond the guest's RAM when Linux was up. */
    double residentBeyond(Peer peer) {
        return median(peer, run -> run.resident == 0 ? Double.NaN : run.resident / 1024.0) - Peer.MEBIBYTES;
    }

    /** What went wrong, a line each. */
    List<String> complaints() {
        List<String> lines = new ArrayList<>();
        runs.forEach((peer, all) -> {
            for (int i = 0; i < all.size(); i++) {
                int number = i + 1;
                all.get(i)
                        .wrong
                        .forEach((part, what) -> lines.add(String.format(
                                Locale.ROOT, "%s on %s, run %d: %s: %s", guest.word, peer.word, number, part, what)));
            }
        });
        return lines;
    }

    /** A Markdown table whose columns are aligned. */
    List<String> table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(row(guest.word, peer -> peer.word));
        for (String part : parts()) {
            rows.add(row(part, peer -> cell(seconds(peer, part), ratio(peer, part))));
        }
        if (parts().size() > 1) {
            rows.add(row("geometric mean", peer -> cell(Double.NaN, geometricMean(peer))));
        }
        if (guest == Guest.LINUX) {
            rows.add(row("MiB beyond -m", peer -> number("%.0f", residentBeyond(peer))));
        }
        return markdown(rows);
    }

    private String[] row(String head, java.util.function.Function<Peer, String> cell) {
        List<String> cells = new ArrayList<>(List.of(head));
        runs.keySet().forEach(peer -> cells.add(cell.apply(peer)));
        return cells.toArray(String[]::new);
    }

    private static String cell(double seconds, double ratio) {
        return (number("%.3f s ", seconds) + number("x%.2f", ratio)).strip();
    }

    static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "";
    }

    /** Rows as a Markdown table, the first one its head. */
    static List<String> markdown(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder("|");
            for (int i = 0; i < row.length; i++) {
                String space = " ".repeat(widths[i] - row[i].length());
                line.append(' ')
                        .append(i == 0 ? row[i] + space : space + row[i])
                        .append(" |");
            }
            lines.add(line.toString());
        }
        StringBuilder rule = new StringBuilder("|");
        Arrays.stream(widths)
                .forEach(width -> rule.append("-".repeat(width + 1)).append(":|"));
        lines.add(1, rule.toString().replaceFirst("-:", "--"));
        return lines;
    }

    /** Everything that was measured, for {@code --json}. */
    Map<String, Object> json() {
        Map<String, Object> peers = new LinkedHashMap<>();
        runs.forEach((peer, all) -> {
            List<Object> list = new ArrayList<>();
            for (Measurement run : all) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("seconds", run.seconds);
                one.put("results", run.results);
                one.put("share of the work", 1.0 / peer.divisor(guest));
                one.put("resident KiB", run.resident);
                one.put("wrong", run.wrong);
                list.add(one);
            }
            peers.put(peer.word, list);
        });
        return peers;
    }
}
