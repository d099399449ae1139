package backplane.firmware.builtin;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** Which INT 13h number stands for which disk. Numbers that an option ROM took are not in here. */
final class Drives {
    private static final int MOST = 16;

    /** A disk with its number and the geometry INT 13h reports. */
    record Drive(int number, Disk disk, Geometry logical) {}

    private final BiosMemory memory;
    private final Drive[] drives = new Drive[MOST];

    Drives(BiosMemory memory) {
        this.memory = memory;
    }

    void clear() {
        java.util.Arrays.fill(drives, null);
    }

    /** Gives the disk the next free number, as an option ROM would take it; null when there is none left. */
    Drive map(Disk disk) {
        int index = memory.read8(BiosMemory.DISK_COUNT);
        if (index >= MOST) {
            return null;
        }
        memory.write8(BiosMemory.DISK_COUNT, index + 1);
        Drive drive = new Drive(0x80 + index, disk, Geometry.logical(disk.physical(), disk.sectors()));
        drives[index] = drive;
        if (index < 2) {
            parameterTable(index, drive);
        }
        return drive;
    }

    Drive get(int number) {
        int index = number - 0x80;
        return index >= 0 && index < MOST ? drives[index] : null;
    }

    /** The fixed disk parameter table that INT 41h and 46h point at (EDD 3.0 section 5, translated form). */
    private void parameterTable(int index, Drive d) {
        int table = index == 0 ? BiosMemory.EBDA_FDPT0 : BiosMemory.EBDA_FDPT1;
        Geometry p = d.disk.physical().cylinders() > 0 ? d.disk.physical() : d.logical;
        memory.write16(table, d.logical.cylinders());
        memory.write8(table + 2, d.logical.heads());
        memory.write8(table + 3, 0xa0);
        memory.write8(table + 4, p.sectors());
        memory.write16(table + 5, 0xffff);
        memory.write8(table + 7, 0);
        memory.write8(table + 8, p.heads() > 8 ? 0xc8 : 0xc0);
        memory.write16(table + 9, p.cylinders());
        memory.write8(table + 11, p.heads());
        memory.write16(table + 12, p.cylinders());
        memory.write8(table + 14, d.logical.sectors());
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            sum += memory.read8(table + i);
        }
        memory.write8(table + 15, -sum);
        memory.vector(index == 0 ? 0x41 : 0x46, BiosMemory.EBDA >> 4, table - BiosMemory.EBDA);
    }

    void save(StateWriter out) {
        for (int i = 0; i < MOST; i++) {
            if (drives[i] != null) {
                StateWriter record = out.record("drive" + i);
                drives[i].disk.save(record);
                Geometry g = drives[i].logical;
                record.put("logical", new int[] {g.cylinders(), g.heads(), g.sectors()});
            }
        }
    }

    void restore(StateReader in, Board board) throws StateException {
        clear();
        for (int i = 0; i < MOST; i++) {
            if (in.has("drive" + i)) {
                StateReader record = in.record("drive" + i);
                int[] g = record.getInts("logical");
                Disk disk = record.getString("kind").equals("ata")
                        ? AtaDisk.restore(record, board.channels())
                        : ScsiDisk.restore(record, board);
                drives[i] = new Drive(0x80 + i, disk, new Geometry(g[0], g[1], g[2]));
            }
        }
    }
}
