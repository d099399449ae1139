package backplane.storage.lsi53c8xx;

/**
 * The target's answers to SDTR, WDTR and PPR (SPI-3 section 16.3.7 and later): it is an Ultra2 wide device, so it agrees
 * to what is asked within Fast-40, 16 bits and an offset of 31. What was agreed changes nothing here: data moves as fast
 * as the host can, and the odd last byte of a wide transfer needs no IGNORE WIDE RESIDUE.
 */
final class Negotiation {
    /** Bytes of the longest answer, PPR. */
    static final int LONGEST = 8;

    private static final int WDTR = 0x03;
    private static final int SDTR = 0x01;
    private static final int PPR = 0x04;
    private static final int FAST_40 = 10;
    private static final int DEEPEST = 31;
    private static final int WIDE = 1;

    private Negotiation() {}

    /**
     * Builds the answer to an extended message in {@code to}.
     *
     * @return its length, or 0 when the message is to be rejected
     */
    static int answer(byte[] message, int at, byte[] to) {
        int length = message[at + 1] & 0xff;
        int code = length == 0 ? -1 : message[at + 2] & 0xff;
        int known = code == SDTR ? 3 : code == WDTR ? 2 : code == PPR ? 6 : -1;
        if (length != known) {
            return 0;
        }
        System.arraycopy(message, at, to, 0, 2 + length);
        switch (code) {
            case WDTR -> to[3] = atMost(to[3], WIDE);
            case SDTR -> synchronous(to, 3, 4);
            default -> {
                synchronous(to, 3, 5);
                to[6] = atMost(to[6], WIDE);
                to[7] = 0; // no double transitions, information units or quick arbitration
            }
        }
        return 2 + length;
    }

    private static void synchronous(byte[] to, int period, int offset) {
        to[period] = (byte) Math.max(to[period] & 0xff, FAST_40);
        to[offset] = atMost(to[offset], DEEPEST);
    }

    private static byte atMost(byte value, int limit) {
        return (byte) Math.min(value & 0xff, limit);
    }
}
