package backplane.extboot;

import backplane.api.block.BlockInfo;

/**
 * Cylinders, heads and sectors of a disk.
 *
 * <p>A partition table tells which geometry the disk was partitioned with; the boot code on it goes on using that one,
 * so it is guessed from there. More than 16 heads there mean that a BIOS translated, over an ordinary disk.
 */
record ExtbootGeometry(int cylinders, int heads, int sectors) {
    private static final int MAX_CYLINDERS = 16383;
    private static final int STANDARD_HEADS = 16;
    private static final int STANDARD_SECTORS = 63;
    private static final int TABLE = 446;
    private static final int ENTRY = 16;

    /**
     * The physical geometry: what the drive spec says, else what the partition table tells, else the usual one.
     *
     * @param sector0 the disk's first sector, or null when it cannot be read
     */
    static ExtbootGeometry of(BlockInfo info, byte[] sector0) {
        if (info.cylinders() > 0 && info.heads() > 0 && info.sectors() > 0) {
            return new ExtbootGeometry(info.cylinders(), info.heads(), info.sectors());
        }
        ExtbootGeometry guess = sector0 == null ? null : partitioned(sector0, info.blocks());
        if (guess != null && guess.heads <= STANDARD_HEADS) {
            return guess;
        }
        long c = info.blocks() / (STANDARD_HEADS * STANDARD_SECTORS);
        return new ExtbootGeometry((int) Math.max(2, Math.min(c, MAX_CYLINDERS)), STANDARD_HEADS, STANDARD_SECTORS);
    }

    private static ExtbootGeometry partitioned(byte[] mbr, long blocks) {
        if ((mbr[510] & 0xff) != 0x55 || (mbr[511] & 0xff) != 0xaa) {
            return null;
        }
        for (int at = TABLE; at < TABLE + 4 * ENTRY; at += ENTRY) {
            int endHead = mbr[at + 5] & 0xff;
            boolean empty = (mbr[at + 12] | mbr[at + 13] | mbr[at + 14] | mbr[at + 15]) == 0;
            int sectors = mbr[at + 6] & 0x3f;
            if (empty || endHead == 0 || sectors == 0) {
                continue;
            }
            long c = blocks / ((endHead + 1) * sectors);
            if (c >= 1 && c <= MAX_CYLINDERS) {
                return new ExtbootGeometry((int) c, endHead + 1, sectors);
            }
        }
        return null;
    }

    /**
     * What INT 13h can express: cylinders are halved and heads doubled until 1024 suffice. 256 heads become 255, for
     * DOS; the disk's tail is then out of reach of CHS, not of LBA.
     */
    ExtbootGeometry translated() {
        int shift = cylinders <= 1024 ? 0 : cylinders <= 2048 ? 1 : cylinders <= 4096 ? 2 : cylinders <= 8192 ? 3 : 4;
        int c = cylinders >> shift;
        int h = heads << shift;
        return h == 256 ? new ExtbootGeometry(c + 1, 255, sectors) : new ExtbootGeometry(c, h, sectors);
    }
}
