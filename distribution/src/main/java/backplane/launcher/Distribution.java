package backplane.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder that the build assembled: {@code lib}, {@code bundles}, {@code profiles}, {@code repository}. */
record Distribution(Path root) {
    /** Where this process was started from, as the launcher script says. */
    static Distribution current() {
        return new Distribution(
                Path.of(System.getProperty("backplane.home", ".")).toAbsolutePath());
    }

    Path repository() {
        return root.resolve("repository");
    }

    /** The flat bundle list of a profile, in order of start level. */
    List<Entry> profile(String name) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("profiles").resolve(name + ".list"))) {
            int space = line.indexOf(' ');
            entries.add(new Entry(Integer.parseInt(line.substring(0, space)), root.resolve(line.substring(space + 1))));
        }
        return entries;
    }

    /**
     * A bundle of a profile.
     *
     * @param level 1 framework services, 2 core; 3 cards, started by the plans that need them; 4 started on first use
     */
    record Entry(int level, Path jar) {}
}
