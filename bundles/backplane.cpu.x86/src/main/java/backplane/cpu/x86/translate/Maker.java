package backplane.cpu.x86.translate;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Generates regions and has HotSpot compile them, on a thread of its own unless asked otherwise. */
final class Maker implements Runnable {
    /** Between looks at what the compilers have done, in microseconds. */
    private static final long PAUSE = 500;
    /** HotSpot ignores a wish while it has another one for the method, so each is repeated after so many nanoseconds. */
    private static final long AGAIN = 5_000_000L;
    /** A compilation that takes longer has failed, in nanoseconds. */
    private static final long LONGEST = 10_000_000_000L;

    /** A plan with its region, null when it had a defect, and the code that belongs there. */
    record Made(Plan plan, Region region, Code code) {}

    private static final class Compiling {
        final Made made;
        final Method method;
        final int wanted;
        final long began = System.nanoTime();
        long asked = began;

        Compiling(Made made, Method method, int wanted) {
            this.made = made;
            this.method = method;
            this.wanted = wanted;
        }
    }

    private final Consumer<Made> done;
    /** The most worthwhile first. Those with a region have been counted and are for the best compiler. */
    private final PriorityBlockingQueue<Made> work = new PriorityBlockingQueue<>(
            16, Comparator.comparingLong((Made m) -> m.plan().heat).reversed());

    private final List<Compiling> compiling = new ArrayList<>();
    private Thread thread;

    volatile long nanos;

    /** @param done takes what is ready to run, or has failed; on the maker's thread */
    Maker(Consumer<Made> done) {
        this.done = done;
    }

    /** Orders a region: to be made, or if there is one, to be compiled as well as possible. */
    void order(Made job) {
        work.add(job);
        if (thread == null) {
            thread = new Thread(this, "translator");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public void run() {
        HotSpot hotSpot = new HotSpot();
        try {
            while (true) {
                Made job = compiling.isEmpty() ? work.take() : work.poll(PAUSE, TimeUnit.MICROSECONDS);
                if (job != null) {
                    begin(hotSpot, job);
                }
                look(hotSpot);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(HotSpot hotSpot, Made job) {
        Made made = job.region() == null ? make(job.plan()) : job;
        if (made.region() == null || !hotSpot.open()) {
            done.accept(made);
            return;
        }
        int wanted = job.region() != null ? HotSpot.BEST : job.plan().hot ? HotSpot.COUNTING : HotSpot.QUICK;
        Method method = HotSpot.method(made.code());
        if (hotSpot.compile(method, wanted)) {
            compiling.add(new Compiling(made, method, wanted));
        } else {
            fail(made, "HotSpot does not compile the region from %08x on");
        }
    }

    private void look(HotSpot hotSpot) {
        for (Iterator<Compiling> i = compiling.iterator(); i.hasNext(); ) {
            Compiling c = i.next();
            long now = System.nanoTime();
            if (hotSpot.level(c.method) == c.wanted) {
                i.remove();
                done.accept(c.made);
            } else if (now - c.began > LONGEST) {
                i.remove();
                fail(c.made, "HotSpot is not through with the region from %08x on");
            } else if (now - c.asked > AGAIN) {
                c.asked = now;
                hotSpot.compile(c.method, c.wanted);
            }
        }
    }

    private void fail(Made made, String text) {
        log(String.format(text, made.plan().base + made.plan().head), null);
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
            log(String.format("no region from %08x on", plan.base + plan.head), e);
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

    private static void log(String text, Throwable e) {
        System.getLogger(Maker.class.getName()).log(Level.WARNING, text, e);
    }
}
