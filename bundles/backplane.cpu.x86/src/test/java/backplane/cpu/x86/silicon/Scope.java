package backplane.cpu.x86.silicon;

/** What surrounds a case. Segments have base 0x20000 and limit 0xffff, but for the flat ones. */
enum Scope {
    /** 16-bit cases in real mode. */
    REAL_16,
    /** 16-bit cases in 16-bit protected-mode segments. */
    PROTECTED_16,
    /** 32-bit cases. */
    PROTECTED_32,
    /** 32-bit cases in segments of 4 GiB, but for those that found the segment's limit. */
    FLAT_32;

    private static final int STACK_FAULT = 12;
    private static final int PROTECTION_FAULT = 13;

    boolean takes(Recorded r) {
        boolean limit = r.vector() == STACK_FAULT || r.vector() == PROTECTION_FAULT;
        return r.wide() == (this == PROTECTED_32 || this == FLAT_32) && !(this == FLAT_32 && limit);
    }
}
