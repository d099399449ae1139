package backplane.cpu.x86.translate;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Consumer;

/**
 * Generates regions and has HotSpot compile them, on a thread of its own unless asked otherwise. One makes the quick
 * regions and another one the hot ones, which take ten times as long.
 */
final class Maker implements Runnable {
    /** HotSpot ignores a wish while it has another one for the method: milliseconds until it is repeated, and how often. */
    private static final long PAUSE = 2;

    private static final int MOST = 500;
    /** Bytecodes of a region: where HotSpot's own limit for what it compiles lies. */
    private static final int LONGEST_QUICK = 8000;
    /** With counters, HotSpot's first compiler has virtual registers for no more than 12,000. */
    private static final int LONGEST_HOT = 10_000;

    /** A plan with its region, null when it had a defect or came out too long, and the code that belongs there. */
    record Made(Plan plan, Region region, Code code) {}

    private final String name;
    private final Consumer<Made> done;
    /** The most worthwhile first. Those with a region have been counted and are for the best compiler. */
    private final PriorityBlockingQueue<Made> work = new PriorityBlockingQueue<>(
            16, Comparator.comparingLong((Made m) -> m.plan().heat).reversed());

    /** Null unless it is to run. */
    private volatile Thread thread;

    volatile long nanos;

    /**
     * @param name of its thread
     * @param done takes what is ready to run, or has failed; on the maker's thread
     */
    Maker(String name, Consumer<Made> done) {
        this.name = name;
        this.done = done;
    }

    /** Orders a region: to be made, or if there is one, to be compiled as well as possible. */
    void order(Made job) {
        work.add(job);
        if (thread == null) {
            thread = new Thread(this, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Ends the thread, and forgets what was ordered. */
    void stop() {
        Thread ending = thread;
        thread = null;
        if (ending != null) {
            ending.interrupt();
            try {
                ending.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        work.clear();
    }

    @Override
    public void run() {
        HotSpot hotSpot = new HotSpot();
        try {
            while (thread == Thread.currentThread()) {
                Made job = work.take();
                if (job.region() != null) {
                    compile(hotSpot, job, HotSpot.BEST);
                    continue;
                }
                Made made = make(job.plan());
                if (made.region() == null) {
                    done.accept(made);
                } else if (made.region().bytes > (made.plan().hot ? LONGEST_HOT : LONGEST_QUICK)) {
                    done.accept(new Made(made.plan(), null, null));
                } else if (!hotSpot.open()) {
                    done.accept(made);
                } else {
                    compile(hotSpot, made, made.plan().hot ? HotSpot.COUNTING : HotSpot.QUICK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compile(HotSpot hotSpot, Made made, int wanted) throws InterruptedException {
        Method method = HotSpot.method(made.code());
        for (int i = 0; i < MOST; i++) {
            hotSpot.compile(method, wanted);
            if (hotSpot.level(method) == wanted) {
                if (wanted == HotSpot.COUNTING) {
                    made.region().count(made.plan());
                }
                done.accept(made);
                return;
            }
            Thread.sleep(PAUSE);
        }
        fail(made);
    }

    /** For HotSpot it was too long in some other way, and will come again shorter. */
    private void fail(Made made) {
        System.getLogger(Maker.class.getName())
                .log(
                        Level.DEBUG,
                        () -> String.format(
                                "HotSpot does not compile the region from %08x on",
                                made.plan().base + made.plan().head));
        done.accept(new Made(made.plan(), null, null));
    }

    /** Without a region when there was a defect, which is harmless, as the interpreter goes on. */
    Made make(Plan plan) {
        long began = System.nanoTime();
        try {
            new Flow(plan).analyse();
            Generator generator = new Generator(plan);
            Code code = define(generator.build());
            return new Made(plan, new Region(plan, generator), code);
        } catch (RuntimeException | LinkageError | ReflectiveOperationException e) {
            System.getLogger(Maker.class.getName())
                    .log(Level.WARNING, String.format("no region from %08x on", plan.base + plan.head), e);
            return new Made(plan, null, null);
        } finally {
            nanos += System.nanoTime() - began;
        }
    }

    private static Code define(byte[] bytes) throws ReflectiveOperationException {
        return (Code) MethodHandles.lookup()
                .defineHiddenClass(bytes, true)
                .lookupClass()
                .getDeclaredConstructor()
                .newInstance();
    }
}
