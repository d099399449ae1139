package backplane.itests.cards;

/** Its port throws when a guest writes to it. */
public final class ThrowingPort extends PlainCard {
    private int last;

    @Override
    public int read8(int offset) {
        return last;
    }

    @Override
    public void write8(int offset, int value) {
        last = value;
        throw new IllegalStateException("the fuse has blown");
    }
}
