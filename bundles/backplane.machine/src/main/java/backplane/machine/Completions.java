package backplane.machine;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Finished block requests on their way from host threads to the machine thread: a stack without locks or garbage. */
final class Completions {
    private final AtomicReference<BlockLease.Request> top = new AtomicReference<>();
    private final Runnable here;
    private volatile Thread receiver;

    /** @param here what to do when the receiver itself finishes a request: leave the slice */
    Completions(Runnable here) {
        this.here = here;
    }

    /** The thread that calls {@link #take}, and that waits for requests. */
    void deliverTo(Thread thread) {
        receiver = thread;
    }

    boolean isEmpty() {
        return top.get() == null;
    }

    /** On any thread. */
    void add(BlockLease.Request request) {
        BlockLease.Request head;
        do {
            head = top.get();
            request.next = head;
        } while (!top.compareAndSet(head, request));
        Thread thread = receiver;
        if (thread == Thread.currentThread()) {
            here.run();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Delivers them in the order in which they finished; whether there were any. */
    boolean take() {
        if (top.get() == null) {
            return false;
        }
        BlockLease.Request list = null;
        for (BlockLease.Request r = top.getAndSet(null); r != null; ) {
            BlockLease.Request after = r.next;
            r.next = list;
            list = r;
            r = after;
        }
        while (list != null) {
            BlockLease.Request after = list.next;
            list.next = null;
            list.taken();
            list = after;
        }
        return true;
    }
}
