package backplane.itests;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Compares what SeaBIOS says at 0x402 with committed lists of patterns. */
final class SeaBiosLog {
    private SeaBiosLog() {}

    /** Every pattern of the list is found, in order, and none of {@code bad.patterns}. */
    static void check(String log, String list) throws IOException {
        List<String> lines = log.lines().toList();
        int at = 0;
        for (Pattern pattern : patterns(list)) {
            int found = at;
            while (found < lines.size() && !pattern.matcher(lines.get(found)).find()) {
                found++;
            }
            if (found == lines.size()) {
                fail("not said after line " + at + ": " + pattern + "\n" + log);
            }
            at = found + 1;
        }
        checkBad(log);
    }

    /** None of {@code bad.patterns} is found. */
    static void checkBad(String log) throws IOException {
        for (Pattern pattern : patterns("bad.patterns")) {
            log.lines().filter(line -> pattern.matcher(line).find()).findFirst().ifPresent(line -> {
                fail("SeaBIOS says: " + line + " (" + pattern + ")\n" + log);
            });
        }
    }

    private static List<Pattern> patterns(String list) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                SeaBiosLog.class.getResourceAsStream("/seabios/" + list), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Pattern::compile)
                    .toList();
        }
    }
}
