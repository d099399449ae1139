package backplane.firmware.builtin;

/** The result buffer of INT 13h function 48h (EDD 3.0, with the T13 device path). */
final class Edd {
    /** The three sizes a caller's buffer can have room for. */
    private static final int SIZE1 = 26;

    private static final int SIZE2 = 30;
    private static final int SIZE3 = 74;

    private static final int PATH = 30;
    private static final int PATH_LENGTH = 44;
    private static final int KEY = 0xbedd;

    private static final int CHS_VALID = 0x0002;
    private static final int MOST_CYLINDERS = 0x3fff;

    /** Where device parameter table extensions are, 16 bytes each. */
    private static final int DPTE = BiosMemory.EBDA + 0x80;

    private static final int DPTES = 8;

    /**
     * Where a disk is.
     *
     * @param ata false for SCSI
     * @param base command ports on ATA
     * @param control the control port on ATA
     * @param channel 0 on SCSI
     * @param unit the SCSI id, or 0 and 1 on ATA
     */
    record Place(boolean ata, int bdf, int base, int control, int irq, int channel, int unit, int lun) {
        /** The PIIX3's IDE function. */
        private static final int IDE_BDF = 1 << 3 | 1;

        static Place ata(int base, int control, int irq, int channel, int unit) {
            return new Place(true, IDE_BDF, base, control, irq, channel, unit, 0);
        }

        static Place scsi(int bdf, int id, int lun) {
            return new Place(false, bdf, 0, 0, 0, 0, id, lun);
        }
    }

    private final BiosMemory memory;

    Edd(BiosMemory memory) {
        this.memory = memory;
    }

    /** Fills the buffer; false when it is too small for anything. */
    boolean parameters(int buffer, int drive, Disk disk) {
        int room = memory.read16(buffer);
        if (room < SIZE1) {
            return false;
        }
        int size = room < SIZE2 ? SIZE1 : room < SIZE3 ? SIZE2 : SIZE3;
        Geometry chs = disk.physical();
        boolean known = chs.cylinders() > 0;
        memory.write16(buffer, size);
        memory.write16(buffer + 2, known ? CHS_VALID : 0);
        memory.write32(buffer + 4, known ? chs.cylinders() : MOST_CYLINDERS);
        memory.write32(buffer + 8, chs.heads());
        memory.write32(buffer + 12, chs.sectors());
        memory.write32(buffer + 16, (int) disk.sectors());
        memory.write32(buffer + 20, (int) (disk.sectors() >>> 32));
        memory.write16(buffer + 24, 512);
        if (size >= SIZE2) {
            memory.write32(buffer + 26, extension(drive, disk.place()));
        }
        if (size >= SIZE3) {
            path(buffer, disk.place());
        }
        return true;
    }

    /** The far pointer to a device parameter table extension, or FFFF:FFFF. */
    private int extension(int drive, Place place) {
        int index = drive & 0x7f;
        if (!place.ata || index >= DPTES) {
            return -1;
        }
        int table = DPTE + 16 * index;
        memory.write16(table, place.base);
        memory.write16(table + 2, place.control);
        memory.write8(table + 4, 0xe0 | place.unit << 4);
        memory.write8(table + 5, 0xcb);
        memory.write8(table + 6, place.irq);
        memory.write8(table + 7, 1);
        memory.write8(table + 8, 0);
        memory.write8(table + 9, 0);
        memory.write16(table + 10, 0x18);
        memory.write16(table + 12, 0);
        memory.write8(table + 14, 0x11);
        memory.write8(table + 15, checksum(table, 15));
        return BiosMemory.EBDA >> 4 << 16 | table - BiosMemory.EBDA;
    }

    private void path(int buffer, Place place) {
        memory.fill(buffer + PATH, PATH_LENGTH, 0);
        memory.write16(buffer + PATH, KEY);
        memory.write8(buffer + 32, PATH_LENGTH);
        text(buffer + 36, "PCI ");
        text(buffer + 40, place.ata ? "ATA     " : "SCSI    ");
        memory.write8(buffer + 48, place.bdf >> 8);
        memory.write8(buffer + 49, place.bdf >> 3 & 31);
        memory.write8(buffer + 50, place.bdf & 7);
        memory.write8(buffer + 51, place.channel);
        memory.write8(buffer + 56, place.unit);
        memory.write8(buffer + 58, place.lun);
        memory.write8(buffer + 73, checksum(buffer + PATH, PATH_LENGTH - 1));
    }

    private int checksum(int address, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += memory.read8(address + i);
        }
        return -sum;
    }

    private void text(int address, String s) {
        for (int i = 0; i < s.length(); i++) {
            memory.write8(address + i, s.charAt(i));
        }
    }
}
