package backplane.scsi;

import backplane.api.block.BlockInfo;

/**
 * Mode pages 01, 03, 04 and 08 (SBC-2 section 6.3) and MODE SELECT. Only WCE in the caching page can be changed:
 * without it each write is flushed before its status.
 */
final class ModePages {
    /** Which values MODE SENSE asks for. */
    static final int CURRENT = 0;

    static final int CHANGEABLE = 1;
    static final int SAVED = 3;

    private static final int ALL = 0x3f;
    private static final int[] PAGES = {0x01, 0x03, 0x04, 0x08};
    private static final int WRITE_PROTECT = 0x80;
    private static final int DPOFUA = 0x10;
    private static final int WCE = 0x04;
    private static final int DEFAULT_HEADS = 64;
    private static final int DEFAULT_SECTORS = 32;

    private boolean writeCache = true;

    boolean writeCache() {
        return writeCache;
    }

    void reset() {
        writeCache = true;
    }

    void writeCache(boolean on) {
        writeCache = on;
    }

    /**
     * Builds the answer to MODE SENSE.
     *
     * @param ten whether it is the 10-byte command, with its longer header
     * @param control 0 current, 1 changeable, 2 default values
     * @return its length, or 0 when there is no such page
     */
    int sense(byte[] to, BlockInfo disk, boolean ten, boolean noDescriptor, int control, int page) {
        java.util.Arrays.fill(to, 0, 128, (byte) 0);
        int at = ten ? 8 : 4;
        if (!noDescriptor) {
            long blocks = Math.min(disk.blocks(), ten ? 0xffffffffL : 0xffffffL);
            Cdb.put32(to, at, blocks > 0xffffff ? 0 : blocks);
            Cdb.put24(to, at + 5, disk.blockSize());
            at += 8;
        }
        int start = at;
        for (int p : PAGES) {
            if (page == p || page == ALL) {
                at = put(p, to, at, disk, control);
            }
        }
        if (at == start) {
            return 0;
        }
        int specific = DPOFUA | (disk.readOnly() ? WRITE_PROTECT : 0);
        if (ten) {
            Cdb.put16(to, 0, at - 2);
            to[3] = (byte) specific;
            to[7] = (byte) (noDescriptor ? 0 : 8);
        } else {
            to[0] = (byte) (at - 1);
            to[2] = (byte) specific;
            to[3] = (byte) (noDescriptor ? 0 : 8);
        }
        return at;
    }

    private int put(int page, byte[] to, int at, BlockInfo disk, int control) {
        int length = page == 0x01 ? 10 : page == 0x08 ? 18 : 22;
        to[at] = (byte) page;
        to[at + 1] = (byte) length;
        int end = at + 2 + length;
        if (control == CHANGEABLE) {
            if (page == 0x08) {
                to[at + 2] = WCE;
            }
            return end;
        }
        switch (page) {
            case 0x01 -> to[at + 2] = (byte) 0xc0; // AWRE, ARRE: the host's storage reallocates by itself
            case 0x03 -> format(to, at, disk);
            case 0x04 -> geometry(to, at, disk);
            default -> to[at + 2] = (byte) (control == CURRENT && !writeCache ? 0 : WCE);
        }
        return end;
    }

    private static void format(byte[] to, int at, BlockInfo disk) {
        Cdb.put16(to, at + 10, sectors(disk));
        Cdb.put16(to, at + 12, disk.blockSize());
        Cdb.put16(to, at + 14, 1); // interleave
        to[at + 20] = 0x40; // hard sectors
    }

    private static void geometry(byte[] to, int at, BlockInfo disk) {
        long cylinders = disk.cylinders() > 0
                ? disk.cylinders()
                : Math.max(1, disk.blocks() / (DEFAULT_HEADS * DEFAULT_SECTORS));
        int clamped = (int) Math.min(cylinders, 0xffffff);
        Cdb.put24(to, at + 2, clamped);
        to[at + 5] = (byte) (disk.heads() > 0 ? disk.heads() : DEFAULT_HEADS);
        Cdb.put24(to, at + 6, clamped); // no write precompensation
        Cdb.put24(to, at + 9, clamped); // no reduced write current
        Cdb.put16(to, at + 20, 1); // medium rotation rate: none
    }

    private static int sectors(BlockInfo disk) {
        return disk.sectors() > 0 ? disk.sectors() : DEFAULT_SECTORS;
    }

    /** Takes a MODE SELECT parameter list. Nothing changes unless all of it is acceptable. */
    Sense select(byte[] list, int length, BlockInfo disk, boolean ten) {
        int header = ten ? 8 : 4;
        if (length == 0) {
            return Sense.NONE;
        }
        if (length < header) {
            return Sense.PARAMETER_LIST_LENGTH_ERROR;
        }
        int descriptors = ten ? Cdb.be16(list, 6) : list[3] & 0xff;
        if (descriptors != 0 && descriptors != 8) {
            return Sense.INVALID_FIELD_IN_PARAMETER_LIST;
        }
        if (length < header + descriptors) {
            return Sense.PARAMETER_LIST_LENGTH_ERROR;
        }
        if (descriptors == 8 && Cdb.be24(list, header + 5) != disk.blockSize()) {
            return Sense.INVALID_FIELD_IN_PARAMETER_LIST;
        }
        boolean cache = writeCache;
        for (int at = header + descriptors; at < length; at += 2 + (list[at + 1] & 0xff)) {
            Sense fault = checkPage(list, at, length - at, disk);
            if (fault != Sense.NONE) {
                return fault;
            }
            if ((list[at] & 0x3f) == 0x08) {
                cache = (list[at + 2] & WCE) != 0;
            }
        }
        writeCache = cache;
        return Sense.NONE;
    }

    /** Whether the page in the list is one of ours, whole, and differs in nothing but WCE. */
    private Sense checkPage(byte[] list, int at, int left, BlockInfo disk) {
        if (left < 2) {
            return Sense.PARAMETER_LIST_LENGTH_ERROR;
        }
        int page = list[at] & 0x3f;
        if (!isPage(page) || (list[at] & 0x40) != 0) {
            return Sense.INVALID_FIELD_IN_PARAMETER_LIST;
        }
        byte[] mine = new byte[32];
        int end = put(page, mine, 0, disk, CURRENT);
        if ((list[at + 1] & 0xff) != end - 2) {
            return Sense.INVALID_FIELD_IN_PARAMETER_LIST;
        }
        if (left < end) {
            return Sense.PARAMETER_LIST_LENGTH_ERROR;
        }
        for (int i = 2; i < end; i++) {
            int mask = page == 0x08 && i == 2 ? WCE : 0;
            if (((list[at + i] ^ mine[i]) & ~mask & 0xff) != 0) {
                return Sense.INVALID_FIELD_IN_PARAMETER_LIST;
            }
        }
        return Sense.NONE;
    }

    private static boolean isPage(int page) {
        for (int p : PAGES) {
            if (p == page) {
                return true;
            }
        }
        return false;
    }
}
