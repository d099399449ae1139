package backplane.cpu.x86.paging;

import backplane.core.MemoryMap;
import backplane.cpu.x86.semantics.Fault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Linear memory, through {@link Tables} for each privilege class. Filled entries are logged, so forgetting them costs what
 * they cost to fill.
 */
public final class Mmu {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LOG = 1 << 16;
    private static final int SLOW = -1;

    /** Told when the CPU's own store hits a grain with code. */
    @FunctionalInterface
    public interface CodeWatch {
        void codeWritten(int arrayPage, long grains);
    }

    /** Told of every access to memory while data breakpoints are on. */
    @FunctionalInterface
    public interface Watch {
        void access(int linear, int size, boolean write);
    }

    public final MemoryMap map;
    public final byte[] ram;
    public final long[] grains;
    private final Fault fault;
    private final Walker walker;
    private final CodeWatch codeWatch;

    /** The tables of the present privilege class: an entry ^ a linear address is its place in the array, or negative. */
    public int[] read;

    public int[] write;
    public int[] code;

    private final Tables system = new Tables();
    /** Null before CPL 3 was reached for the first time. */
    private Tables users;

    private boolean user;
    /** Stands for {@link #read} and {@link #write} while alignment is checked or data is watched: every access takes the slow path. */
    private int[] never;

    private boolean strict;
    /** Null while no data breakpoint is on. */
    private Watch watch;

    private final int[] log = new int[LOG];
    private int logged;
    /** The same for entries that a new CR3 leaves alone. */
    private final int[] globalLog = new int[LOG];

    private int globalLogged;

    /** Regions of 4 MiB in which a large page has been met since the latest full flush. */
    private final boolean[] largeRegions = new boolean[1024];

    private boolean large;

    /** Linear pages that code was decoded from at any time. */
    private final BitSet executed = new BitSet(1 << 20);

    /** @param wide PSE-36 */
    public Mmu(MemoryMap map, Fault fault, CodeWatch watch, boolean wide) {
        this.map = map;
        this.fault = fault;
        this.codeWatch = watch;
        walker = new Walker(map, fault, wide);
        ram = map.array();
        grains = map.codeGrains();
        select();
    }

    /** Selects the tables: user is CPL 3. */
    public void user(boolean on) {
        if (on && users == null) {
            users = new Tables();
        }
        user = on;
        select();
    }

    /** Whether accesses at CPL 3 must be aligned: EFLAGS.AC with CR0.AM. */
    public void strict(boolean on) {
        strict = on;
        select();
    }

    /** Has somebody told of every access, or nobody: null. */
    public void watch(Watch by) {
        watch = by;
        select();
    }

    public boolean strict() {
        return strict;
    }

    private void select() {
        boolean slow = strict || watch != null;
        if (slow && never == null) {
            never = Tables.empty();
        }
        Tables t = tables(user);
        if (walker.noExecute()) {
            t.separateCode();
        }
        read = slow ? never : t.read;
        write = slow ? never : t.write;
        code = t.code;
    }

    /** What the tables hold for a linear address that lies in this page of the array. */
    public static int entry(int linear, int arrayPage) {
        return Tables.entry(linear >>> 12, arrayPage);
    }

    private Tables tables(boolean asUser) {
        return asUser ? users : system;
    }

    private void aligned(int a, int size) {
        if ((a & size - 1) != 0) {
            throw fault.set(Fault.AC, 0);
        }
    }

    /**
     * Takes over CR0, CR3 and CR4 and forgets what was looked up under the old ones. PAE's pointers stay.
     *
     * @param noExecute EFER.NXE
     */
    public void control(int cr0, int cr3, int cr4, boolean noExecute) {
        walker.control(cr0, cr3, cr4, noExecute);
        large = (cr4 & 0x30) != 0;
        flush();
        select();
    }

    /** MOV to CR3: global pages stay. */
    public void directory(int cr3) {
        walker.directory(cr3);
        flushLocal();
    }

    /** Loads PAE's pointers; false, and nothing changed, when one has a reserved bit set. */
    public boolean loadPointers(int cr3) {
        return walker.loadPointers(cr3);
    }

    /** PAE's pointers, for saving and restoring. */
    public long[] pointers() {
        return walker.pointers;
    }

    public int cr2() {
        return walker.cr2;
    }

    public void cr2(int v) {
        walker.cr2 = v;
    }

    public void flush() {
        flushLocal();
        for (int i = 0; i < globalLogged; i++) {
            forget(globalLog[i]);
        }
        globalLogged = 0;
        Arrays.fill(largeRegions, false);
    }

    private void flushLocal() {
        for (int i = 0; i < logged; i++) {
            forget(log[i]);
        }
        logged = 0;
    }

    /**
     * INVLPG. Where large pages have been met, all that could belong to one goes.
     *
     * @return whether code may be elsewhere now
     */
    public boolean invalidate(int linear) {
        int page = linear >>> 12;
        if (!large || !largeRegions[page >>> 10]) {
            forget(page);
            return executed.get(page);
        }
        system.forgetRegion(page);
        if (users != null) {
            users.forgetRegion(page);
        }
        return true;
    }

    /** Code was decoded at this linear address. */
    public void executed(int linear) {
        executed.set(linear >>> 12);
    }

    /** Stores into this array page must be seen from now on. */
    public void protectCode(int arrayPage) {
        protectCode(arrayPage, log, logged);
        protectCode(arrayPage, globalLog, globalLogged);
    }

    private void protectCode(int arrayPage, int[] pages, int count) {
        for (int i = 0; i < count; i++) {
            system.forgetWrite(pages[i], arrayPage);
            if (users != null) {
                users.forgetWrite(pages[i], arrayPage);
            }
        }
    }

    private void forget(int page) {
        system.forget(page);
        if (users != null) {
            users.forget(page);
        }
    }

    public int read8(int a) {
        int p = read[a >>> 12] ^ a;
        return p >= 0 ? ram[p] & 0xff : slowRead(a, 1, user);
    }

    public int read16(int a) {
        int p = read[a >>> 12] ^ a;
        return (p | (a & 0xfff) + 1 << 19) >= 0 ? (short) SHORT.get(ram, p) & 0xffff : slowRead(a, 2, user);
    }

    public int read32(int a) {
        int p = read[a >>> 12] ^ a;
        return (p | (a & 0xfff) + 3 << 19) >= 0 ? (int) INT.get(ram, p) : slowRead(a, 4, user);
    }

    public long read64(int a) {
        int p = read[a >>> 12] ^ a;
        return (p | (a & 0xfff) + 7 << 19) >= 0 ? (long) LONG.get(ram, p) : slowRead64(a);
    }

    private long slowRead64(int a) {
        if (strict && user) {
            aligned(a, 8);
        }
        readable(a, 8);
        return read32(a) & 0xffffffffL | (long) read32(a + 4) << 32;
    }

    public void write64(int a, long v) {
        int p = write[a >>> 12] ^ a;
        if ((p | (a & 0xfff) + 7 << 19) >= 0) {
            LONG.set(ram, p, v);
        } else {
            slowWrite64(a, v);
        }
    }

    private void slowWrite64(int a, long v) {
        if (strict && user) {
            aligned(a, 8);
        }
        writable(a, 8);
        write32(a, (int) v);
        write32(a + 4, (int) (v >>> 32));
    }

    public void write8(int a, int v) {
        int p = write[a >>> 12] ^ a;
        if (p >= 0) {
            ram[p] = (byte) v;
        } else {
            slowWrite(a, v, 1, user);
        }
    }

    public void write16(int a, int v) {
        int p = write[a >>> 12] ^ a;
        if ((p | (a & 0xfff) + 1 << 19) >= 0) {
            SHORT.set(ram, p, (short) v);
        } else {
            slowWrite(a, v, 2, user);
        }
    }

    public void write32(int a, int v) {
        int p = write[a >>> 12] ^ a;
        if ((p | (a & 0xfff) + 3 << 19) >= 0) {
            INT.set(ram, p, v);
        } else {
            slowWrite(a, v, 4, user);
        }
    }

    /** Reads what will be written: a fault is a write's. */
    public int readForUpdate32(int a) {
        int p = write[a >>> 12] ^ a;
        if ((p | (a & 0xfff) + 3 << 19) >= 0) {
            return (int) INT.get(ram, p);
        }
        writable(a, 4);
        return read32(a);
    }

    /** Descriptor tables and task state are read and written with supervisor rights whatever CPL is. */
    public int system(int a, int size) {
        return slowRead(a, size, false);
    }

    public void system(int a, int v, int size) {
        slowWrite(a, v, size, false);
    }

    public int system32(int a) {
        int p = system.read[a >>> 12] ^ a;
        return (p | (a & 0xfff) + 3 << 19) >= 0 ? (int) INT.get(ram, p) : slowRead(a, 4, false);
    }

    /** Raises what a write of {@code size} bytes would raise, and writes nothing. */
    public void writable(int a, int size) {
        if ((write[a >>> 12] ^ a) < 0) {
            translate(a, true, user);
        }
        int last = a + size - 1;
        if ((a ^ last) >>> 12 != 0 && (write[last >>> 12] ^ last) < 0) {
            translate(last & -0x1000, true, user);
        }
    }

    /** Raises what a read of {@code size} bytes would raise. */
    public void readable(int a, int size) {
        if ((read[a >>> 12] ^ a) < 0) {
            translate(a, false, user);
        }
        int last = a + size - 1;
        if ((a ^ last) >>> 12 != 0 && (read[last >>> 12] ^ last) < 0) {
            translate(last & -0x1000, false, user);
        }
    }

    /** The array page that code at this address is fetched from, or -1 when it is not in plain memory. */
    public int codePage(int a) {
        int p = code[a >>> 12] ^ a;
        return p >= 0 ? p >>> 12 : fillCode(a);
    }

    private int fillCode(int a) {
        walker.translate(a, Walker.FETCH | (user ? Walker.USER : 0));
        int e = walker.outside ? SLOW : map.readPage(walker.physical >>> 12);
        if (e >= 0) {
            remember(code, a >>> 12, e);
        }
        return e;
    }

    /** A byte of code outside plain memory. */
    public int fetch(int a) {
        walker.translate(a, Walker.FETCH | (user ? Walker.USER : 0));
        return walker.outside ? 0xff : map.read8(walker.physical);
    }

    /** The array page for plain reads at {@code a}, or -1; faults as a read does. */
    public int pageForRead(int a) {
        int p = read[a >>> 12] ^ a;
        return p >= 0 ? p >>> 12 : fillRead(a, user);
    }

    /** The array page for plain writes at {@code a}, or -1 when stores must be made one by one; faults as a write. */
    public int pageForWrite(int a) {
        int p = write[a >>> 12] ^ a;
        return p >= 0 ? p >>> 12 : fillWrite(a, user);
    }

    private int slowRead(int a, int size, boolean asUser) {
        if (watch != null) {
            watch.access(a, size, false);
        }
        return readSlowly(a, size, asUser);
    }

    private int readSlowly(int a, int size, boolean asUser) {
        if (strict && asUser) {
            aligned(a, size);
        }
        if ((a & 0xfff) + size > 0x1000) {
            return splitRead(a, size, asUser);
        }
        int e = fillRead(a, asUser);
        if (e >= 0) {
            int at = e << 12 | a & 0xfff;
            return size == 1
                    ? ram[at] & 0xff
                    : size == 2 ? (short) SHORT.get(ram, at) & 0xffff : (int) INT.get(ram, at);
        }
        if (walker.outside) {
            return -1 >>> 32 - 8 * size;
        }
        int p = walker.physical;
        return size == 1 ? map.read8(p) : size == 2 ? map.read16(p) : map.read32(p);
    }

    private int splitRead(int a, int size, boolean asUser) {
        translate(a, false, asUser);
        translate(a + size - 1 & -0x1000, false, asUser);
        int v = 0;
        for (int i = 0; i < size; i++) {
            v |= readSlowly(a + i, 1, asUser) << 8 * i;
        }
        return v;
    }

    private void slowWrite(int a, int v, int size, boolean asUser) {
        if (watch != null) {
            watch.access(a, size, true);
        }
        if (strict && asUser) {
            aligned(a, size);
        }
        if ((a & 0xfff) + size > 0x1000) {
            translate(a, true, asUser);
            translate(a + size - 1 & -0x1000, true, asUser);
            for (int i = 0; i < size; i++) {
                slowWrite(a + i, v >>> 8 * i & 0xff, 1, asUser);
            }
            return;
        }
        translate(a, true, asUser);
        if (walker.outside) {
            return;
        }
        int p = walker.physical;
        int e = map.writePage(p >>> 12);
        if (e >= 0) {
            storePlain(a, v, size, e, asUser);
        } else if (size == 1) {
            map.write8(p, v & 0xff);
        } else if (size == 2) {
            map.write16(p, v & 0xffff);
        } else {
            map.write32(p, v);
        }
    }

    // ---- for translated code: plain memory only, everything else leaves the region before its instruction

    /** A read that the tables do not serve. */
    public int plainRead(int a, int size) {
        if (strict && user) {
            aligned(a, size);
        }
        int e = pageForRead(a);
        if ((a & 0xfff) + size <= 0x1000) {
            return e >= 0 ? plain(e << 12 | a & 0xfff, size) : elsewhere();
        }
        int second = pageForRead(a + size - 1);
        if ((e | second) < 0) {
            return elsewhere();
        }
        int v = 0;
        for (int i = 0; i < size; i++) {
            int p = (a + i ^ a) >>> 12 == 0 ? e : second;
            v |= (ram[p << 12 | a + i & 0xfff] & 0xff) << 8 * i;
        }
        return v;
    }

    private int plain(int at, int size) {
        return size == 1 ? ram[at] & 0xff : size == 2 ? (short) SHORT.get(ram, at) & 0xffff : (int) INT.get(ram, at);
    }

    /** Where in the array an operand lies that is about to be written, in memory without code. */
    public int plainPlace(int a, int size) {
        if (strict && user) {
            aligned(a, size);
        }
        int offset = a & 0xfff;
        if (offset + size > 0x1000) {
            elsewhere();
        }
        translate(a, true, user);
        int e = walker.outside ? SLOW : map.writePage(walker.physical >>> 12);
        if (e < 0) {
            elsewhere();
        } else if (grains[e] == 0) {
            remember(tables(user).write, a >>> 12, e);
        } else if ((grains[e] & (1L << (offset >>> 6) | 1L << (offset + size - 1 >>> 6))) != 0) {
            elsewhere();
        }
        return e << 12 | offset;
    }

    private int elsewhere() {
        throw fault.set(Fault.LEAVE, Fault.NONE);
    }

    /** Into array page {@code e}, which may hold code. */
    private void storePlain(int a, int v, int size, int e, boolean asUser) {
        int offset = a & 0xfff;
        int at = e << 12 | offset;
        if (size == 1) {
            ram[at] = (byte) v;
        } else if (size == 2) {
            SHORT.set(ram, at, (short) v);
        } else {
            INT.set(ram, at, v);
        }
        if (grains[e] == 0) {
            remember(tables(asUser).write, a >>> 12, e);
        } else {
            long hit = grains[e] & (1L << (offset >>> 6) | 1L << (offset + size - 1 >>> 6));
            if (hit != 0) {
                codeWatch.codeWritten(e, hit);
            }
        }
    }

    private int fillRead(int a, boolean asUser) {
        translate(a, false, asUser);
        int e = walker.outside ? SLOW : map.readPage(walker.physical >>> 12);
        if (e >= 0) {
            remember(tables(asUser).read, a >>> 12, e);
        }
        return e;
    }

    private int fillWrite(int a, boolean asUser) {
        translate(a, true, asUser);
        int e = walker.outside ? SLOW : map.writePage(walker.physical >>> 12);
        if (e < 0 || grains[e] != 0) {
            return SLOW;
        }
        remember(tables(asUser).write, a >>> 12, e);
        return e;
    }

    private void remember(int[] table, int page, int arrayPage) {
        int entry = Tables.entry(page, arrayPage);
        if (logged == LOG || globalLogged == LOG) {
            flush();
        }
        if (walker.big) {
            largeRegions[page >>> 10] = true;
        }
        if (table[page] != entry) {
            if (walker.global) {
                globalLog[globalLogged++] = page;
            } else {
                log[logged++] = page;
            }
        }
        table[page] = entry;
    }

    private void translate(int a, boolean writing, boolean asUser) {
        walker.translate(a, (writing ? Walker.WRITE : 0) | (asUser ? Walker.USER : 0));
    }

    /** The physical address, without faults or marks; -1L where nothing is mapped. */
    public long probe(int a) {
        return walker.probe(a);
    }
}
