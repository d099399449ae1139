package backplane.machine;

import java.util.ArrayDeque;
import java.util.List;

/** The latest lines that cards have logged. Any thread. */
final class RecentLog {
    private static final int LINES = 1_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    synchronized void add(String card, String text) {
        if (lines.size() == LINES) {
            lines.remove();
        }
        lines.add(card + ": " + text);
    }

    /** Oldest first; of one card, or of all when {@code card} is empty. */
    synchronized List<String> of(String card) {
        return lines.stream()
                .filter(line -> card.isEmpty() || line.startsWith(card + ":"))
                .toList();
    }
}
