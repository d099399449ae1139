package backplane.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class Nearest {
    private static final int FARTHEST = 3;

    private Nearest() {}

    /** {@code ; did you mean X?}, or the remedy when nothing is near. */
    static String hint(String word, Collection<String> known, String prefix, String remedy) {
        return to(word, known).map(k -> "; did you mean " + prefix + k + "?").orElse("; " + remedy);
    }

    /** The known word that differs in the fewest letters, the first of several. */
    static Optional<String> to(String word, Collection<String> known) {
        String best = null;
        int bestDistance = Math.min(FARTHEST, Math.max(1, word.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (same(a, i, b, j) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static boolean same(String a, int i, String b, int j) {
        return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
    }
}
