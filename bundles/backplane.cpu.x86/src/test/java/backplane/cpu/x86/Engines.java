package backplane.cpu.x86;

import backplane.cpu.x86.translate.Engine;

/** The engine that the suites run on: the build runs them once for each. */
public final class Engines {
    /** Translates what ran twice, at once, so that a test's outcome does not hang on threads. */
    public static final Engine SOON = new Engine(true, 2, true);

    private Engines() {}

    /** What system property {@code backplane.cpu.engine} says: interp, jit or all. */
    public static Engine chosen() {
        switch (System.getProperty("backplane.cpu.engine", "interp")) {
            case "jit":
                return SOON;
            case "all":
                return Engine.ALL;
            default:
                return Engine.INTERPRETER;
        }
    }
}
