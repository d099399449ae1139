package backplane.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells when files of a folder have stopped changing, and which have gone. */
final class Settling {
    /** How long a file's size and time must stay as they are. */
    static final long SETTLE_NANOS = 50_000_000;

    private final Path folder;
    private final Map<Path, Seen> changing = new TreeMap<>();
    private final Map<Path, String> settled = new HashMap<>();

    private record Seen(String stamp, long since) {}

    /** What is new: jars that have settled, and jars that are gone. */
    record News(List<Path> settled, List<Path> gone) {}

    Settling(Path folder) {
        this.folder = folder;
    }

    /** Looks at the folder at host time {@code now}. */
    News look(long now) throws IOException {
        List<Path> ready = new ArrayList<>();
        Set<Path> there = new HashSet<>();
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
        for (Path jar : jars) {
            there.add(jar);
            String stamp = stamp(jar);
            Seen seen = changing.get(jar);
            if (stamp.equals(settled.get(jar))) {
                changing.remove(jar);
            } else if (seen == null || !seen.stamp.equals(stamp)) {
                changing.put(jar, new Seen(stamp, now));
            } else if (now - seen.since >= SETTLE_NANOS) {
                changing.remove(jar);
                settled.put(jar, stamp);
                ready.add(jar);
            }
        }
        changing.keySet().retainAll(there);
        List<Path> gone = new ArrayList<>();
        for (Iterator<Path> i = settled.keySet().iterator(); i.hasNext(); ) {
            Path jar = i.next();
            if (!there.contains(jar)) {
                i.remove();
                gone.add(jar);
            }
        }
        return new News(ready, gone);
    }

    /** Whether a file is still changing, so that somebody should look again soon. */
    boolean pending() {
        return !changing.isEmpty();
    }

    private static String stamp(Path jar) {
        try {
            return Files.size(jar) + "/" + Files.getLastModifiedTime(jar).toMillis();
        } catch (IOException e) {
            return "gone";
        }
    }
}
