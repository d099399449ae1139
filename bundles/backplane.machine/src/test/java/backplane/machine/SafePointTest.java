package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SafePointTest {
    @Test
    void whoeverWaitsInVainIsToldWhy() throws Exception {
        Machine machine = new Machine("pc", Map.of(), 1, null, false, (m, card, level, text) -> {});
        CountDownLatch over = new CountDownLatch(1);
        machine.start();
        try {
            machine.post(() -> hold(over));
            TimeoutException e = assertThrows(TimeoutException.class, () -> machine.atSafePoint(() -> 1));
            assertEquals("nothing within 3 s; the host is busy or a card does not return", e.getMessage());
            over.countDown();
            assertEquals(1, machine.atSafePoint(() -> 1));
        } finally {
            over.countDown();
            machine.stop();
        }
    }

    private static void hold(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
