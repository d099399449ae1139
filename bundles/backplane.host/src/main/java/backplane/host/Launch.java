package backplane.host;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One start of the program. The launcher publishes it when every bundle of the profile has started, which is when
 * planning may begin. Any thread may call it.
 */
@ProviderType
public interface Launch {
    /** {@code run}, {@code demo} or {@code shell}. */
    String command();

    /** What followed the sub-command. */
    List<String> arguments();

    /** Zeros for guest memory, being allocated on a thread of its own since the start. */
    Future<byte[]> memory();

    /** A folder of this process alone, deleted at the end. */
    Path scratch();

    /** The folder in which the user keeps further bundles, {@code repository} of the distribution. */
    Path repository();

    /** Where everything goes that would otherwise disturb the guest's terminal. */
    Path log();

    /**
     * Ends the program: images are flushed, the framework stopped, the terminal restored. Returns at once; the first
     * call counts.
     *
     * @param status the exit status
     * @param message for stderr, one line except for a report about the guest's end; or empty
     */
    void end(int status, String message);
}
