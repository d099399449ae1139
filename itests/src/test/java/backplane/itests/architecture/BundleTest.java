package backplane.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each folder under bundles/ promises: one name throughout, a title page, a README, an honest manifest. */
class BundleTest {
    private static final Path BUNDLES = Path.of("..", "bundles");

    /** Bundles that others compile against. */
    private static final Set<String> EXPORTING =
            Set.of("backplane.api", "backplane.core", "backplane.machine", "backplane.testkit", "backplane.host");

    static Stream<String> bundles() throws IOException {
        try (Stream<Path> list = Files.list(BUNDLES)) {
            return list
                    .filter(p -> Files.isRegularFile(p.resolve("pom.xml")))
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Attributes manifest(String bundle) throws IOException {
        Path target = BUNDLES.resolve(bundle).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            Path jar = files.filter(p -> p.getFileName().toString().matches(bundle + "-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in " + target + "; run mvn verify"));
            try (JarFile file = new JarFile(jar.toFile())) {
                return file.getManifest().getMainAttributes();
            }
        }
    }

    private static String header(Attributes manifest, String name) {
        String value = manifest.getValue(name);
        return value == null ? "" : value;
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void folderNameRootPackageAndReadmeAreOneName(String bundle) throws IOException {
        Path folder = BUNDLES.resolve(bundle);
        Path readme = folder.resolve("README.md");
        Path root = folder.resolve("src/main/java").resolve(bundle.replace('.', '/'));
        assertEquals(bundle, header(manifest(bundle), "Bundle-SymbolicName"));
        assertAll(
                () -> assertTrue(Files.isRegularFile(readme), "no " + readme),
                () -> assertTrue(
                        Files.readAllLines(readme).get(0).startsWith("# " + bundle), readme + " has another title"),
                () -> assertTrue(
                        bundle.equals("backplane.api") || Files.isRegularFile(root.resolve("package-info.java")),
                        "no package-info.java in " + root));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void manifestsTellTheTruth(String bundle) throws IOException {
        Attributes manifest = manifest(bundle);
        String exports = header(manifest, "Export-Package");
        String provides = header(manifest, "Provide-Capability");
        assertFalse(header(manifest, "Bundle-Description").isBlank(), "Bundle-Description");
        assertEquals("Apache-2.0", header(manifest, "Bundle-License"));
        assertTrue(EXPORTING.contains(bundle) || exports.isEmpty(), bundle + " exports " + exports);
        boolean types = false;
        try (Stream<Path> sources = Files.walk(BUNDLES.resolve(bundle).resolve("src/main/java"))) {
            for (Path source :
                    sources.filter(p -> p.toString().endsWith("Component.java")).toList()) {
                types |= Files.readString(source).contains("@DeviceType(");
            }
        }
        assertEquals(types, provides.contains("backplane.device;"), bundle + " provides " + provides);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void cardsImportNoOtherCard(String bundle) throws IOException {
        List<String> cards = List.of(
                "backplane.chipset",
                "backplane.storage",
                "backplane.serial",
                "backplane.video",
                "backplane.extboot",
                "backplane.scsi",
                "backplane.debugcon",
                "backplane.example");
        String imports = header(manifest(bundle), "Import-Package");
        assertNotNull(imports);
        for (String card : cards) {
            assertFalse(imports.contains(card), bundle + " imports " + card);
        }
    }
}
