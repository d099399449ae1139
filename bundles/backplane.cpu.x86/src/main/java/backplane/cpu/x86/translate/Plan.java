package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a region is to consist of: its pieces in order of emission, and the memory they were read from. */
final class Plan {
    /** What it is looked up by: EIP of the head, code segment's base and limit, mode word. */
    final int head;

    final int base;
    final int limit;
    final int mode;
    /** For HotSpot's best compiler. */
    final boolean hot;
    /** Accesses that the tables do not serve look closer instead of leaving the region. */
    boolean patient;
    /** EIPs of instructions that begin no span: what they and others reach lies across two pages. */
    final Set<Integer> apart = new HashSet<>();
    /** The quick region that a hot one is to replace, else null. */
    Region from;
    /** What it has been worth so far; the higher comes first. */
    long heat;

    final List<Piece> pieces = new ArrayList<>();
    final Map<Integer, Piece> byEip = new LinkedHashMap<>();
    /** Linear page to array page. */
    final Map<Integer, Integer> arrayPages = new LinkedHashMap<>();
    /** Return sites of calls within the region. */
    final List<Piece> returns = new ArrayList<>();

    /** Bytes that were decoded: linear address and what was there. */
    private final List<int[]> ranges = new ArrayList<>();

    private final List<byte[]> copies = new ArrayList<>();

    Plan(int head, int base, int limit, int mode, boolean hot) {
        this.head = head;
        this.base = base;
        this.limit = limit;
        this.mode = mode;
        this.hot = hot;
    }

    void read(byte[] ram, int eip, int length) {
        int linear = base + eip;
        int at = arrayPages.get(linear >>> 12) << 12 | linear & 0xfff;
        ranges.add(new int[] {at, length});
        copies.add(Arrays.copyOfRange(ram, at, at + length));
    }

    /** Whether memory still holds what was translated. */
    boolean current(byte[] ram) {
        for (int i = 0; i < ranges.size(); i++) {
            int at = ranges.get(i)[0];
            byte[] copy = copies.get(i);
            if (!Arrays.equals(ram, at, at + copy.length, copy, 0, copy.length)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a stack offset is a linear address. */
    boolean flatStack() {
        int needed = Core.FLAT_SS | Core.STACK32;
        return (mode & needed) == needed;
    }

    int instructions() {
        return pieces.stream().mapToInt(p -> p.steps.size()).sum();
    }

    /** Where its instructions are. */
    int[] eips() {
        return pieces.stream()
                .flatMap(p -> p.steps.stream())
                .mapToInt(d -> d.eip)
                .toArray();
    }

    List<Piece> entryPieces() {
        return pieces.stream().filter(p -> p.entry).toList();
    }

    int[] entries() {
        return entryPieces().stream().mapToInt(p -> p.eip).toArray();
    }

    int[] needs() {
        return entryPieces().stream().mapToInt(p -> p.need).toArray();
    }

    int[] pages() {
        return ranges.stream().mapToInt(r -> r[0] >>> 12).distinct().toArray();
    }

    long[] grains() {
        int[] pages = pages();
        long[] grains = new long[pages.length];
        for (int[] r : ranges) {
            int last = r[0] + r[1] - 1;
            for (int i = 0; i < pages.length; i++) {
                if (pages[i] == r[0] >>> 12) {
                    grains[i] |= 1L << (r[0] >>> 6 & 63) | 1L << (last >>> 6 & 63);
                }
            }
        }
        return grains;
    }

    int arrayPage(int eip) {
        return arrayPages.get(base + eip >>> 12);
    }
}
