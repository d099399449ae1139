package backplane.cpu.x86.paging;

import java.util.Arrays;

/**
 * Where linear memory lies in the machine's array, for one privilege class. A table's entry for a page is what turns a
 * linear address into its place in the array by XOR. Where that place is negative, the slow path has to look: a page walk,
 * registers, ROM writes, pages with code.
 */
final class Tables {
    private static final int PAGES = 1 << 20;

    final int[] read = empty();
    final int[] write = empty();
    /** For fetches: the table for reads, unless pages may forbid to execute. */
    int[] code = read;

    /** All slow. Copied, because a loop would run in HotSpot's interpreter when the machine starts. */
    static int[] empty() {
        int[] table = new int[PAGES];
        Arrays.fill(table, 0, 256, Integer.MIN_VALUE);
        for (int filled = 256; filled < PAGES / 2; filled *= 2) {
            System.arraycopy(table, 0, table, filled, filled);
        }
        return table;
    }

    /** The entry of a page that is not looked up yet. */
    private static int slow(int page) {
        return ~(page << 12) & Integer.MIN_VALUE;
    }

    static int entry(int page, int arrayPage) {
        return (page ^ arrayPage) << 12;
    }

    /** Has fetches looked up by themselves from now on. */
    void separateCode() {
        if (code == read) {
            code = empty();
        }
    }

    void forget(int page) {
        read[page] = slow(page);
        write[page] = slow(page);
        code[page] = slow(page);
    }

    /** Forgets a page for writing if it lies in this page of the array. */
    void forgetWrite(int page, int arrayPage) {
        if (write[page] == entry(page, arrayPage)) {
            write[page] = slow(page);
        }
    }

    /** Forgets the 4 MiB around a page. */
    void forgetRegion(int page) {
        int first = page & ~0x3ff;
        for (int p = first; p < first + 0x400; p++) {
            forget(p);
        }
    }
}
