package backplane.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FolderWatchTest {
    @Test
    void aRelativeFolderGivesTheSameAbsolutePathsForComingAndGoing() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target"), "watch");
        Path jar = folder.resolve("card.jar");
        BlockingQueue<String> news = new LinkedBlockingQueue<>();
        try (FolderWatch watch = new FolderWatch(folder, p -> news.add("+" + p), p -> news.add("-" + p))) {
            Files.writeString(jar, "a card");
            assertEquals("+" + jar.toAbsolutePath(), news.poll(30, TimeUnit.SECONDS), watch.toString());
            Files.delete(jar);
            assertEquals("-" + jar.toAbsolutePath(), news.poll(30, TimeUnit.SECONDS));
        }
        Files.delete(folder);
    }
}
