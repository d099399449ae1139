package backplane.block;

/** An image cannot be used. The message is one line for the user: the option, the file, and the remedy. */
public final class ImageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }
}
