package backplane.firmware.builtin;

/** Sectors on their way between a disk and memory. */
final class Transfer {
    /** The direction. */
    enum Kind {
        READ,
        WRITE,
        VERIFY,
        FLUSH
    }

    /** INT 13h status codes. */
    static final int OK = 0x00;

    static final int BAD_COMMAND = 0x01;
    static final int WRITE_PROTECTED = 0x03;
    static final int NOT_FOUND = 0x04;
    static final int DMA_BOUNDARY = 0x09;
    static final int UNREADABLE = 0x10;
    static final int CONTROLLER = 0x20;
    static final int TIMEOUT = 0x80;
    static final int NOT_READY = 0xaa;

    final Kind kind;
    final long lba;
    final int count;
    /** Physical address of the buffer. */
    final int address;

    /** Sectors moved so far. */
    int done;

    /** An INT 13h status code, once over. */
    int status;

    Transfer(Kind kind, long lba, int count, int address) {
        this.kind = kind;
        this.lba = lba;
        this.count = count;
        this.address = address;
    }

    Result end(int code) {
        status = code;
        return Result.DONE;
    }
}
