package backplane.deploy;

import backplane.core.PlanException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * What a jar says it is, after it has been read to its end.
 *
 * @param name Bundle-SymbolicName
 * @param version Bundle-Version
 */
public record JarCheck(String name, String version) {
    /** Reads every entry: a jar that is still being copied, or was cut short, fails here. */
    public static JarCheck of(Path jar) throws PlanException {
        if (!Files.isRegularFile(jar)) {
            throw new PlanException(jar + ": there is no such file; name a bundle's jar");
        }
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            byte[] buffer = new byte[8192];
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                try (InputStream in = file.getInputStream(entries.nextElement())) {
                    int n = 0;
                    while (n >= 0) {
                        n = in.read(buffer);
                    }
                }
            }
            return of(jar, file.getManifest());
        } catch (IOException | SecurityException e) {
            throw new PlanException(jar + ": it is no whole jar (" + e.getMessage() + "); copy it again");
        }
    }

    private static JarCheck of(Path jar, Manifest manifest) throws PlanException {
        String name = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        if (name == null) {
            throw new PlanException(
                    jar + ": its manifest names no Bundle-SymbolicName; build it with bnd, as the example card does");
        }
        String version = manifest.getMainAttributes().getValue("Bundle-Version");
        int semicolon = name.indexOf(';');
        return new JarCheck(
                (semicolon < 0 ? name : name.substring(0, semicolon)).strip(),
                version == null ? "0.0.0" : version.strip());
    }
}
