package backplane.launcher.bench;

/** Something is not installed; the message names it and what to do. */
final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    Missing(String message) {
        super(message);
    }
}
