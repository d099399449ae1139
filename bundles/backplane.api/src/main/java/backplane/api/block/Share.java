package backplane.api.block;

/** How a lease gets along with others of the same image. */
public enum Share {
    /** The one card the image is attached to. */
    EXCLUSIVE,
    /** A declared alias, as extboot is: it joins an exclusive lease, in one cache and one order of writes. */
    SHARED
}
