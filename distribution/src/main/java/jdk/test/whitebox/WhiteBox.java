package jdk.test.whitebox;

import java.lang.reflect.Executable;

/**
 * Two methods of HotSpot's testing interface, which {@code -XX:+WhiteBoxAPI} opens to the class of this name on the boot
 * class path. The processor's translator says with them which compiler is for which of its methods, instead of running
 * each a thousand times until HotSpot sees for itself.
 */
public final class WhiteBox {
    private static final int WHOLE_METHOD = -1;

    static {
        registerNatives();
    }

    private static native void registerNatives();

    private native boolean enqueueMethodForCompilation0(Executable method, int level, int entry);

    private native int getMethodCompilationLevel0(Executable method, boolean onStackReplacement);

    /**
     * Asks for a method to be compiled, which happens on the compiler's thread.
     *
     * @param level 1 is the first compiler without counters, 3 with them, 4 the best compiler
     * @return whether it is under way or done
     */
    public boolean compile(Executable method, int level) {
        return enqueueMethodForCompilation0(method, level, WHOLE_METHOD);
    }

    /** What a method runs as now: 0 is HotSpot's interpreter. */
    public int level(Executable method) {
        return getMethodCompilationLevel0(method, false);
    }
}
