package backplane.cpu.x86.interpret;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Blocks that wait for a region of their own, ranked by how many instructions they run at the moment. */
final class Ranking {
    /** With more, the rest has to wait until it runs into the threshold again. */
    static final int MOST = 2048;
    /** Rates fall by this share with each choice. */
    private static final int FADE = 4;
    /** Runs that a new one is credited with, lest it is forgotten at once. */
    private static final int START = 16;

    private final List<Block> waiting = new ArrayList<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= MOST;
    }

    void add(Block b) {
        b.seen = b.entered;
        b.rate = START * b.count;
        waiting.add(b);
    }

    /**
     * Takes out the one that runs most among those that can be translated in the present mode; null when there is none.
     * What waits no longer, as its threshold says, leaves the ranking.
     *
     * @param forgotten gets those that are dead, have a region, or run no more
     */
    Block best(Predicate<Block> here, Consumer<Block> forgotten) {
        Block best = null;
        int kept = 0;
        for (int i = 0; i < waiting.size(); i++) {
            Block b = waiting.get(i);
            int runs = b.entered - b.seen;
            b.seen = b.entered;
            b.rate += runs * b.count - b.rate / FADE;
            if (b.threshold != Integer.MAX_VALUE) {
                continue;
            }
            if (b.page < 0 || b.region != null || runs == 0 && b.rate < FADE) {
                forgotten.accept(b);
                continue;
            }
            waiting.set(kept++, b);
            if ((best == null || b.rate > best.rate) && here.test(b)) {
                best = b;
            }
        }
        waiting.subList(kept, waiting.size()).clear();
        if (best != null) {
            waiting.remove(best);
        }
        return best;
    }
}
