package backplane.cpu.x86.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The regions there are, by entry and by the array pages they were made from. Machine thread only. */
public final class Regions {
    /** An entry of a region. */
    public record Entry(Region region, int index, int page) {}

    private final Map<Long, List<Entry>> byEntry = new HashMap<>();
    private final Map<Integer, List<Region>> byPage = new HashMap<>();
    private final List<Region> live = new ArrayList<>();

    static long key(int linear, int mode) {
        return linear & 0xffffffffL | (long) mode << 32;
    }

    void add(Region r) {
        live.add(r);
        for (int i = 0; i < r.entries.length; i++) {
            Entry e = new Entry(r, i, r.entryPages[i]);
            byEntry.computeIfAbsent(key(r.base + r.entries[i], r.mode), k -> new ArrayList<>(1))
                    .add(e);
        }
        for (int page : r.pages) {
            byPage.computeIfAbsent(page, k -> new ArrayList<>(2)).add(r);
        }
    }

    /** The entry of a living region at an address, or null. */
    public Entry find(int linear, int mode, int eip, int limit, int page) {
        List<Entry> list = byEntry.get(key(linear, mode));
        if (list != null) {
            for (int i = list.size() - 1; i >= 0; i--) {
                Entry e = list.get(i);
                Region r = e.region();
                if (e.page() == page && r.limit == limit && r.base + eip == linear) {
                    return e;
                }
            }
        }
        return null;
    }

    void kill(Region r) {
        if (r.code == null) {
            return;
        }
        r.code = null;
        live.remove(r);
        for (int eip : r.entries) {
            long key = key(r.base + eip, r.mode);
            List<Entry> list = byEntry.get(key);
            list.removeIf(e -> e.region() == r);
            if (list.isEmpty()) {
                byEntry.remove(key);
            }
        }
        for (int page : r.pages) {
            byPage.get(page).remove(r);
        }
    }

    /** Regions with code in these grains of an array page. */
    List<Region> touched(int page, long bits) {
        List<Region> list = byPage.get(page);
        List<Region> hit = new ArrayList<>();
        if (list != null) {
            for (Region r : list) {
                if ((r.grains(page) & bits) != 0) {
                    hit.add(r);
                }
            }
        }
        return hit;
    }

    /** The grains of an array page that regions were made from. */
    public long marked(int page) {
        long bits = 0;
        List<Region> list = byPage.get(page);
        if (list != null) {
            for (Region r : list) {
                bits |= r.grains(page);
            }
        }
        return bits;
    }

    List<Region> live() {
        return live;
    }
}
