package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import backplane.core.CpuState;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.translate.Engine;
import backplane.machine.StateRecord;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Two machines with one guest, one interpreting, one translating: every 10,000 instructions the processors' whole states
 * are equal, and so are the pages that either processor may have written; every three million all of RAM, with what devices
 * and firmware have put there. What comes before the stretch of interest is compared every three million only. A difference
 * is narrowed down to the instruction by running both again.
 */
final class LockStep {
    private static final int STEP = 10_000;
    /** The longer a record of pages, the more there is to compare; the shorter, the more a processor has to look up. */
    private static final int STEPS_PER_RECORD = 100;

    private static final int STEPS_PER_MEMORY = 300;

    /** A guest on a processor: a new machine at each call, powered on. */
    interface Guest {
        Pc on(X86Cpu cpu) throws Exception;
    }

    private final Guest guest;
    private final Engine engine;
    private Pc one;
    private Pc other;

    private LockStep(Guest guest, Engine engine) {
        this.guest = guest;
        this.engine = engine;
    }

    /**
     * Runs both until the first one's guest has come to its end, or for so many instructions.
     *
     * @param end what the interpreting machine's guest ends with
     * @return the instructions run
     */
    static long run(Guest guest, Engine engine, Function<Pc, BooleanSupplier> end, long instructions) throws Exception {
        return run(guest, engine, pc -> () -> true, end, instructions);
    }

    /** @param from from then on it is compared every 10,000 instructions */
    static long run(
            Guest guest,
            Engine engine,
            Function<Pc, BooleanSupplier> from,
            Function<Pc, BooleanSupplier> end,
            long instructions)
            throws Exception {
        return new LockStep(guest, engine).run(from, end, instructions);
    }

    private long run(Function<Pc, BooleanSupplier> from, Function<Pc, BooleanSupplier> end, long instructions)
            throws Exception {
        powerOn();
        try {
            BooleanSupplier begins = from.apply(one);
            BooleanSupplier ended = end.apply(one);
            boolean begun = false;
            long steps = 0;
            while (steps * STEP < instructions && !ended.getAsBoolean()) {
                begun = begun || begins.getAsBoolean();
                advance(steps++, STEP);
                boolean all = steps % STEPS_PER_MEMORY == 0;
                if ((all || begun) && !(sameProcessor() && sameWritten()) || all && mismatch() >= 0) {
                    difference(steps);
                }
            }
            if (!same()) {
                difference(steps);
            }
            assertEquals(one.serial(), other.serial());
            return one.machine().instructions();
        } finally {
            close();
        }
    }

    private void powerOn() throws Exception {
        one = guest.on(new RecordedCpu(Engine.INTERPRETER));
        other = guest.on(new RecordedCpu(engine));
    }

    /** Runs both for part of a step. Records begin anew at the same steps whenever both are run. */
    private void advance(long step, int instructions) {
        if (step % STEPS_PER_RECORD == 0) {
            RecordedCpu.written(one).forget();
            RecordedCpu.written(other).forget();
        }
        one.machine().run(instructions);
        other.machine().run(instructions);
    }

    private void close() {
        one.close();
        other.close();
    }

    private boolean same() {
        return sameProcessor() && mismatch() < 0;
    }

    private boolean sameProcessor() {
        return one.machine().instructions() == other.machine().instructions()
                && state(one).equals(state(other));
    }

    private boolean sameWritten() {
        return RecordedCpu.written(one).mismatch(RecordedCpu.written(other)) < 0;
    }

    private int mismatch() {
        return Arrays.mismatch(
                one.machine().memory().array(), other.machine().memory().array());
    }

    private static String state(Pc pc) {
        StateRecord record = new StateRecord("cpu", 1);
        ((X86Cpu) pc.machine().cpu()).save(record);
        return record.toString();
    }

    /** The states differed behind that many steps: finds the last step that was good, then the instruction. */
    private void difference(long steps) throws Exception {
        long good = good(steps);
        int low = 0;
        int high = STEP;
        while (high - low > 1) {
            int middle = low + high >>> 1;
            again(good, middle);
            if (same()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        again(good, low);
        CpuState before = one.machine().cpu().state();
        String code = before.dump() + one.machine().cpu().disassemble(before.base(CpuState.CS) + before.eip(), 8);
        again(good, high);
        fail("differ after " + (good * STEP + high) + " instructions; before the last of them\n" + code
                + "interpreted: "
                + state(one) + "\ntranslated:  " + state(other) + "\nmemory differs first at "
                + Integer.toHexString(mismatch()));
    }

    /** The last step after which all was the same. */
    private long good(long bad) throws Exception {
        long at = Math.max(0, bad - STEPS_PER_MEMORY);
        again(at, 0);
        while (at < bad && same()) {
            advance(at++, STEP);
        }
        return Math.max(0, at - 1);
    }

    /** Both machines anew, behind so many steps and instructions. */
    private void again(long steps, int instructions) throws Exception {
        close();
        powerOn();
        for (long i = 0; i < steps; i++) {
            advance(i, STEP);
        }
        if (instructions > 0) {
            advance(steps, instructions);
        }
    }
}
