package backplane.launcher.build;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureService;

/** Turns each feature file (OSGi Compendium, chapter 159) into a flat list of start levels and jars. */
public final class Profiles {
    private Profiles() {}

    /** The folder with the features, then that of the distribution. */
    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[1]);
        Path lists = Files.createDirectories(home.resolve("profiles"));
        Files.createDirectories(home.resolve("repository"));
        FeatureService service = ServiceLoader.load(FeatureService.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no FeatureService on the class path"));
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".json", ".list");
                try (Reader reader = Files.newBufferedReader(file)) {
                    Files.write(lists.resolve(name), lines(service.readFeature(reader), home));
                }
            }
        }
    }

    private static List<String> lines(Feature feature, Path home) throws IOException {
        List<FeatureBundle> bundles = new ArrayList<>(feature.getBundles());
        bundles.sort(Comparator.comparingInt(Profiles::level));
        List<String> lines = new ArrayList<>();
        for (FeatureBundle bundle : bundles) {
            String jar = "bundles/" + bundle.getID().getArtifactId() + "-"
                    + bundle.getID().getVersion() + ".jar";
            if (!Files.isRegularFile(home.resolve(jar))) {
                throw new IOException(
                        feature.getID() + " names " + bundle.getID() + ", which distribution/pom.xml lacks");
            }
            lines.add(level(bundle) + " " + jar);
        }
        return lines;
    }

    private static int level(FeatureBundle bundle) {
        return ((Number) bundle.getMetadata().get("start-order")).intValue();
    }
}
