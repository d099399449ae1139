package backplane.cpu.x86.paging;

import backplane.core.MemoryMap;
import backplane.cpu.x86.semantics.Fault;

/**
 * Page tables (SDM vol. 3A chapter 4): 32-bit paging with 4 MiB pages and PSE-36, PAE with 2 MiB pages and execute
 * disable. Physical addresses have 36 bits; above 4 GiB there is nothing, whose bits all read 1.
 */
final class Walker {
    /** Kinds of access, and their bits in the error code. */
    static final int WRITE = 2;

    static final int USER = 4;
    static final int FETCH = 16;

    private static final int PRESENT = 1;
    private static final int WRITABLE = 2;
    private static final int ACCESSED = 0x20;
    private static final int DIRTY = 0x40;
    private static final int LARGE = 0x80;
    private static final int GLOBAL = 0x100;
    private static final int RESERVED = 8;
    private static final long NO_EXECUTE = Long.MIN_VALUE;

    /** Bits 62 to 36, beyond the physical address. */
    private static final long BEYOND = 0x7fff_fff0_0000_0000L;

    private static final long FRAME = 0xf_ffff_f000L;
    private static final long POINTER_RESERVED = ~FRAME & ~0xe19L;
    private static final long LARGE_RESERVED = 0x1fe000;
    private static final int LARGE32_RESERVED = 0x3e0000;
    private static final int LARGE32_RESERVED_32 = 0x3fe000;

    private final MemoryMap map;
    private final Fault fault;
    private final boolean wide;

    boolean paging;
    private boolean protect;
    private boolean large;
    private boolean globals;
    private boolean pae;
    private boolean noExecute;
    private int directory;
    /** What a load of CR3 read under PAE. */
    final long[] pointers = new long[4];

    /** The address of the latest page fault. */
    int cr2;

    /** The result of the latest {@link #translate}. */
    int physical;

    /** Whether it lies above 4 GiB, where nothing is. */
    boolean outside;

    /** Whether its page is a global one. */
    boolean global;

    /** Whether its page is a large one. */
    boolean big;

    /** @param wide whether 4 MiB pages may lie above 4 GiB: PSE-36 */
    Walker(MemoryMap map, Fault fault, boolean wide) {
        this.map = map;
        this.fault = fault;
        this.wide = wide;
    }

    /** @param nx EFER.NXE */
    void control(int cr0, int cr3, int cr4, boolean nx) {
        paging = cr0 < 0;
        protect = (cr0 & 0x10000) != 0;
        large = (cr4 & 0x10) != 0;
        pae = (cr4 & 0x20) != 0;
        globals = (cr4 & 0x80) != 0;
        noExecute = nx && pae && paging;
        directory(cr3);
    }

    void directory(int cr3) {
        directory = cr3 & 0xfffff000;
    }

    /** Whether fetches have rights of their own. */
    boolean noExecute() {
        return noExecute;
    }

    /** Reads PAE's four pointers; false, and nothing changed, when one has a reserved bit set. */
    boolean loadPointers(int cr3) {
        int at = cr3 & ~31;
        for (int i = 0; i < 4; i++) {
            long p = read64(at + 8 * i);
            if ((p & PRESENT) != 0 && (p & POINTER_RESERVED) != 0) {
                return false;
            }
        }
        for (int i = 0; i < 4; i++) {
            pointers[i] = read64(at + 8 * i);
        }
        return true;
    }

    private long read64(int at) {
        return map.read32(at) & 0xffffffffL | (long) map.read32(at + 4) << 32;
    }

    /** Walks the tables, sets accessed and dirty bits, raises #PF. */
    void translate(int a, int kind) {
        if (!paging) {
            physical = a;
            outside = false;
            global = false;
            big = false;
        } else if (pae) {
            wideWalk(a, kind);
        } else {
            walk(a, kind);
        }
    }

    private void walk(int a, int kind) {
        int pdeAt = directory | a >>> 20 & 0xffc;
        int pde = map.read32(pdeAt);
        if ((pde & PRESENT) == 0) {
            throw pageFault(a, kind, 0);
        }
        big = large && (pde & LARGE) != 0;
        if (big && (pde & (wide ? LARGE32_RESERVED : LARGE32_RESERVED_32)) != 0) {
            throw pageFault(a, kind, PRESENT | RESERVED);
        }
        int pteAt = big ? pdeAt : pde & 0xfffff000 | a >>> 10 & 0xffc;
        int pte = big ? pde : map.read32(pteAt);
        if ((pte & PRESENT) == 0) {
            throw pageFault(a, kind, 0);
        }
        check(a, kind, pde & pte);
        if (!big && (pde & ACCESSED) == 0) {
            map.write32(pdeAt, pde | ACCESSED);
        }
        mark(pteAt, pte, kind);
        outside = big && (pde & 0x1e000) != 0;
        physical = big ? pde & 0xffc00000 | a & 0x3fffff : pte & 0xfffff000 | a & 0xfff;
    }

    private void wideWalk(int a, int kind) {
        long pointer = pointers[a >>> 30];
        if ((pointer & PRESENT) == 0) {
            throw pageFault(a, kind, 0);
        }
        long pdeAt = pointer & FRAME | a >>> 18 & 0xff8;
        long pde = entry(pdeAt);
        if ((pde & PRESENT) == 0) {
            throw pageFault(a, kind, 0);
        }
        big = (pde & LARGE) != 0;
        reserved(a, kind, pde, big);
        long pteAt = big ? pdeAt : pde & FRAME | a >>> 9 & 0xff8;
        long pte = big ? pde : entry(pteAt);
        if ((pte & PRESENT) == 0) {
            throw pageFault(a, kind, 0);
        }
        if (!big) {
            reserved(a, kind, pte, false);
        }
        if ((kind & FETCH) != 0 && noExecute && (pde | pte) < 0) {
            throw pageFault(a, kind, PRESENT);
        }
        check(a, kind, (int) (pde & pte));
        if (!big && (pde & ACCESSED) == 0) {
            map.write32((int) pdeAt, (int) pde | ACCESSED);
        }
        mark((int) pteAt, (int) pte, kind);
        outside = (pte & 0xf_0000_0000L) != 0;
        physical = (int) (big ? pte & ~0x1fffff | a & 0x1fffff : pte & ~0xfff | a & 0xfff);
    }

    /** An entry of 64 bits; all ones, reserved ones too, where there is no memory. */
    private long entry(long at) {
        return at >>> 32 != 0 ? -1 : read64((int) at);
    }

    private void reserved(int a, int kind, long entry, boolean big) {
        long mask = BEYOND | (noExecute ? 0 : NO_EXECUTE) | (big ? LARGE_RESERVED : 0);
        if ((entry & mask) != 0) {
            throw pageFault(a, kind, PRESENT | RESERVED);
        }
    }

    private void check(int a, int kind, int rights) {
        boolean user = (kind & USER) != 0;
        boolean denied =
                user && (rights & USER) == 0 || (kind & WRITE) != 0 && (rights & WRITABLE) == 0 && (user || protect);
        if (denied) {
            throw pageFault(a, kind, PRESENT);
        }
    }

    private void mark(int at, int entry, int kind) {
        int marked = entry | ACCESSED | ((kind & WRITE) != 0 ? DIRTY : 0);
        if (marked != entry) {
            map.write32(at, marked);
        }
        global = globals && (entry & GLOBAL) != 0;
    }

    private Fault pageFault(int a, int kind, int why) {
        cr2 = a;
        return fault.set(Fault.PF, why | kind & (noExecute ? FETCH | USER | WRITE : USER | WRITE));
    }

    /** The physical address, without faults or marks; -1 where nothing is mapped. */
    long probe(int a) {
        if (!paging) {
            return a & 0xffffffffL;
        }
        return pae ? wideProbe(a) : narrowProbe(a);
    }

    private long narrowProbe(int a) {
        int pde = map.read32(directory | a >>> 20 & 0xffc);
        if ((pde & PRESENT) == 0) {
            return -1;
        }
        if (large && (pde & LARGE) != 0) {
            long high = wide ? (pde & 0x1e000L) << 19 : 0;
            return high | (pde & 0xffc00000 | a & 0x3fffff) & 0xffffffffL;
        }
        int pte = map.read32(pde & 0xfffff000 | a >>> 10 & 0xffc);
        return (pte & PRESENT) == 0 ? -1 : (pte & 0xfffff000 | a & 0xfff) & 0xffffffffL;
    }

    private long wideProbe(int a) {
        long pointer = pointers[a >>> 30];
        long pde = (pointer & PRESENT) == 0 ? 0 : entry(pointer & FRAME | a >>> 18 & 0xff8);
        if ((pde & PRESENT) == 0 || (pde & BEYOND) != 0) {
            return -1;
        }
        if ((pde & LARGE) != 0) {
            return pde & FRAME & ~0x1fffffL | a & 0x1fffff;
        }
        long pte = entry(pde & FRAME | a >>> 9 & 0xff8);
        return (pte & PRESENT) == 0 || (pte & BEYOND) != 0 ? -1 : pte & FRAME | a & 0xfff;
    }
}
