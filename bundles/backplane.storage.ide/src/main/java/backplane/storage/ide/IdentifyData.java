package backplane.storage.ide;

import backplane.api.block.BlockInfo;

/** The 256 words of IDENTIFY DEVICE (ATA/ATAPI-6 table 27). */
final class IdentifyData {
    /** The most sectors in a DRQ block of READ and WRITE MULTIPLE. */
    static final int MOST_MULTIPLE = 16;

    private static final long LBA28_LIMIT = 0x0fffffff;

    /** Multiword DMA 2: the fastest that the PIIX3 can do. */
    static final int POWER_ON_MODE = 0x22;

    private static final int MULTIWORD = 0x20;
    private static final int MULTIWORD_MODES = 3;
    private static final int ULTRA = 0x40;
    private static final int ULTRA_MODES = 6;

    private IdentifyData() {}

    /** Whether SET FEATURES takes that transfer mode as one of DMA. */
    static boolean isDmaMode(int mode) {
        return mode >= MULTIWORD && mode < MULTIWORD + MULTIWORD_MODES || mode >= ULTRA && mode < ULTRA + ULTRA_MODES;
    }

    /** What no command changes, and the translation. */
    static void put(byte[] to, BlockInfo disk, String serial, AtaGeometry physical, AtaGeometry current) {
        java.util.Arrays.fill(to, 0, 512, (byte) 0);
        word(to, 0, 0x0040); // fixed disk
        word(to, 1, physical.cylinders());
        word(to, 3, physical.heads());
        word(to, 6, physical.sectors());
        String number = serial.isEmpty() ? disk.serial() : serial;
        text(to, 10, 10, number.isEmpty() ? disk.id() : number);
        word(to, 20, 3);
        word(to, 21, 512);
        word(to, 22, 4);
        text(to, 23, 4, "1.0");
        text(to, 27, 20, "BACKPLANE HARDDISK");
        word(to, 47, 0x8000 | MOST_MULTIPLE);
        word(to, 48, 1); // 32-bit data accesses
        word(to, 49, 0x0b00); // LBA, IORDY, DMA
        word(to, 50, 0x4000);
        word(to, 51, 0x0200);
        word(to, 53, 0x0007); // words 54-58, 64-70 and 88 are valid
        word(to, 54, current.cylinders());
        word(to, 55, current.heads());
        word(to, 56, current.sectors());
        dword(to, 57, current.capacity());
        dword(to, 60, (int) Math.min(disk.blocks(), LBA28_LIMIT));
        word(to, 64, 0x0003); // PIO 3 and 4
        word(to, 65, 120); // ns, multiword DMA cycles
        word(to, 66, 120);
        word(to, 67, 120); // and PIO ones
        word(to, 68, 120);
        word(to, 80, 0x0070); // ATA/ATAPI-4 to 6
        word(to, 82, 0x4028 | 0x0040); // NOP, write cache, power management, look-ahead
        word(to, 83, 0x7400); // 48-bit, FLUSH CACHE, FLUSH CACHE EXT
        word(to, 84, 0x4000);
        word(to, 86, 0x3400);
        word(to, 87, 0x4000);
        word(to, 93, 0x6001);
        dword(to, 100, (int) disk.blocks());
        dword(to, 102, (int) (disk.blocks() >>> 32));
    }

    /** What SET FEATURES and SET MULTIPLE MODE have left. */
    static void settings(byte[] to, int multiple, boolean cache, int transferMode) {
        word(to, 59, multiple == 0 ? 0 : 0x0100 | multiple);
        word(to, 63, modes(MULTIWORD, MULTIWORD_MODES, transferMode));
        word(to, 85, 0x4048 | (cache ? 0x0020 : 0));
        word(to, 88, modes(ULTRA, ULTRA_MODES, transferMode));
    }

    /** The modes that there are in the low byte, the selected one in the high byte. */
    private static int modes(int first, int count, int selected) {
        int mode = selected - first;
        return (1 << count) - 1 | (mode >= 0 && mode < count ? 0x100 << mode : 0);
    }

    private static void word(byte[] to, int index, int value) {
        to[2 * index] = (byte) value;
        to[2 * index + 1] = (byte) (value >>> 8);
    }

    private static void dword(byte[] to, int index, int value) {
        word(to, index, value);
        word(to, index + 1, value >>> 16);
    }

    /** Text has its first character in the high byte of each word. */
    private static void text(byte[] to, int index, int words, String s) {
        for (int i = 0; i < words * 2; i++) {
            to[2 * index + (i ^ 1)] = (byte) (i < s.length() ? s.charAt(i) : ' ');
        }
    }
}
