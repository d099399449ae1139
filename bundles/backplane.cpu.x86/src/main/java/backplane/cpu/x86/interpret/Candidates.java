package backplane.cpu.x86.interpret;

import backplane.cpu.x86.translate.Region;
import backplane.cpu.x86.translate.Translator;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that have run often enough for a region of their own, while the translator is busy with others. Compilations are
 * what is short, so those come first that run most at the moment.
 */
final class Candidates {
    /** With more, the rest has to wait until it runs into the threshold again. */
    private static final int MOST = 2048;
    /** Rates fall by this share with each choice. */
    private static final int FADE = 4;
    /** Runs that a new one is credited with, lest it is forgotten at once. */
    private static final int START = 16;
    /** Tried at a time: not each one makes a region. */
    private static final int TRIES = 4;
    /** Runs of a block until it is considered again. */
    private static final int AGAIN = 2000;

    private final Core c;
    private final Blocks blocks;
    private final Translator translator;
    private final List<Block> waiting = new ArrayList<>();

    Candidates(Core core, Blocks blocks, Translator translator) {
        c = core;
        this.blocks = blocks;
        this.translator = translator;
    }

    /** A block has run often: there shall be a region from there on, sooner or later. */
    void add(Block b) {
        b.threshold = Integer.MAX_VALUE;
        if (b.region != null) {
            return;
        }
        if (translator.synchronous()) {
            request(b);
        } else if (waiting.size() < MOST) {
            b.seen = b.entered;
            b.rate = START * b.count;
            waiting.add(b);
            order();
        } else {
            later(b);
        }
    }

    /** Puts the regions to use that have come back. */
    void publish() {
        for (Region r : translator.take()) {
            blocks.attach(r);
        }
        order();
    }

    /** Lets the translator have the best while it has room. */
    private void order() {
        for (int n = 0; n < TRIES && translator.room() && !waiting.isEmpty(); n++) {
            Block b = choose();
            if (b == null) {
                return;
            }
            request(b);
        }
    }

    /**
     * Takes out the one that runs most and can be translated in the present mode; null when there is none. Those are
     * forgotten that are dead, have a region or are covered by one, or run no more.
     */
    private Block choose() {
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
                later(b);
                continue;
            }
            waiting.set(kept++, b);
            if ((best == null || b.rate > best.rate) && isHere(b)) {
                best = b;
            }
        }
        waiting.subList(kept, waiting.size()).clear();
        if (best != null) {
            waiting.remove(best);
        }
        return best;
    }

    private boolean isHere(Block b) {
        return b.mode == c.mode && b.limit == c.limit[Core.CS] && b.linear == c.base[Core.CS] + b.eip;
    }

    private void request(Block b) {
        int[] covered = translator.request(b.eip);
        if (covered == null) {
            b.threshold = b.entered + AGAIN;
            return;
        }
        later(b);
        for (int eip : covered) {
            Block other = blocks.known(eip);
            if (other != null) {
                later(other);
            }
        }
        if (translator.ready()) {
            publish();
        }
    }

    private void later(Block b) {
        if (translator.threshold() > 0) {
            b.threshold = b.entered + AGAIN;
        }
    }
}
