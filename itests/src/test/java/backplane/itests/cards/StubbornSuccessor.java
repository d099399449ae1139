package backplane.itests.cards;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;

/** Cannot read what its predecessor saved. */
public final class StubbornSuccessor extends PlainCard {
    @Override
    public void restore(StateReader in) throws StateException {
        throw new StateException("the record is of another card");
    }
}
