package backplane.scsi;

/** Fields of command descriptor blocks. The group code in the top three bits of byte 0 gives length and layout. */
final class Cdb {
    private Cdb() {}

    /** Bytes in the command: 6, 10, 12 or 16; 0 for the vendor groups. */
    static int length(int opcode) {
        return switch (opcode >> 5 & 7) {
            case 0 -> 6;
            case 1, 2 -> 10;
            case 4 -> 16;
            case 5 -> 12;
            default -> 0;
        };
    }

    /** The logical block address of a read, write, verify, seek or synchronize; up to 64 bits, unsigned. */
    static long lba(byte[] cdb) {
        return switch (cdb[0] >> 5 & 7) {
            case 0 -> (cdb[1] & 0x1f) << 16 | be16(cdb, 2);
            case 4 -> be32(cdb, 2) << 32 | be32(cdb, 6);
            default -> be32(cdb, 2);
        };
    }

    /** The transfer length in blocks; 0 in the 6-byte form means 256. */
    static long blocks(byte[] cdb) {
        return switch (cdb[0] >> 5 & 7) {
            case 0 -> (cdb[4] & 0xff) == 0 ? 256 : cdb[4] & 0xff;
            case 4 -> be32(cdb, 10);
            case 5 -> be32(cdb, 6);
            default -> be16(cdb, 7);
        };
    }

    static int be16(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
    }

    static int be24(byte[] b, int at) {
        return (b[at] & 0xff) << 16 | be16(b, at + 1);
    }

    static long be32(byte[] b, int at) {
        return (long) be16(b, at) << 16 | be16(b, at + 2);
    }

    static void put16(byte[] b, int at, int v) {
        b[at] = (byte) (v >> 8);
        b[at + 1] = (byte) v;
    }

    static void put24(byte[] b, int at, int v) {
        b[at] = (byte) (v >> 16);
        put16(b, at + 1, v);
    }

    static void put32(byte[] b, int at, long v) {
        put16(b, at, (int) (v >> 16));
        put16(b, at + 2, (int) v);
    }

    static void put64(byte[] b, int at, long v) {
        put32(b, at, v >>> 32);
        put32(b, at + 4, v);
    }
}
