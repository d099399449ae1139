package backplane.cpu.x86.interpret;

import backplane.cpu.x86.translate.Region;
import backplane.cpu.x86.translate.Translator;

/**
 * Blocks that have run often enough for a region of their own, while the translator is busy with others. Compilations are
 * what is short, so those come first that run most at the moment.
 */
final class Candidates {
    /** Tried at a time: not each one makes a region. */
    private static final int TRIES = 4;
    /** Runs of a block until it is considered again. */
    private static final int AGAIN = 2000;

    private final Core c;
    private final Blocks blocks;
    private final Translator translator;
    private final Ranking waiting = new Ranking();

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
        } else if (waiting.isFull()) {
            later(b);
        } else {
            waiting.add(b);
            order();
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
            Block b = waiting.best(this::isHere, this::later);
            if (b == null) {
                return;
            }
            request(b);
        }
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
