package backplane.itests.cards;

/** Wants a service that nobody has. */
public final class NeedsRunnable extends PlainCard {
    public NeedsRunnable(Runnable unused) {}
}
