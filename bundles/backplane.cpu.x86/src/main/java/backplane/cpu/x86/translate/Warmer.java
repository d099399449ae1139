package backplane.cpu.x86.translate;

import backplane.core.MemoryMap;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Interpreter;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.semantics.Flags;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a new region on a core that nobody sees, from arbitrary states over a page of arbitrary memory, until HotSpot has
 * compiled it well. So the machine never executes the slow stages, and HotSpot has seen nearly every branch go both ways
 * and prunes none, which would cost a deoptimisation later.
 */
final class Warmer {
    private static final int PAGE = 4096;
    private static final int BUDGET = 400;
    /** Runs between looks at the clock. */
    private static final int BATCH = 200;
    /** Runs from one state. */
    private static final int REPEATED = 10;

    private static final long LONGEST = 1_500_000_000L;
    /** By then the first compiler is through. */
    private static final long SETTLED = 60_000_000L;
    /** Nanoseconds per instruction that only the best compiler reaches. */
    private static final double FAST = 2.5;
    /** What is left of the first compiler's cost when the best one is through. */
    private static final double FALLEN = 0.55;

    private static final long PAUSE = 4_000_000L;
    /** Batches that bring HotSpot to compile with its best compiler, whatever its flags are. */
    private static final int ENOUGH = 80;

    private static final int[] KINDS = {Flags.WORD, Flags.ADD, Flags.SUB, Flags.LOGIC, Flags.INC, Flags.GIVEN};

    private final Core c;
    private final Random random = new Random(1);
    private final int[] start = new int[8];
    /** Of the latest batches. */
    private final double[] costs = new double[7];

    Warmer(Model model) {
        c = new Interpreter(new OnePage(), null, null, model, Engine.INTERPRETER).core;
        c.mmu.read = new int[1 << 20];
        c.mmu.write = c.mmu.read;
        c.mmu.code = new int[1 << 20];
        for (int s = 0; s < 8; s++) {
            c.readTop[s] = 0xffffffffL;
            c.writeTop[s] = 0xffffffffL;
            c.limit[s] = -1;
        }
    }

    /**
     * Runs the region until its cost has fallen for good, which is when HotSpot's best compiler is through with it.
     * Medians, because a batch that the host interrupts costs a hundred times as much.
     *
     * @return whether the region got fast
     */
    boolean warm(Plan plan, Region region) throws InterruptedException {
        plan.arrayPages.forEach((linear, array) -> c.mmu.code[linear] = array);
        int[] places = plan.pieces.stream().mapToInt(p -> p.eip).toArray();
        long began = System.nanoTime();
        double early = Double.MAX_VALUE;
        int batches = 0;
        boolean fast = false;
        while (!fast && System.nanoTime() - began < LONGEST && region.code != null) {
            costs[batches++ % costs.length] = batch(region, places);
            if (System.nanoTime() - began < SETTLED) {
                early = batches < costs.length ? early : median();
            } else {
                double now = median();
                fast = batches > ENOUGH && (now < FAST || now < early * FALLEN);
            }
            if (batches > ENOUGH) {
                LockSupport.parkNanos(PAUSE);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        plan.arrayPages.forEach((linear, array) -> c.mmu.code[linear] = 0);
        return fast;
    }

    private double median() {
        double[] sorted = costs.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Nanoseconds per instruction. */
    private double batch(Region region, int[] places) {
        long time = 0;
        long done = 0;
        for (int i = 0; i < BATCH; i += REPEATED) {
            if (i % (4 * REPEATED) == 0) {
                memory(places);
            }
            state();
            int entry = random.nextInt(region.entries.length);
            long began = System.nanoTime();
            for (int n = 0; n < REPEATED; n++) {
                System.arraycopy(start, 0, c.r, 0, 8);
                c.budget = BUDGET;
                region.code.run(c, entry);
                done += BUDGET - c.budget;
            }
            time += System.nanoTime() - began;
        }
        return (double) time / (done + BATCH);
    }

    private void memory(int[] places) {
        byte[] ram = c.mmu.ram;
        for (int i = 0; i < PAGE; i += 4) {
            int v = random.nextInt(4) == 0 ? places[random.nextInt(places.length)] : value();
            ram[i] = (byte) v;
            ram[i + 1] = (byte) (v >>> 8);
            ram[i + 2] = (byte) (v >>> 16);
            ram[i + 3] = (byte) (v >>> 24);
        }
    }

    /** Small numbers often, so that comparisons come out equal now and then. */
    private int value() {
        int kind = random.nextInt(8);
        return kind < 4 ? random.nextInt(4) : kind < 6 ? random.nextInt(512) - 256 : random.nextInt();
    }

    private void state() {
        for (int n = 0; n < 8; n++) {
            start[n] = value();
        }
        c.flagOp = KINDS[random.nextInt(KINDS.length)];
        c.flagA = value();
        c.flagB = value();
        c.flagR = value();
    }

    /** A page of memory that lies everywhere. */
    private static final class OnePage implements MemoryMap {
        private final byte[] page = new byte[PAGE];
        private final long[] grains = new long[1];

        @Override
        public byte[] array() {
            return page;
        }

        @Override
        public int readPage(int number) {
            return 0;
        }

        @Override
        public int writePage(int number) {
            return 0;
        }

        @Override
        public boolean romPage(int arrayPage) {
            return false;
        }

        @Override
        public int read8(int address) {
            return 0;
        }

        @Override
        public int read16(int address) {
            return 0;
        }

        @Override
        public int read32(int address) {
            return 0;
        }

        @Override
        public void write8(int address, int value) {}

        @Override
        public void write16(int address, int value) {}

        @Override
        public void write32(int address, int value) {}

        @Override
        public long[] codeGrains() {
            return grains;
        }

        @Override
        public void addListener(Listener listener) {}

        @Override
        public void removeListener(Listener listener) {}
    }
}
