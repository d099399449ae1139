package backplane.cpu.x86.translate;

import backplane.core.EngineView;
import backplane.cpu.x86.interpret.Core;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * Makes regions: chooses them on the machine thread, generates and defines them on a thread of its own, and hands them
 * back to the machine thread, which alone enters and kills them.
 */
public final class Translator {
    private static final int WAITING = 16;
    private static final int MOST_LIVE = 6000;
    /** A page whose regions were overwritten this often stays with the interpreter for a while. */
    private static final int TOO_OFTEN = 4;

    private static final int FORGIVEN = 256;

    private final Core c;
    private final Engine engine;
    private final Former.Heat heat;
    public final Regions regions = new Regions();

    /** The hottest first. */
    private final PriorityBlockingQueue<Plan> plans = new PriorityBlockingQueue<>(
            WAITING, Comparator.comparingInt((Plan p) -> p.heat).reversed());

    private final ConcurrentLinkedQueue<Made> made = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;
    private Thread thread;
    /** Chosen and not back yet. */
    private int waiting;

    /** Their heads. */
    private final Set<Long> pending = new HashSet<>();

    private final Map<Integer, Integer> overwritten = new HashMap<>();

    long madeSoFar;
    long discarded;
    private volatile long nanos;

    public Translator(Core core, Engine engine, Former.Heat heat) {
        c = core;
        this.engine = engine;
        this.heat = heat;
    }

    /** Runs of a block before it may become a region's head. */
    public int threshold() {
        return engine.threshold();
    }

    /** Whether regions have come back that {@link #take} has not seen. */
    public boolean ready() {
        return ready;
    }

    /**
     * Chooses a region from the present EIP on. It appears later in {@link #take}, at once when synchronous.
     *
     * @return the EIPs of its pieces; null when there can be none
     */
    public int[] request(int eip) {
        if (waiting >= WAITING || c.mmu.strict()) {
            return null;
        }
        long key = Regions.key(c.base[Core.CS] + eip, c.mode);
        if (pending.contains(key)) {
            return null;
        }
        Former former = new Former(c, heat, engine.everything());
        Plan plan = former.form(eip);
        if (plan == null || refused(plan)) {
            return null;
        }
        waiting++;
        pending.add(key);
        if (engine.synchronous()) {
            made.add(make(plan));
            ready = true;
        } else {
            start();
            plans.add(plan);
        }
        return plan.pieces.stream().mapToInt(p -> p.eip).toArray();
    }

    private boolean refused(Plan plan) {
        if (engine.everything()) {
            return false;
        }
        boolean no = false;
        for (int page : plan.pages()) {
            int n = overwritten.getOrDefault(page, 0);
            if (n >= TOO_OFTEN) {
                overwritten.put(page, n < FORGIVEN ? n + 1 : 0);
                no = true;
            }
        }
        return no;
    }

    private void start() {
        if (thread == null) {
            thread = new Thread(this::work, "translator");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        Deque<Made> slow = new ArrayDeque<>();
        try {
            Warmer warmer = new Warmer(c.model);
            while (true) {
                Plan plan = slow.isEmpty() ? plans.take() : plans.poll();
                Made one = plan == null ? slow.remove() : attempt(plan);
                if (one.region() == null || warm(warmer, one) || one.again()) {
                    made.add(one);
                    ready = true;
                } else {
                    slow.add(new Made(one.plan(), one.region(), true));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without a region when there was a defect. */
    private Made attempt(Plan plan) {
        try {
            return make(plan);
        } catch (RuntimeException | LinkageError e) {
            defect(plan, e);
            return new Made(plan, null, false);
        }
    }

    /** False while HotSpot has not compiled it well: the interpreter is faster until then. */
    private boolean warm(Warmer warmer, Made one) throws InterruptedException {
        try {
            return warmer.warm(one.plan(), one.region());
        } catch (RuntimeException e) {
            defect(one.plan(), e);
            return true;
        }
    }

    /** Harmless, as the interpreter goes on. */
    private static void defect(Plan plan, Throwable e) {
        String text = String.format("no region from %08x on", plan.base + plan.head);
        System.getLogger(Translator.class.getName()).log(System.Logger.Level.WARNING, text, e);
    }

    /**
     * A plan with its region, as it travels between the threads.
     *
     * @param again it did not get fast at the first look; as some are fast from the start, which does not show, it is
     *     entered after the second whatever that says
     */
    private record Made(Plan plan, Region region, boolean again) {}

    private Made make(Plan plan) {
        long began = System.nanoTime();
        new Flow(plan).analyse();
        Generator generator = new Generator(plan);
        byte[] bytes = generator.build();
        Code code;
        try {
            code = (Code) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        Region region = new Region(plan, generator, code);
        nanos += System.nanoTime() - began;
        return new Made(plan, region, false);
    }

    /** The regions that have come back and are still what memory holds; they are live from now on. */
    public List<Region> take() {
        ready = false;
        List<Region> fresh = new ArrayList<>();
        for (Made m = made.poll(); m != null; m = made.poll()) {
            waiting--;
            pending.remove(Regions.key(m.plan().base + m.plan().head, m.plan().mode));
            if (m.region() == null) {
                continue;
            }
            if (m.plan().current(c.mmu.ram)) {
                publish(m.region());
                fresh.add(m.region());
            }
        }
        return fresh;
    }

    private void publish(Region r) {
        if (regions.live().size() >= MOST_LIVE) {
            crowded();
        }
        madeSoFar++;
        regions.add(r);
        for (int page : r.pages) {
            if (c.mmu.grains[page] == 0) {
                c.mmu.protectCode(page);
            }
            c.mmu.grains[page] |= r.grains(page);
        }
    }

    /** The half that was entered least goes. Grains stay marked until their page is written. */
    private void crowded() {
        List<Region> all = new ArrayList<>(regions.live());
        all.sort(Comparator.comparingInt(r -> r.entered));
        for (Region r : all.subList(0, all.size() / 2)) {
            discard(r);
        }
        for (Region r : regions.live()) {
            r.entered = 0;
        }
    }

    private void discard(Region r) {
        regions.kill(r);
        discarded++;
    }

    /** Bytes of these grains have changed. */
    public void written(int page, long bits) {
        List<Region> hit = regions.touched(page, bits);
        for (Region r : hit) {
            discard(r);
            for (int other : r.pages) {
                overwritten.merge(other, 1, Integer::sum);
            }
        }
    }

    /** For {@code bp:perf}. */
    public EngineView.Counters counters(long interpreted, long translated, Map<String, Long> exits) {
        return new EngineView.Counters(
                "jit", interpreted, translated, exits, regions.live().size(), waiting, madeSoFar, discarded, nanos);
    }

    /** For {@code bp:jit}. */
    public List<EngineView.Region> view() {
        return regions.live().stream().map(Region::view).toList();
    }

    /** Throws everything away. */
    public int clear() {
        List<Region> all = new ArrayList<>(regions.live());
        all.forEach(this::discard);
        return all.size();
    }

    /** Ends the thread; no more regions. */
    public void stop() {
        clear();
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }
}
