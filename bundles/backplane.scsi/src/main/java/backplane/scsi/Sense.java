package backplane.scsi;

import backplane.api.block.BlockStatus;

/** Sense keys with additional sense codes (SPC-3 tables 27 and 28), and the fixed format they are returned in. */
enum Sense {
    NONE(0x0, 0x0000),
    INITIALIZING_COMMAND_REQUIRED(0x2, 0x0402),
    UNRECOVERED_READ_ERROR(0x3, 0x1100),
    WRITE_ERROR(0x3, 0x0c00),
    INTERNAL_TARGET_FAILURE(0x4, 0x4400),
    INVALID_COMMAND(0x5, 0x2000),
    LBA_OUT_OF_RANGE(0x5, 0x2100),
    INVALID_FIELD_IN_CDB(0x5, 0x2400),
    LOGICAL_UNIT_NOT_SUPPORTED(0x5, 0x2500),
    INVALID_FIELD_IN_PARAMETER_LIST(0x5, 0x2600),
    PARAMETER_LIST_LENGTH_ERROR(0x5, 0x1a00),
    SAVING_PARAMETERS_NOT_SUPPORTED(0x5, 0x3900),
    POWER_ON(0x6, 0x2901),
    SCSI_BUS_RESET(0x6, 0x2902),
    BUS_DEVICE_RESET(0x6, 0x2903),
    MODE_PARAMETERS_CHANGED(0x6, 0x2a01),
    WRITE_PROTECTED(0x7, 0x2700),
    SPACE_ALLOCATION_FAILED(0x7, 0x2707),
    COMMAND_ABORTED(0xb, 0x0000),
    MISCOMPARE(0xe, 0x1d00);

    /** Length of fixed-format sense data. */
    static final int LENGTH = 18;

    final int key;
    final int code;

    Sense(int key, int code) {
        this.key = key;
        this.code = code;
    }

    /** The sense for a block request that failed. */
    static Sense of(BlockStatus status, boolean write) {
        return switch (status) {
            case OK -> NONE;
            case IO_ERROR -> write ? WRITE_ERROR : UNRECOVERED_READ_ERROR;
            case NO_SPACE -> SPACE_ALLOCATION_FAILED;
            case READ_ONLY -> WRITE_PROTECTED;
            case OUT_OF_RANGE -> LBA_OUT_OF_RANGE;
            case CANCELLED -> COMMAND_ABORTED;
        };
    }

    /** Fills {@link #LENGTH} bytes. {@code block} is the failing block, or -1 for none. */
    void put(byte[] to, long block) {
        java.util.Arrays.fill(to, 0, LENGTH, (byte) 0);
        to[0] = 0x70;
        if (block >= 0 && block <= 0xffffffffL) {
            to[0] |= (byte) 0x80;
            Cdb.put32(to, 3, block);
        }
        to[2] = (byte) key;
        to[7] = LENGTH - 8;
        Cdb.put16(to, 12, code);
    }
}
