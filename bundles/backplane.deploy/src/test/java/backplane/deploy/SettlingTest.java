package backplane.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlingTest {
    @TempDir
    Path folder;

    private Settling settling;
    private Path jar;

    @BeforeEach
    void watch() throws IOException {
        settling = new Settling(folder);
        jar = folder.resolve("card.jar");
    }

    @Test
    void aFileCountsOnceItHasNotChangedForAWhile() throws IOException {
        Files.write(jar, new byte[10]);
        assertEquals(List.of(), settling.look(0).settled());
        assertTrue(settling.pending());
        Files.write(jar, new byte[20]);
        assertEquals(List.of(), settling.look(Settling.SETTLE_NANOS).settled(), "it has grown");
        assertEquals(List.of(jar), settling.look(2 * Settling.SETTLE_NANOS).settled());
        assertEquals(List.of(), settling.look(3 * Settling.SETTLE_NANOS).settled(), "said once");
        assertFalse(settling.pending());
    }

    @Test
    void aRemovedFileIsToldOfIfItHadSettled() throws IOException {
        Files.write(jar, new byte[10]);
        settling.look(0);
        settling.look(Settling.SETTLE_NANOS);
        Files.delete(jar);
        assertEquals(List.of(jar), settling.look(Settling.SETTLE_NANOS).gone());
    }

    @Test
    void otherFilesDoNotMatter() throws IOException {
        Files.write(folder.resolve("card.jar.part"), new byte[10]);
        settling.look(0);
        assertFalse(settling.pending());
    }
}
