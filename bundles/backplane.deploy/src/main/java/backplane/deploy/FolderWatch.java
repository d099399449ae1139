package backplane.deploy;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches a folder of jars on a thread of its own. */
public final class FolderWatch implements AutoCloseable {
    private final WatchService service;
    private final Settling settling;
    private final Consumer<Path> settled;
    private final Consumer<Path> gone;

    /**
     * Calls {@code settled} for each jar that is there or has changed, {@code gone} for each that was removed; with
     * absolute paths, however the folder was given.
     */
    public FolderWatch(Path folder, Consumer<Path> settled, Consumer<Path> gone) throws IOException {
        this.settled = settled;
        this.gone = gone;
        settling = new Settling(folder.toAbsolutePath().normalize());
        service = folder.getFileSystem().newWatchService();
        folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        Thread thread = new Thread(this::watch, "backplane-deploy");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                Settling.News news = settling.look(System.nanoTime());
                // New ones first: a file that only changed its name replaces its own bundle.
                news.settled().forEach(settled);
                news.gone().forEach(gone);
                WatchKey key = settling.pending()
                        ? service.poll(Settling.SETTLE_NANOS / 5, TimeUnit.NANOSECONDS)
                        : service.take();
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // close() ends this thread.
            return;
        } catch (IOException e) {
            System.getLogger(FolderWatch.class.getName())
                    .log(System.Logger.Level.ERROR, "the folder is not watched any more", e);
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
