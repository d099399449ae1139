package backplane.block;

import backplane.api.block.BlockCompletion;

/** A ring of requests in the order they came. Its slots are reused, so a busy disk allocates nothing. Guarded by its user. */
final class RequestQueue {
    /** What a request does. */
    enum Kind {
        READ,
        WRITE,
        FLUSH
    }

    /** One request. */
    static final class Request {
        Kind kind;
        long offset;
        byte[] buffer;
        int at;
        int length;
        BlockCompletion completion;

        void set(Kind kind, long offset, byte[] buffer, int at, int length, BlockCompletion completion) {
            this.kind = kind;
            this.offset = offset;
            this.buffer = buffer;
            this.at = at;
            this.length = length;
            this.completion = completion;
        }

        void copy(Request r) {
            set(r.kind, r.offset, r.buffer, r.at, r.length, r.completion);
        }
    }

    private Request[] ring = fill(new Request[16], 0);
    private int first;
    private int count;

    private static Request[] fill(Request[] ring, int from) {
        for (int i = from; i < ring.length; i++) {
            ring[i] = new Request();
        }
        return ring;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The slot at the end, for the caller to set. */
    Request add() {
        if (count == ring.length) {
            grow();
        }
        return ring[first + count++ & ring.length - 1];
    }

    /** Moves the oldest request into {@code to}. */
    void remove(Request to) {
        Request r = ring[first];
        to.copy(r);
        r.set(null, 0, null, 0, 0, null);
        first = first + 1 & ring.length - 1;
        count--;
    }

    private void grow() {
        Request[] larger = new Request[ring.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = ring[first + i & ring.length - 1];
        }
        ring = fill(larger, count);
        first = 0;
    }
}
