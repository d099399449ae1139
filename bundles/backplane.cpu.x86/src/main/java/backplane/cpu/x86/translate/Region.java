package backplane.cpu.x86.translate;

import backplane.core.EngineView;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.semantics.Flags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A translated region: its code, where it can be entered, what it covers, and what leaving it early means. */
public final class Region {
    /** {@link Code#run} left by a jump. */
    public static final int LEFT = 0;
    /** {@link Code#run} left before an instruction that only the interpreter executes. */
    public static final int STEP = 1;

    /** Instructions of a run that is counted. */
    public static final int COUNTED = 300;
    /** Instructions that a quick region executes before HotSpot's best compiler is asked for it. */
    private static final long PROMOTION = 15_000_000;
    /** The same for a patient one, which takes that compiler longer. */
    private static final long PATIENT_PROMOTION = 150_000_000;
    /** Runs after which HotSpot takes its counters seriously: a twentieth of what brings its best compiler. */
    private static final int COUNTS = 3500;
    /** Instructions after which it is enough too, well before a loop among them would bring that compiler. */
    private static final int ENOUGH = 300_000;

    /** A region that was left early as often as this, and at one entry in so many, is the wrong one. */
    private static final int OFTEN = 500;

    private static final int OFTEN_OF = 8;
    /** A span across two pages weighs as much as so many entries without one. */
    private static final int CROSSING = 16;

    private static final int MOST_CROSSING = 32 * CROSSING;

    /** Null once it is dead. */
    public Code code;

    public final int linear;
    public final int mode;
    public final int limit;
    public final int base;

    /** EIPs of the entries, the head first, and the instructions that must be left to go in. */
    public final int[] entries;

    public final int[] need;

    /** Array pages of the entries. */
    final int[] entryPages;

    /** Of each instruction that may leave early: EIP, instructions to give back, flag operation or -1. */
    private final int[] eips;

    private final int[] giveBack;
    private final int[] flagOps;

    /** INC or DEC, times 8, and the register whose flags were {@link Flow#postponed}; 0 for none. */
    private final int[] postponed;

    /** Array pages with its code, and the grains there. */
    public final int[] pages;

    public final long[] grains;

    public final int instructions;
    public final int bytes;

    private final boolean hot;

    /** It is hot and compiled with counters, which the best compiler will want to see. */
    public boolean counting;

    /** What it was made from while it is counted, else null. */
    Plan plan;

    /** Times it was entered, and instructions that it has executed. */
    int entered;

    long executed;
    /** When another compilation is due. */
    private int dueEntered = Integer.MAX_VALUE;

    private long dueExecuted = Long.MAX_VALUE;

    /** Times it was left before an access that the tables do not serve, or that is none. */
    private int early;
    /** Linear addresses of instructions whose spans lay across two pages lately. */
    final Set<Integer> crossing = new HashSet<>();

    /** How often that was, and entries up to the latest time. */
    private int crossed;

    private int crossedAt;

    /** It looks closer before it leaves. */
    public final boolean patient;

    Region(Plan plan, Generator made) {
        hot = plan.hot;
        patient = plan.patient;
        if (!plan.hot) {
            later();
        }
        linear = plan.base + plan.head;
        mode = plan.mode;
        limit = plan.limit;
        base = plan.base;
        entries = plan.entries();
        need = plan.needs();
        entryPages = java.util.Arrays.stream(entries).map(plan::arrayPage).toArray();
        eips = made.eips();
        giveBack = made.giveBack();
        flagOps = made.flagOps();
        postponed = made.postponed();
        pages = plan.pages();
        grains = plan.grains();
        instructions = plan.instructions();
        bytes = made.size();
    }

    /** It is entered now, with counters. */
    void count(Plan from) {
        counting = true;
        plan = from;
        dueEntered = COUNTS;
        dueExecuted = ENOUGH;
    }

    /** It has been counted, or compiled as well as possible. */
    void settled() {
        counting = false;
        plan = null;
        dueEntered = Integer.MAX_VALUE;
        dueExecuted = Long.MAX_VALUE;
    }

    /** Its best compilation is due when it has executed enough from now on. */
    void later() {
        dueExecuted = executed + (patient ? PATIENT_PROMOTION : PROMOTION);
    }

    /** It has run; whether another compilation is due. */
    public boolean ran(int instructions) {
        executed += instructions;
        return ++entered >= dueEntered || executed >= dueExecuted;
    }

    /** It was left early. Whether that happens too often. */
    public boolean early() {
        return ++early > OFTEN && early > entered / OFTEN_OF && !patient && code != null;
    }

    /** One that will take its place has been ordered. */
    boolean replaced;

    /** It was left at the present EIP because a span lies across two pages. Whether that happens too often. */
    public boolean crossed(int eip) {
        if (entered - crossedAt > crossed) {
            crossed = 0;
            crossing.clear();
        } else {
            crossed -= entered - crossedAt;
        }
        crossed += CROSSING;
        crossedAt = entered;
        crossing.add(base + eip);
        return !replaced && crossed > MOST_CROSSING;
    }

    /** The grains of an array page that it was made from. */
    long grains(int page) {
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] == page) {
                return grains[i];
            }
        }
        return 0;
    }

    /**
     * Sets EIP and flags to those before the instruction that {@link Code#run} returned the complement of.
     *
     * @return how many of the instructions that were counted have not been executed
     */
    public int restore(Core c, int number) {
        c.eip = eips[number];
        if (flagOps[number] >= 0) {
            c.flagOp = flagOps[number];
        }
        int count = postponed[number];
        if (count != 0) {
            c.flagB = Flags.cf(c.flagOp, c.flagA, c.flagB, c.flagR) ? 1 : 0;
            c.flagR = c.r[count & 7];
            c.flagOp = count >> 3;
        }
        return giveBack[number];
    }

    EngineView.Region view() {
        List<Integer> at = IntStream.of(entries).map(eip -> base + eip).boxed().toList();
        String state = code == null ? "dead" : "live";
        return new EngineView.Region(linear, tier(), kind(), at, instructions, bytes, entered, state);
    }

    private String tier() {
        return !hot ? "quick" : counting ? "counted" : "hot";
    }

    private String kind() {
        String size = (mode & Core.CODE32) != 0 ? "32" : "16";
        int flat = Core.FLAT_CS | Core.FLAT_SS | Core.FLAT_DS | Core.FLAT_ES;
        return size + ((mode & flat) == flat ? " flat" : (mode & Core.PROTECTED) != 0 ? " protected" : " real");
    }
}
