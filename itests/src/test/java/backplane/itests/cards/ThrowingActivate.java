package backplane.itests.cards;

/** Its constructor throws. */
public final class ThrowingActivate extends PlainCard {
    public ThrowingActivate() {
        throw new IllegalStateException("the antenna is missing; screw it on");
    }
}
