package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * REP MOVS and REP STOS as regions call them: whole and in one go, or not at all, and then the interpreter has them. Whole
 * are those that go up, stay within a page, find it in the tables, and fit into the instruction budget. {@link Strings}
 * fills memory by the same means.
 */
public final class Repeats {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long UNSIGNED = 0xffffffffL;
    /** Elements that are stored one by one before copying them pays. */
    private static final int SHORT_RUN = 16;

    private Repeats() {}

    /**
     * MOVS.
     *
     * @param count of elements, each of which counts as an instruction
     * @param most instructions that may be executed
     * @return whether it is done
     */
    public static boolean move(Core c, int segment, int from, int to, int count, int size, int mask, int most) {
        if (!fits(c, count, most)) {
            return false;
        }
        int bytes = count * size;
        if (beyond(c.readTop[segment], from, bytes, mask) || beyond(c.writeTop[Core.ES], to, bytes, mask)) {
            return false;
        }
        int source = c.base[segment] + from;
        int target = c.base[Core.ES] + to;
        int s = c.mmu.read[source >>> 12] ^ source;
        int t = c.mmu.write[target >>> 12] ^ target;
        if ((s | t) < 0 || leavesPage(source, bytes) || leavesPage(target, bytes) || t > s && t < s + bytes) {
            return false;
        }
        System.arraycopy(c.mmu.ram, s, c.mmu.ram, t, bytes);
        return true;
    }

    /** STOS; as {@link #move}. */
    public static boolean store(Core c, int value, int to, int count, int size, int mask, int most) {
        if (!fits(c, count, most)) {
            return false;
        }
        int bytes = count * size;
        int target = c.base[Core.ES] + to;
        int t = c.mmu.write[target >>> 12] ^ target;
        if (t < 0 || leavesPage(target, bytes) || beyond(c.writeTop[Core.ES], to, bytes, mask)) {
            return false;
        }
        fill(c.mmu.ram, t, value, count, size);
        return true;
    }

    private static boolean fits(Core c, int count, int most) {
        return count > 0 && count <= 0x1000 && count <= most && (c.eflags & Flags.DF) == 0;
    }

    private static boolean beyond(long top, int offset, int bytes, int mask) {
        return (offset & UNSIGNED) + bytes - 1 > Math.min(top, mask & UNSIGNED);
    }

    private static boolean leavesPage(int linear, int bytes) {
        return (linear & 0xfff) + bytes > 0x1000;
    }

    /** Stores the low bytes of a value again and again. */
    static void fill(byte[] ram, int at, int v, int n, int size) {
        int end = at + n * size;
        if (size == 1 || v == (byte) v * 0x01010101) {
            Arrays.fill(ram, at, end, (byte) v);
            return;
        }
        int seed = Math.min(n, SHORT_RUN);
        for (int i = 0; i < seed; i++) {
            put(ram, at + i * size, v, size);
        }
        if (seed < n) {
            pattern(ram, at, seed * size, (n - seed) * size);
        }
    }

    private static void put(byte[] ram, int at, int v, int size) {
        if (size == 4) {
            INT.set(ram, at, v);
        } else {
            SHORT.set(ram, at, (short) v);
        }
    }

    /** Appends the bytes at a place again and again. */
    static void pattern(byte[] ram, int at, int length, int bytes) {
        for (int have = length; have < length + bytes; have *= 2) {
            System.arraycopy(ram, at, ram, at + have, Math.min(have, length + bytes - have));
        }
    }
}
