package backplane.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The program. {@code run}, {@code demo} and {@code shell} go straight to a {@link Session}: start-up time counts. */
public final class Main {
    private Main() {}

    /** Never returns. */
    public static void main(String[] args) {
        int status;
        if (args.length > 0 && List.of("run", "demo", "shell").contains(args[0])) {
            Session session = new Session(args[0], Arrays.asList(args).subList(1, args.length));
            status = session.execute();
            if (session.signalled()) {
                LockSupport.park();
            }
        } else {
            status = Commands.execute(args);
        }
        // Not exit: everything that a hook would do has been done, and a card's stray thread must not hold us up.
        Runtime.getRuntime().halt(status);
    }
}
