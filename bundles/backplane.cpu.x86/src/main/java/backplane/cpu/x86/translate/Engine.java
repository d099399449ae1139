package backplane.cpu.x86.translate;

/**
 * How the processor executes.
 *
 * @param translate whether hot code is translated at all
 * @param threshold runs of a block before it is hot; 0 translates everything before it runs
 * @param synchronous translates on the machine thread, which waits: for tests
 */
public record Engine(boolean translate, int threshold, boolean synchronous) {
    /** What is taken when {@code -accel} says nothing. */
    public static final String DEFAULT = "jit";

    private static final int USUAL = 1000;

    public static final Engine INTERPRETER = new Engine(false, 0, false);
    public static final Engine JIT = new Engine(true, USUAL, false);
    /** Everything is translated before it runs for the first time. */
    public static final Engine ALL = new Engine(true, 0, true);

    /** {@code jit} or {@code interp}, and for the former a threshold; 1 stands for {@link #ALL}. */
    public static Engine of(String name, int threshold) {
        if (!name.equals("jit")) {
            return INTERPRETER;
        }
        return threshold <= 0 ? JIT : threshold == 1 ? ALL : new Engine(true, threshold, false);
    }

    /** Whether ways that never ran are translated as well. */
    boolean everything() {
        return threshold == 0;
    }
}
