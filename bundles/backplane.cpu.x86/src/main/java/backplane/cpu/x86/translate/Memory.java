package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;
import java.lang.reflect.Field;

/**
 * Memory as regions see it. An entry of the tables that is not negative is a page of the array, and a linear page's
 * number an index of the table, so neither needs the test that Java makes. {@code Unsafe} goes without, and HotSpot's first
 * compiler makes one instruction of it, where a {@code VarHandle} costs it calls. Regions call the JDK's own, which the
 * launcher opens; elsewhere that of {@code sun.misc}, which HotSpot has to inline each time.
 */
public final class Memory {
    public static final Object UNSAFE = unsafe();
    /** Its class, as bytecode names it. */
    static final String UNSAFE_TYPE = UNSAFE.getClass().getName().replace('.', '/');

    /** Where the elements of arrays begin. */
    static final int BYTES = base(byte[].class);

    static final int INTS = base(int[].class);

    private static final long UNSIGNED = 0xffffffffL;

    private Memory() {}

    private static Object unsafe() {
        try {
            return Class.forName("jdk.internal.misc.Unsafe")
                    .getMethod("getUnsafe")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            return openUnsafe();
        }
    }

    private static Object openUnsafe() {
        try {
            Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int base(Class<?> array) {
        try {
            Number base = (Number)
                    UNSAFE.getClass().getMethod("arrayBaseOffset", Class.class).invoke(UNSAFE, array);
            return base.intValue();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- what the tables do not serve; a fault when it is no plain memory

    public static int read(Core c, int a, int size) {
        return c.mmu.plainRead(a, size);
    }

    /** The place of what will be written. */
    public static int place(Core c, int a, int size) {
        return c.mmu.plainPlace(a, size);
    }

    // ---- segments that are not flat

    /** The linear address for a read of {@code span} + 1 bytes in a segment that is not flat. */
    public static int at(Core c, int segment, int offset, int span) {
        if ((offset & UNSIGNED) + span <= c.readTop[segment]) {
            return c.base[segment] + offset;
        }
        throw c.leave();
    }

    /** The same for a write. */
    public static int atWrite(Core c, int segment, int offset, int span) {
        if ((offset & UNSIGNED) + span <= c.writeTop[segment]) {
            return c.base[segment] + offset;
        }
        throw c.leave();
    }
}
