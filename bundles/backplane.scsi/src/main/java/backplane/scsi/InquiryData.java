package backplane.scsi;

import backplane.api.block.BlockInfo;
import java.nio.charset.StandardCharsets;

/** Answers to INQUIRY: standard data (SPC-3 section 6.4.2) and vital product data pages (section 7.6, SBC-2 6.4). */
final class InquiryData {
    private static final String VENDOR = "BACKPLNE";
    private static final String PRODUCT = "HARDDISK";
    private static final String REVISION = "1.0";
    private static final int[] PAGES = {0x00, 0x80, 0x83, 0xb0, 0xb1};
    private static final int ABSENT = 0x7f;

    private InquiryData() {}

    /** Standard data, 36 bytes. An absent logical unit says so in byte 0 and is otherwise alike. */
    static int standard(byte[] to, boolean present) {
        to[0] = (byte) (present ? 0 : ABSENT);
        to[1] = 0;
        to[2] = 5; // SPC-3
        to[3] = 2; // response data format
        to[4] = 36 - 5;
        to[5] = 0;
        to[6] = 0;
        to[7] = 0x32; // WBUS16, SYNC, CMDQUE
        text(to, 8, 8, VENDOR);
        text(to, 16, 16, PRODUCT);
        text(to, 32, 4, REVISION);
        return 36;
    }

    /** A vital product data page; returns its length, or 0 when there is no such page. */
    static int page(int page, BlockInfo disk, byte[] to) {
        java.util.Arrays.fill(to, 0, 64, (byte) 0);
        to[1] = (byte) page;
        int length = switch (page) {
            case 0x00 -> supportedPages(to);
            case 0x80 -> text(to, 4, serial(disk).length(), serial(disk));
            case 0x83 -> identification(to, disk);
            case 0xb0 -> blockLimits(to);
            case 0xb1 -> characteristics(to);
            default -> -1;
        };
        if (length < 0) {
            return 0;
        }
        Cdb.put16(to, 2, length);
        return length + 4;
    }

    private static int supportedPages(byte[] to) {
        for (int i = 0; i < PAGES.length; i++) {
            to[4 + i] = (byte) PAGES[i];
        }
        return PAGES.length;
    }

    /** One T10 vendor designator: vendor, then the serial number. */
    private static int identification(byte[] to, BlockInfo disk) {
        String name = serial(disk);
        to[4] = 2; // ASCII
        to[5] = 1; // T10 vendor identification, of the logical unit
        to[7] = (byte) (8 + name.length());
        text(to, 8, 8, VENDOR);
        text(to, 16, name.length(), name);
        return 12 + name.length();
    }

    /** Any length is taken; 128 KiB is what moves in one piece. */
    private static int blockLimits(byte[] to) {
        Cdb.put16(to, 6, 8); // granularity 4 KiB
        Cdb.put32(to, 12, DiskRequest.CHUNK / 512);
        return 0x3c;
    }

    /** Nothing rotates. */
    private static int characteristics(byte[] to) {
        Cdb.put16(to, 4, 1);
        return 0x3c;
    }

    /** From {@code serial=}, else the drive's id. */
    private static String serial(BlockInfo disk) {
        String s = disk.serial().isEmpty() ? disk.id() : disk.serial();
        return s.length() > 36 ? s.substring(0, 36) : s;
    }

    private static int text(byte[] to, int at, int length, String s) {
        byte[] ascii = s.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            to[at + i] = i < ascii.length ? ascii[i] : (byte) ' ';
        }
        return length;
    }
}
