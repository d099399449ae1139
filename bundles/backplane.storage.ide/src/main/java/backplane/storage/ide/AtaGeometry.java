package backplane.storage.ide;

import backplane.api.block.BlockInfo;
import backplane.api.device.PlugException;

/**
 * Cylinders, heads and sectors of a disk (ATA/ATAPI-6 annex C): the default translation, and what INITIALIZE DEVICE
 * PARAMETERS makes of it.
 */
record AtaGeometry(int cylinders, int heads, int sectors) {
    private static final int MOST_CYLINDERS = 16383;

    /** From the drive's cyls=, heads= and secs=, else 16 heads of 63 sectors. */
    static AtaGeometry of(BlockInfo disk) throws PlugException {
        if (disk.cylinders() == 0) {
            return of(disk.blocks(), 16, 63);
        }
        if (disk.heads() > 16 || disk.sectors() > 63 || disk.cylinders() > 65535) {
            throw new PlugException("drive " + disk.id() + ": cyls=" + disk.cylinders() + ",heads=" + disk.heads()
                    + ",secs=" + disk.sectors() + " does not fit an IDE disk; at most 65535, 16 and 63");
        }
        return new AtaGeometry(disk.cylinders(), disk.heads(), disk.sectors());
    }

    static AtaGeometry of(long blocks, int heads, int sectors) {
        return new AtaGeometry((int) Math.max(1, Math.min(blocks / (heads * sectors), MOST_CYLINDERS)), heads, sectors);
    }

    int capacity() {
        return cylinders * heads * sectors;
    }
}
