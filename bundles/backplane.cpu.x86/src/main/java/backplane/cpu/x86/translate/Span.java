package backplane.cpu.x86.translate;

/**
 * Accesses of a piece that lie so close together that one look at the tables serves them all. Where the first byte is in the
 * array stays in a local; the others follow from it.
 */
final class Span {
    /** The first byte, and the one behind the last, by distance from what the addresses have in common. */
    int from;

    int to;
    boolean written;
    int accesses;
    /** Number of the last step with one. */
    int last;

    int local;

    int length() {
        return to - from;
    }
}
