package backplane.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.PlanException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCheckTest {
    @TempDir
    Path folder;

    @Test
    void aBundleSaysItsNameAndVersion() throws Exception {
        Path jar = jar("Bundle-SymbolicName: acme.adc;singleton:=true\nBundle-Version: 1.1.0\n");
        assertEquals(new JarCheck("acme.adc", "1.1.0"), JarCheck.of(jar));
    }

    @Test
    void aJarCutShortIsNotTaken() throws Exception {
        Path jar = jar("Bundle-SymbolicName: acme.adc\n");
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
        PlanException e = assertThrows(PlanException.class, () -> JarCheck.of(jar));
        assertTrue(e.getMessage().startsWith(jar + ": it is no whole jar"), e.getMessage());
    }

    @Test
    void aJarThatIsNoBundleIsNotTaken() throws Exception {
        Path jar = jar("Main-Class: acme.Main\n");
        PlanException e = assertThrows(PlanException.class, () -> JarCheck.of(jar));
        assertTrue(e.getMessage().contains("names no Bundle-SymbolicName"), e.getMessage());
    }

    private Path jar(String headers) throws IOException {
        Path jar = folder.resolve("card.jar");
        Manifest manifest = new Manifest(new ByteArrayInputStream(
                ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\n" + headers).getBytes(StandardCharsets.UTF_8)));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry("acme/data"));
            out.write(new byte[4096]);
            out.closeEntry();
        }
        return jar;
    }
}
