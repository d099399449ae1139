package backplane.cpu.x86.silicon;

/** What a case's initial state has and how its outcome is compared: bits as record.c has them. */
record Kind(int bits) {
    /** EBX EBP ESI EDI hold data, not addresses. */
    static final int DATA_REGISTERS = 1;

    static final int X87 = 2;
    static final int SSE = 4;
    /** A 32-bit code segment. */
    static final int WIDE = 8;
    /** All segments reach to 4 GiB. */
    static final int FLAT = 0x10;
    /** Stores an x87 environment, whose pointers are left out. */
    static final int POINTERS = 0x20;
    /** In the 32-bit format. */
    static final int OP32 = 0x40;
    /** Stores flags, among which the trap flag is left out. */
    static final int FLAGS_STORED = 0x80;
    /** Loads flags. */
    static final int FLAGS_LOADED = 0x100;
    /** ECX is a count, small as a rule. */
    static final int COUNT = 0x200;

    private static final int FORMAT_SHIFT = 12;

    /** What is put into the memory operand, and the lanes of the XMM registers. */
    enum Format {
        NONE(0),
        M32(4),
        M64(8),
        M80(10),
        INTEGERS(12),
        ENVIRONMENT(108),
        SINGLES(16),
        DOUBLES(16),
        BYTES(16),
        MIXED(16),
        /** Small numbers, for shifts. */
        COUNTS(16);

        /** In bytes. */
        final int size;

        Format(int size) {
            this.size = size;
        }
    }

    boolean has(int bit) {
        return (bits & bit) != 0;
    }

    Kind with(int bit) {
        return new Kind(bits | bit);
    }

    Kind with(Format format) {
        return new Kind(bits & (1 << FORMAT_SHIFT) - 1 | format.ordinal() << FORMAT_SHIFT);
    }

    Format format() {
        return Format.values()[bits >> FORMAT_SHIFT];
    }
}
