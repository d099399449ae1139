package backplane.cpu.x86.translate;

import backplane.core.EngineView;
import backplane.cpu.x86.interpret.Core;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Chooses regions on the machine thread, has them made on other threads, and takes them back on the machine thread, which
 * alone enters and kills them. A region is quick at first; what has executed much is made again, hot.
 */
public final class Translator {
    /** One is compiled and one made; more would wait while others get hotter. */
    private static final int WAITING = 2;

    private static final int HOT_WAITING = 4;
    private static final int MOST_LIVE = 6000;
    /** A grain with code that was overwritten this often stays with the interpreter for a while. */
    private static final int TOO_OFTEN = 4;

    private static final int FORGIVEN = 256;
    /** Instructions that are remembered for their spans. */
    private static final int MOST_APART = 1 << 16;
    /** Grains that are remembered as overwritten; beyond, all are forgiven. */
    private static final int MOST_OVERWRITTEN = 1 << 16;

    private final Core c;
    private final Engine engine;
    private final Former.Heat heat;
    public final Regions regions = new Regions();

    private final Maker quickMaker = new Maker("translator", this::made);
    private final Maker hotMaker = new Maker("translator-hot", this::made);
    private final ConcurrentLinkedQueue<Maker.Made> made = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;
    /** Chosen and not back yet. */
    private int waiting;
    /** The hot ones of them. */
    private int hotWaiting;

    /** Their heads. */
    private final Set<Long> pending = new HashSet<>();

    /** Heads of regions that left too often. */
    private final Set<Long> patient = new HashSet<>();

    /** Linear addresses of instructions whose spans lie across two pages. */
    private final Set<Integer> apart = new HashSet<>();

    /** Heads from which a region came out too long, and how often. */
    private final Map<Long, Integer> tooLong = new HashMap<>();

    /** By array page and grain, how often regions lost it. A kernel patches its code, but each place once or twice. */
    private final Map<Integer, Integer> overwritten = new HashMap<>();

    long madeSoFar;
    long discarded;

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

    /** Whether a region would be made at once. */
    public boolean room() {
        return waiting - hotWaiting < WAITING;
    }

    /** Whether regions are made on the machine thread. */
    public boolean synchronous() {
        return engine.synchronous();
    }

    /**
     * Chooses a region from the present EIP on. It appears later in {@link #take}, at once when synchronous.
     *
     * @return the EIPs of its instructions; null when there can be none
     */
    public int[] request(int eip) {
        boolean hot = engine.everything() && (madeSoFar & 1) != 0;
        Plan plan = plan(eip, hot);
        if (plan == null || refused(plan)) {
            return null;
        }
        order(plan);
        return plan.eips();
    }

    /**
     * Chooses a hot region from the head of this one on, which is running: the present EIP is one of its entries.
     */
    public void promote(Region quick) {
        quick.later();
        Plan plan = hotWaiting >= HOT_WAITING ? null : plan(quick.entries[0], true);
        if (plan == null) {
            return;
        }
        quick.settled();
        plan.from = quick;
        plan.heat = quick.executed;
        hotWaiting++;
        order(plan);
    }

    /** A region was left at the present EIP before an access that the tables do not serve: too often, and it is replaced. */
    public void leftEarly(Region r) {
        boolean across = c.spanEnd > 0xfff;
        c.spanEnd = 0;
        if (!across && r.early()) {
            impatient(r);
        } else if (across && r.crossed(c.eip)) {
            takeApart(r);
        }
    }

    /** One in its place will look closer at such accesses. */
    private void impatient(Region r) {
        patient.add(Regions.key(r.linear, r.mode));
        discard(r);
    }

    /** One without the spans that lie across two pages is ordered, which takes its place. */
    private void takeApart(Region r) {
        if (apart.size() > MOST_APART) {
            apart.clear();
        }
        apart.addAll(r.crossing);
        Plan plan = plan(r.entries[0], false);
        if (plan != null) {
            r.replaced = true;
            plan.heat = Long.MAX_VALUE;
            order(plan);
        }
    }

    private Plan plan(int eip, boolean hot) {
        long key = Regions.key(c.base[Core.CS] + eip, c.mode);
        if (c.mmu.strict() || pending.contains(key)) {
            return null;
        }
        Former former = former(key, hot, false);
        Plan plan = former.form(eip);
        if (former.full() && !hot && !engine.everything()) {
            // A loop that is too long would be cut elsewhere at each turn, into ever more regions, unless it stops
            // where others begin.
            plan = former(key, false, true).form(eip);
        }
        if (plan != null) {
            plan.patient = engine.everything() ? (madeSoFar & 2) != 0 : patient.contains(key);
            for (int at : plan.eips()) {
                if (apart.contains(plan.base + at)) {
                    plan.apart.add(at);
                }
            }
        }
        return plan;
    }

    private Former former(long key, boolean hot, boolean stopping) {
        return new Former(c, heat, engine.everything(), hot, stopping, tooLong.getOrDefault(key, 0));
    }

    private void order(Plan plan) {
        waiting++;
        pending.add(Regions.key(plan.base + plan.head, plan.mode));
        if (engine.synchronous()) {
            made(quickMaker.make(plan));
        } else {
            (plan.hot ? hotMaker : quickMaker).order(new Maker.Made(plan, null, null));
        }
    }

    /** A hot region has been counted: it goes, and comes back from the best compiler. */
    public void counted(Region hot) {
        Maker.Made again = new Maker.Made(hot.plan, hot, hot.code);
        hot.settled();
        regions.kill(hot);
        waiting++;
        hotWaiting++;
        hotMaker.order(again);
    }

    private void made(Maker.Made one) {
        made.add(one);
        ready = true;
    }

    private boolean refused(Plan plan) {
        if (engine.everything()) {
            return false;
        }
        boolean no = false;
        int[] pages = plan.pages();
        long[] grains = plan.grains();
        for (int i = 0; i < pages.length && !overwritten.isEmpty(); i++) {
            for (long bits = grains[i]; bits != 0; bits &= bits - 1) {
                int key = pages[i] << 6 | Long.numberOfTrailingZeros(bits);
                int n = overwritten.getOrDefault(key, 0);
                if (n >= TOO_OFTEN) {
                    overwritten.put(key, n < FORGIVEN ? n + 1 : 0);
                    no = true;
                }
            }
        }
        return no;
    }

    /** The regions that have come back and are still what memory holds; they are live from now on. */
    public List<Region> take() {
        ready = false;
        List<Region> fresh = new ArrayList<>();
        for (Maker.Made m = made.poll(); m != null; m = made.poll()) {
            Plan plan = m.plan();
            waiting--;
            if (plan.hot && !engine.synchronous()) {
                hotWaiting--;
            }
            long key = Regions.key(plan.base + plan.head, plan.mode);
            pending.remove(key);
            if (m.region() == null) {
                tooLong.merge(key, 1, Integer::sum);
                if (plan.from != null) {
                    plan.from.later();
                }
            } else if (plan.current(c.mmu.ram)) {
                m.region().code = m.code();
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
        all.sort(Comparator.comparingLong(r -> r.executed));
        for (Region r : all.subList(0, all.size() / 2)) {
            discard(r);
        }
        for (Region r : regions.live()) {
            r.executed = 0;
        }
    }

    private void discard(Region r) {
        regions.kill(r);
        discarded++;
    }

    /** Bytes of these grains have changed. */
    public void written(int page, long bits) {
        List<Region> hit = regions.touched(page, bits);
        long lost = 0;
        for (Region r : hit) {
            lost |= r.grains(page) & bits;
            discard(r);
        }
        if (overwritten.size() > MOST_OVERWRITTEN) {
            overwritten.clear();
        }
        for (; lost != 0; lost &= lost - 1) {
            overwritten.merge(page << 6 | Long.numberOfTrailingZeros(lost), 1, Integer::sum);
        }
    }

    /** For {@code bp:perf}. */
    public EngineView.Counters counters(long interpreted, long translated, Map<String, Long> exits) {
        return new EngineView.Counters(
                "jit",
                interpreted,
                translated,
                exits,
                regions.live().size(),
                waiting,
                madeSoFar,
                discarded,
                quickMaker.nanos + hotMaker.nanos);
    }

    /** For {@code bp:jit}. */
    public List<EngineView.Region> view() {
        return regions.live().stream().map(Region::view).toList();
    }

    /** Throws everything away. */
    public int clear() {
        patient.clear();
        apart.clear();
        tooLong.clear();
        List<Region> all = new ArrayList<>(regions.live());
        all.forEach(this::discard);
        return all.size();
    }

    /** Ends the thread; no more regions. */
    public void stop() {
        clear();
        quickMaker.stop();
        hotMaker.stop();
        made.clear();
    }
}
