package backplane.machine;

import backplane.api.device.Claim;

/** Something a slot holds, and that a successor of the card takes over under the same key. */
abstract class SlotClaim implements Claim {
    private final CardSlot slot;
    private final String key;
    private boolean closed;

    SlotClaim(CardSlot slot, String key) {
        this.slot = slot;
        this.key = key;
    }

    /** What it is and what it covers; the same for a card and its successor. */
    String key() {
        return key;
    }

    CardSlot slot() {
        return slot;
    }

    @Override
    public String describe() {
        return key;
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            slot.forget(this);
            release();
        }
    }

    boolean closed() {
        return closed;
    }

    /** Takes it out of the machine's tables. */
    abstract void release();

    /** Whether {@code object} is the card's object behind this claim. */
    boolean serves(Object object) {
        return false;
    }
}
