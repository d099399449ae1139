package backplane.api.device;

/**
 * One register of a card, named as its datasheet names it.
 *
 * @param name the datasheet's name, for example {@code ISTAT0}
 * @param space where the guest finds it
 * @param offset from the base of the claim, BAR or configuration space; the index for {@link Space#INDEXED}
 * @param width in bytes: 1, 2, 4 or 8
 * @param access what the guest may do
 * @param note side effects and what is not modelled; may be empty
 */
public record RegisterInfo(String name, Space space, int offset, int width, Access access, String note) {
    /** Where a register lives. */
    public enum Space {
        PORT,
        MEMORY,
        CONFIG,
        INDEXED
    }

    /** Who may touch it how. {@code RESERVED} rows name bits the model knows of and leaves out. */
    public enum Access {
        R,
        W,
        RW,
        RESERVED
    }
}
