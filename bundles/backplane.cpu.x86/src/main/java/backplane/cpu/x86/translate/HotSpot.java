package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;

/**
 * Has HotSpot compile a region's method now, by the testing interface that the launcher opens. Where that is closed, in
 * another launcher's virtual machine or in a unit test, HotSpot compiles regions as it does any method: later.
 */
final class HotSpot {
    /** The first compiler without counters, and with them; the best compiler. */
    static final int QUICK = 1;

    static final int COUNTING = 3;
    static final int BEST = 4;

    private final MethodHandle compile;
    private final MethodHandle level;

    HotSpot() {
        MethodHandle c = null;
        MethodHandle l = null;
        try {
            Class<?> type = Class.forName("jdk.test.whitebox.WhiteBox", true, null);
            Object box = type.getDeclaredConstructor().newInstance();
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            c = lookup.findVirtual(type, "compile", MethodType.methodType(boolean.class, Executable.class, int.class))
                    .bindTo(box);
            l = lookup.findVirtual(type, "level", MethodType.methodType(int.class, Executable.class))
                    .bindTo(box);
        } catch (ReflectiveOperationException | LinkageError e) {
            // Closed: regions are entered at once.
        }
        compile = c;
        level = l;
    }

    boolean open() {
        return level != null;
    }

    static Method method(Code code) {
        try {
            return code.getClass().getDeclaredMethod("run", Core.class, int.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has it compiled, and waits for that; HotSpot may have reasons not to. */
    void compile(Method method, int wanted) {
        try {
            boolean underWay = (boolean) compile.invokeExact((Executable) method, wanted);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the method runs as: a level as above, 0 for HotSpot's interpreter. */
    int level(Method method) {
        try {
            return (int) level.invokeExact((Executable) method);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
