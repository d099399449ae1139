package backplane.storage.ide;

/** The commands a disk knows, with the codes of ATA/ATAPI-6 table 10 and annex A. */
enum AtaCommand {
    NOP(0x00),
    RECALIBRATE(0x10, 0x1f),
    READ_SECTORS(0x20, 0x21),
    READ_SECTORS_EXT(0x24),
    READ_DMA_EXT(0x25),
    READ_MULTIPLE_EXT(0x29),
    WRITE_SECTORS(0x30, 0x31),
    WRITE_SECTORS_EXT(0x34),
    WRITE_DMA_EXT(0x35),
    WRITE_MULTIPLE_EXT(0x39),
    READ_VERIFY_SECTORS(0x40, 0x41),
    READ_VERIFY_SECTORS_EXT(0x42),
    SEEK(0x70, 0x7f),
    EXECUTE_DEVICE_DIAGNOSTIC(0x90),
    INITIALIZE_DEVICE_PARAMETERS(0x91),
    STANDBY_IMMEDIATE_OLD(0x94),
    IDLE_IMMEDIATE_OLD(0x95),
    STANDBY_OLD(0x96),
    IDLE_OLD(0x97),
    CHECK_POWER_MODE_OLD(0x98),
    SLEEP_OLD(0x99),
    IDENTIFY_PACKET_DEVICE(0xa1),
    READ_MULTIPLE(0xc4),
    WRITE_MULTIPLE(0xc5),
    SET_MULTIPLE_MODE(0xc6),
    READ_DMA(0xc8, 0xc9),
    WRITE_DMA(0xca, 0xcb),
    STANDBY_IMMEDIATE(0xe0),
    IDLE_IMMEDIATE(0xe1),
    STANDBY(0xe2),
    IDLE(0xe3),
    CHECK_POWER_MODE(0xe5),
    SLEEP(0xe6),
    FLUSH_CACHE(0xe7),
    FLUSH_CACHE_EXT(0xea),
    IDENTIFY_DEVICE(0xec),
    SET_FEATURES(0xef);

    private static final AtaCommand[] BY_CODE = new AtaCommand[256];

    static {
        for (AtaCommand c : values()) {
            for (int code = c.first; code <= c.last; code++) {
                BY_CODE[code] = c;
            }
        }
    }

    private final int first;
    private final int last;

    AtaCommand(int code) {
        this(code, code);
    }

    AtaCommand(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /** The code, or the lowest of several. */
    int code() {
        return first;
    }

    /** The command with that code, or null. */
    static AtaCommand of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** Whether the registers are two deep: 48-bit address, 16-bit count. */
    boolean isExt() {
        return name().endsWith("_EXT");
    }
}
