package backplane.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The distribution that the build has just assembled: what a user runs is what is tested. */
public final class Distribution {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path HOME = ROOT.resolve("distribution/target/backplane");

    private Distribution() {}

    /**
     * A line of a flat bundle list.
     *
     * @param level 1 and 2 start at once; 3 is started by plans, 4 on first use
     */
    public record Entry(int level, Path jar) {}

    public static Path home() {
        return HOME;
    }

    /** The top of the source tree. */
    public static Path root() {
        return ROOT;
    }

    /** The flat bundle list that {@code run}, {@code demo} and {@code shell} start. */
    public static List<Entry> bundles() {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(HOME.resolve("profiles/pc.list"))) {
                String[] words = line.split(" ");
                entries.add(new Entry(Integer.parseInt(words[0]), HOME.resolve(words[1])));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** The jar of a bundle of the list, by the file's name without the version. */
    public static Path jar(String name) {
        return bundles().stream()
                .map(Entry::jar)
                .filter(jar -> jar.getFileName().toString().matches(java.util.regex.Pattern.quote(name) + "-\\d.*"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the bundle list has no " + name));
    }

    public static Manifest manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
