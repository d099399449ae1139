package backplane.cpu.x86.interpret;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that have run often enough for a region of their own, while the translator is busy with others. Compilations are
 * short, so it matters which come first: those that run most at the moment.
 */
final class Candidates {
    /** With more, the rest has to wait until it runs into the threshold again. */
    private static final int MOST = 2048;
    /** Rates fall by this share with each choice. */
    private static final int FADE = 4;

    private final List<Block> blocks = new ArrayList<>();

    /** False when there are too many. */
    boolean add(Block b) {
        if (blocks.size() >= MOST) {
            return false;
        }
        b.seen = b.entered;
        b.rate = 0;
        blocks.add(b);
        return true;
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /**
     * Takes out the one that runs most and can be translated now.
     *
     * @return null when there is none; blocks that no longer are, have a region, or run no more are forgotten
     */
    Block choose(Core c, int again) {
        Block best = null;
        int kept = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block b = blocks.get(i);
            int runs = b.entered - b.seen;
            b.seen = b.entered;
            b.rate += runs * b.count - b.rate / FADE;
            if (b.page < 0 || b.region != null || b.rate < FADE && runs == 0 && b.rate > 0) {
                b.threshold = b.entered + again;
                continue;
            }
            blocks.set(kept++, b);
            if ((best == null || b.rate > best.rate) && b.mode == c.mode && b.limit == c.limit[Core.CS]) {
                best = b;
            }
        }
        blocks.subList(kept, blocks.size()).clear();
        if (best != null) {
            blocks.remove(best);
        }
        return best;
    }
}
