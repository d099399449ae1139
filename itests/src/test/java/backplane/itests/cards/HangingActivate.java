package backplane.itests.cards;

import java.util.concurrent.CountDownLatch;

/** Its constructor waits for the test. */
public final class HangingActivate extends PlainCard {
    public HangingActivate(CountDownLatch gate) throws InterruptedException {
        gate.await();
    }
}
