package backplane.machine;

import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import java.util.concurrent.atomic.AtomicBoolean;

/** A card's end of a byte stream: output goes straight on, input waits in a ring with one writer and one reader. */
final class CharLease extends SlotClaim implements CharPort {
    private static final int RING = 1 << 16;

    private final Machine machine;
    private final Chardev chardev;
    private final byte[] one = new byte[1];
    private final byte[] ring = new byte[RING];
    private final AtomicBoolean announced = new AtomicBoolean();
    private volatile int head;
    private volatile int tail;
    private Runnable onInput = () -> {};

    CharLease(CardSlot slot, Machine machine, Chardev chardev) {
        super(slot, "chardev");
        this.machine = machine;
        this.chardev = chardev;
        chardev.connect(this::receive);
    }

    Chardev chardev() {
        return chardev;
    }

    /** On a host thread. What does not fit is dropped, as on a line without flow control. */
    private synchronized void receive(byte[] from, int at, int count) {
        int end = head;
        for (int i = 0; i < count && end - tail < RING; i++) {
            ring[end & RING - 1] = from[at + i];
            end++;
        }
        head = end;
        if (announced.compareAndSet(false, true)) {
            machine.post(this::announce);
        }
    }

    private void announce() {
        announced.set(false);
        if (!closed()) {
            onInput.run();
        }
    }

    @Override
    public void write(int value) {
        machine.clock().stir();
        one[0] = (byte) value;
        chardev.write(one, 0, 1);
    }

    @Override
    public int read() {
        int at = tail;
        if (at == head) {
            return -1;
        }
        int value = ring[at & RING - 1] & 0xff;
        tail = at + 1;
        return value;
    }

    @Override
    public void onInput(Runnable action) {
        onInput = action;
    }

    @Override
    void release() {
        chardev.connect(null);
        chardev.flush();
    }
}
