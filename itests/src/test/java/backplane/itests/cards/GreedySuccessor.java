package backplane.itests.cards;

import backplane.api.device.PlugException;
import backplane.api.device.Slot;

/** Wants a port more than its predecessor, one that is taken. */
public final class GreedySuccessor extends PlainCard {
    @Override
    public void plug(Slot slot) throws PlugException {
        super.plug(slot);
        slot.ports(0x70, 1, this);
    }
}
