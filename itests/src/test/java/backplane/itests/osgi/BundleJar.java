package backplane.itests.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes bundles of classes from the test's class path, as a vendor's build would. */
final class BundleJar {
    private final String name;
    private final String version;
    private final List<String> capabilities = new ArrayList<>();
    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final Set<String> imports = new LinkedHashSet<>();
    private final List<String> components = new ArrayList<>();
    private final Manifest manifest = new Manifest();

    private BundleJar(String name, String version) {
        this.name = name;
        this.version = version;
        imports.add("backplane.api.device");
        imports.add("backplane.api.port");
        imports.add("backplane.api.state");
    }

    static BundleJar of(String name, String version) {
        return new BundleJar(name, version);
    }

    /** A card: its component is the class itself, with the PID of its type; {@code references} is DS XML. */
    BundleJar card(String type, String plug, Class<?> card, String references) {
        capabilities.add("backplane.device;type=" + type + ";bus=isa;plug=" + plug);
        for (Class<?> c = card;
                c != null && c.getPackage() != null && c.getName().startsWith("backplane.itests"); ) {
            classes.add(c);
            c = c.getSuperclass();
        }
        components.add("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + card.getName()
                + "\" configuration-policy=\"require\" configuration-pid=\"backplane.device." + type
                + "\" init=\"" + card.getConstructors()[0].getParameterCount() + "\"><service>"
                + "<provide interface=\"backplane.api.device.Device\"/></service>" + references
                + "<implementation class=\"" + card.getName() + "\"/></scr:component>");
        return this;
    }

    BundleJar header(String header, String value) {
        manifest.getMainAttributes().putValue(header, value);
        return this;
    }

    Path write(Path jar) throws IOException {
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        if (!components.isEmpty()) {
            main.putValue("Import-Package", String.join(",", imports));
            main.putValue("Provide-Capability", String.join(",", capabilities));
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < components.size(); i++) {
                paths.add("OSGI-INF/component" + i + ".xml");
            }
            main.putValue("Service-Component", String.join(",", paths));
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (int i = 0; i < components.size(); i++) {
                entry(out, "OSGI-INF/component" + i + ".xml", components.get(i).getBytes(StandardCharsets.UTF_8));
            }
            for (Class<?> c : classes) {
                String path = c.getName().replace('.', '/') + ".class";
                try (InputStream in = c.getClassLoader().getResourceAsStream(path)) {
                    entry(out, path, in.readAllBytes());
                }
            }
        }
        return jar;
    }

    /** The same bundle with another version. */
    static Path reversioned(Path jar, String version, Path target) throws IOException {
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target), manifest)) {
                for (JarEntry entry : from.stream().toList()) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        try (InputStream in = from.getInputStream(entry)) {
                            entry(out, entry.getName(), in.readAllBytes());
                        }
                    }
                }
            }
        }
        return target;
    }

    private static void entry(JarOutputStream out, String path, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(path));
        OutputStream to = out;
        to.write(content);
        out.closeEntry();
    }
}
