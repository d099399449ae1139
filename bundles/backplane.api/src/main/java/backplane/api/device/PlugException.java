package backplane.api.device;

/** A card could not be plugged in. The message is one line for the user and names the remedy where there is one. */
public final class PlugException extends Exception {
    private static final long serialVersionUID = 1;
    private final String wantedBy;
    private final String heldBy;

    public PlugException(String message) {
        this(message, "", "");
    }

    /** A conflict over {@code what}, for example {@code port 0x00e9}. */
    public PlugException(String what, String wantedBy, String heldBy) {
        super(heldBy.isEmpty() ? what : what + " wanted by " + wantedBy + " is held by " + heldBy);
        this.wantedBy = wantedBy;
        this.heldBy = heldBy;
    }

    /** The id of the card that asked, or empty. */
    public String wantedBy() {
        return wantedBy;
    }

    /** The id of the card that has it, or empty when this is no conflict. */
    public String heldBy() {
        return heldBy;
    }
}
