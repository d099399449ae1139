package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Memory as regions see it. One small method for each kind of access, shared by all regions, so that HotSpot knows both
 * outcomes of each test and inlines it everywhere. What is not plain memory raises a fault, which leaves the region
 * before the instruction.
 */
public final class Memory {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long UNSIGNED = 0xffffffffL;

    private Memory() {}

    /** The place in the array of {@code span} + 1 bytes, negative when it needs the slow path. */
    private static int place(int[] table, int a, int span) {
        int offset = a & 0xfff;
        return table[a >>> 12] << 12 | offset | offset + span << 19 & Integer.MIN_VALUE;
    }

    public static int read8(Core c, int[] table, byte[] ram, int a) {
        int p = table[a >>> 12] << 12 | a & 0xfff;
        return p >= 0 ? ram[p] & 0xff : c.mmu.plainRead(a, 1);
    }

    public static int read16(Core c, int[] table, byte[] ram, int a) {
        int p = place(table, a, 1);
        return p >= 0 ? (short) SHORT.get(ram, p) & 0xffff : c.mmu.plainRead(a, 2);
    }

    public static int read32(Core c, int[] table, byte[] ram, int a) {
        int p = place(table, a, 3);
        return p >= 0 ? (int) INT.get(ram, p) : c.mmu.plainRead(a, 4);
    }

    public static void write8(Core c, int[] table, byte[] ram, int a, int v) {
        int p = table[a >>> 12] << 12 | a & 0xfff;
        if (p >= 0) {
            ram[p] = (byte) v;
        } else {
            c.mmu.plainWrite(a, v, 1);
        }
    }

    public static void write16(Core c, int[] table, byte[] ram, int a, int v) {
        int p = place(table, a, 1);
        if (p >= 0) {
            SHORT.set(ram, p, (short) v);
        } else {
            c.mmu.plainWrite(a, v, 2);
        }
    }

    public static void write32(Core c, int[] table, byte[] ram, int a, int v) {
        int p = place(table, a, 3);
        if (p >= 0) {
            INT.set(ram, p, v);
        } else {
            c.mmu.plainWrite(a, v, 4);
        }
    }

    /** The place in the array of an operand that is read and then written. */
    public static int update8(Core c, int[] table, int a) {
        int p = table[a >>> 12] << 12 | a & 0xfff;
        return p >= 0 ? p : c.mmu.plainPlace(a, 1);
    }

    public static int update16(Core c, int[] table, int a) {
        int p = place(table, a, 1);
        return p >= 0 ? p : c.mmu.plainPlace(a, 2);
    }

    public static int update32(Core c, int[] table, int a) {
        int p = place(table, a, 3);
        return p >= 0 ? p : c.mmu.plainPlace(a, 4);
    }

    public static int get8(byte[] ram, int p) {
        return ram[p] & 0xff;
    }

    public static int get16(byte[] ram, int p) {
        return (short) SHORT.get(ram, p) & 0xffff;
    }

    public static int get32(byte[] ram, int p) {
        return (int) INT.get(ram, p);
    }

    public static void set8(byte[] ram, int p, int v) {
        ram[p] = (byte) v;
    }

    public static void set16(byte[] ram, int p, int v) {
        SHORT.set(ram, p, (short) v);
    }

    public static void set32(byte[] ram, int p, int v) {
        INT.set(ram, p, v);
    }

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
