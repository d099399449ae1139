package backplane.storage.ide;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.ArrayList;
import java.util.List;

/** The registers of one channel (ATA/ATAPI-6 chapter 7), by offset from the command block; the control block is +0x206. */
enum AtaRegister {
    DATA(0, 2, Access.RW, "16 bits; 32-bit accesses move two words"),
    ERROR(1, 1, Access.R, "ABRT, IDNF, UNC; 01 after a reset or diagnostic"),
    FEATURES(1, 1, Access.W, ""),
    SECTOR_COUNT(2, 1, Access.RW, "two deep for the EXT commands"),
    LBA_LOW(3, 1, Access.RW, "two deep; the sector number with CHS"),
    LBA_MID(4, 1, Access.RW, "two deep"),
    LBA_HIGH(5, 1, Access.RW, "two deep"),
    DEVICE(6, 1, Access.RW, "DEV selects the drive, LBA the addressing"),
    STATUS(7, 1, Access.R, "reading drops INTRQ"),
    COMMAND(7, 1, Access.W, ""),
    ALTERNATE_STATUS(0x206, 1, Access.R, ""),
    DEVICE_CONTROL(0x206, 1, Access.W, "nIEN, SRST, HOB");

    static final int DATA_OFFSET = 0;
    static final int ERROR_OFFSET = 1;
    static final int COUNT_OFFSET = 2;
    static final int LOW_OFFSET = 3;
    static final int MID_OFFSET = 4;
    static final int HIGH_OFFSET = 5;
    static final int DEVICE_OFFSET = 6;
    static final int STATUS_OFFSET = 7;

    final int offset;
    private final int width;
    private final Access access;
    private final String note;

    AtaRegister(int offset, int width, Access access, String note) {
        this.offset = offset;
        this.width = width;
        this.access = access;
        this.note = note;
    }

    static List<RegisterInfo> table() {
        List<RegisterInfo> list = new ArrayList<>();
        for (int channel = 0; channel < 2; channel++) {
            int base = channel == 0 ? 0x1f0 : 0x170;
            for (AtaRegister r : values()) {
                list.add(new RegisterInfo(r.name() + channel, Space.PORT, base + r.offset, r.width, r.access, r.note));
            }
        }
        return list;
    }
}
