package backplane.storage.ide;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** A drive's command block registers. Count and address are two deep: the byte written before is kept for EXT. */
final class TaskFile {
    static final int LBA = 0x40;

    int features;
    int error;
    int device;
    private final int[] now = new int[4];
    private final int[] before = new int[4];

    /** Register 2 to 5 was written. */
    void write(int register, int value) {
        before[register - 2] = now[register - 2];
        now[register - 2] = value;
    }

    /** Reads register 2 to 5, the older byte with HOB. */
    int read(int register, boolean hob) {
        return hob ? before[register - 2] : now[register - 2];
    }

    /** What every reset and diagnostic leaves: this is an ATA disk. */
    void signature() {
        error = 0x01;
        device = 0;
        java.util.Arrays.fill(before, 0);
        now[0] = 1;
        now[1] = 1;
        now[2] = 0;
        now[3] = 0;
    }

    /** Sectors to transfer; 0 stands for the most. */
    int count(boolean ext) {
        if (ext) {
            int n = before[0] << 8 | now[0];
            return n == 0 ? 65536 : n;
        }
        return now[0] == 0 ? 256 : now[0];
    }

    void count(int n, boolean ext) {
        now[0] = n & 0xff;
        if (ext) {
            before[0] = n >>> 8 & 0xff;
        }
    }

    int countByte() {
        return now[0];
    }

    /** The addressed sector, or -1 for a CHS address that cannot be. */
    long sector(boolean ext, AtaGeometry current) {
        if (ext) {
            return now[1]
                    | now[2] << 8
                    | now[3] << 16
                    | (long) before[1] << 24
                    | (long) before[2] << 32
                    | (long) before[3] << 40;
        }
        if ((device & LBA) != 0) {
            return (device & 15) << 24 | now[3] << 16 | now[2] << 8 | now[1];
        }
        int head = device & 15;
        if (now[1] == 0 || now[1] > current.sectors() || head >= current.heads()) {
            return -1;
        }
        return ((long) (now[3] << 8 | now[2]) * current.heads() + head) * current.sectors() + now[1] - 1;
    }

    void sector(long sector, boolean ext, AtaGeometry current) {
        if (ext) {
            for (int i = 0; i < 3; i++) {
                now[i + 1] = (int) (sector >>> 8 * i) & 0xff;
                before[i + 1] = (int) (sector >>> 8 * i + 24) & 0xff;
            }
        } else if ((device & LBA) != 0) {
            device = device & 0xf0 | (int) (sector >>> 24) & 15;
            for (int i = 0; i < 3; i++) {
                now[i + 1] = (int) (sector >>> 8 * i) & 0xff;
            }
        } else {
            int perCylinder = current.heads() * current.sectors();
            long cylinder = sector / perCylinder;
            int rest = (int) (sector % perCylinder);
            device = device & 0xf0 | rest / current.sectors();
            now[1] = rest % current.sectors() + 1;
            now[2] = (int) cylinder & 0xff;
            now[3] = (int) (cylinder >>> 8) & 0xff;
        }
    }

    void save(StateWriter out) {
        out.put("features", features);
        out.put("error", error);
        out.put("device", device);
        out.put("now", now);
        out.put("before", before);
    }

    void restore(StateReader in) throws StateException {
        features = in.getInt("features");
        error = in.getInt("error");
        device = in.getInt("device");
        System.arraycopy(in.getInts("now"), 0, now, 0, 4);
        System.arraycopy(in.getInts("before"), 0, before, 0, 4);
    }
}
