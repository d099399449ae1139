package backplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStreamTest {
    @TempDir
    private Path folder;

    @Test
    void whatTheGuestSaysIsInTheFileAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("serial"), "of an earlier run");
        try (FileStream stream = new FileStream(file.toString())) {
            byte[] said = "login: ".getBytes(StandardCharsets.US_ASCII);
            stream.write(said, 0, 5);
            stream.write(said, 5, 2);
            assertEquals("login: ", Files.readString(file));
        }
    }

    @Test
    void aFolderThatDoesNotExistIsNamed() {
        String path = folder.resolve("none/serial").toString();
        var refusal = assertThrows(IllegalArgumentException.class, () -> new FileStream(path));
        assertTrue(refusal.getMessage().startsWith("cannot write " + path), refusal::getMessage);
    }
}
