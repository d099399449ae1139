package backplane.firmware.builtin;

import backplane.api.rom.BootEntry;
import java.util.List;

/** Priorities of boot devices: the machine's boot order first, then what CMOS says. Lower is better. */
final class BootOrder {
    private static final int FROM_CMOS = 101;
    private static final int LAST = 9999;

    private static final int HARD_DISK = 2;
    private static final int NETWORK = 4;

    private final List<BootEntry> entries;
    private final int cmosOrder;

    BootOrder(List<BootEntry> entries, Cmos cmos) {
        this.entries = entries;
        int order = cmos.read(Cmos.BOOT_ORDER);
        int third = cmos.read(Cmos.BOOT_THIRD);
        cmosOrder = order == 0 || order == 0xff ? HARD_DISK : order | (third & 0xf0) << 4;
    }

    int hardDisk(String path) {
        int listed = listed(path);
        return listed > 0 ? listed : fromCmos(HARD_DISK);
    }

    int network(String path) {
        int listed = listed(path);
        return listed > 0 ? listed : fromCmos(NETWORK);
    }

    private int fromCmos(int kind) {
        for (int i = 0; i < 3; i++) {
            if ((cmosOrder >> 4 * i & 15) == kind) {
                return FROM_CMOS + i;
            }
        }
        return LAST;
    }

    /** The line that names the path, counted from 1; 0 for none. */
    private int listed(String path) {
        for (int i = 0; i < entries.size(); i++) {
            if (matches(path, entries.get(i).path())) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * Whether a line of the boot order names a device: {@code *} in the device's pattern stands for anything up to the
     * next slash, and the pattern may end at any slash of the line, so that a controller's ROM matches its disk.
     */
    static boolean matches(String pattern, String line) {
        int p = 0;
        int i = 0;
        while (p < pattern.length()) {
            char c = pattern.charAt(p);
            if (c == '*') {
                p++;
                char stop = p < pattern.length() ? pattern.charAt(p) : '/';
                while (i < line.length() && line.charAt(i) != stop && line.charAt(i) != '/') {
                    i++;
                }
            } else if (i < line.length() && line.charAt(i) == c) {
                p++;
                i++;
            } else {
                return false;
            }
        }
        return i == line.length() || line.charAt(i) == '/';
    }
}
