package backplane.api.state;

/** Saved state does not fit this card. The message names the record and the field. */
public final class StateException extends Exception {
    private static final long serialVersionUID = 1;

    public StateException(String message) {
        super(message);
    }
}
