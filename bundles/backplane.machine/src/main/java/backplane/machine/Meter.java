package backplane.machine;

import backplane.core.Cpu;
import backplane.core.EngineView;
import backplane.core.MachineView.Activity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * What the machine thread is at, for a sampler on another thread. Entering and leaving are a store each, no clock is
 * read; the store is opaque, so that the compiler keeps it and a sampler sees it soon.
 */
final class Meter {
    static final int IDLE = 0;
    static final int DEVICE = 1;
    static final int CPU = 2;

    private static final VarHandle AT;

    static {
        try {
            AT = MethodHandles.lookup().findVarHandle(Meter.class, "at", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int at;

    /** Returns what it was at, for {@link #leave}. */
    int enter(int what) {
        int before = at;
        AT.setOpaque(this, what);
        return before;
    }

    void leave(int before) {
        AT.setOpaque(this, before);
    }

    /** Waits for that long or to be unparked. */
    void sleep(Object blocker, long nanos) {
        int before = enter(IDLE);
        LockSupport.parkNanos(blocker, nanos);
        leave(before);
    }

    /** What it is at now; any thread. */
    Activity activity(Cpu cpu) {
        switch ((int) AT.getOpaque(this)) {
            case IDLE:
                return Activity.IDLE;
            case DEVICE:
                return Activity.DEVICE;
            default:
                EngineView engine = cpu == null ? null : cpu.engine();
                return engine != null && engine.inRegion() ? Activity.REGION : Activity.INTERPRETER;
        }
    }
}
