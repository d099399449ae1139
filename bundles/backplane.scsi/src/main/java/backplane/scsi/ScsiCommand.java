package backplane.scsi;

/** The commands of a direct-access device that the disk knows, named as SPC-3 and SBC-2 name them. */
enum ScsiCommand {
    TEST_UNIT_READY(0x00),
    REQUEST_SENSE(0x03),
    READ_6(0x08),
    WRITE_6(0x0a),
    SEEK_6(0x0b),
    INQUIRY(0x12),
    MODE_SELECT_6(0x15),
    RESERVE_6(0x16),
    RELEASE_6(0x17),
    MODE_SENSE_6(0x1a),
    START_STOP_UNIT(0x1b),
    SEND_DIAGNOSTIC(0x1d),
    READ_CAPACITY_10(0x25),
    READ_10(0x28),
    WRITE_10(0x2a),
    SEEK_10(0x2b),
    WRITE_AND_VERIFY_10(0x2e),
    VERIFY_10(0x2f),
    SYNCHRONIZE_CACHE_10(0x35),
    MODE_SELECT_10(0x55),
    MODE_SENSE_10(0x5a),
    READ_16(0x88),
    WRITE_16(0x8a),
    WRITE_AND_VERIFY_16(0x8e),
    VERIFY_16(0x8f),
    SYNCHRONIZE_CACHE_16(0x91),
    SERVICE_ACTION_IN_16(0x9e),
    REPORT_LUNS(0xa0),
    READ_12(0xa8),
    WRITE_12(0xaa),
    WRITE_AND_VERIFY_12(0xae),
    VERIFY_12(0xaf);

    private static final ScsiCommand[] BY_OPCODE = new ScsiCommand[256];

    static {
        for (ScsiCommand c : values()) {
            BY_OPCODE[c.opcode] = c;
        }
    }

    private final int opcode;

    ScsiCommand(int opcode) {
        this.opcode = opcode;
    }

    int opcode() {
        return opcode;
    }

    /** The command of that operation code, or null. */
    static ScsiCommand of(int opcode) {
        return BY_OPCODE[opcode & 0xff];
    }

    /** Whether a pending unit attention lets this one pass (SAM-2 section 5.9.5). */
    boolean ignoresUnitAttention() {
        return this == INQUIRY || this == REPORT_LUNS || this == REQUEST_SENSE;
    }
}
