package backplane.cpu.x86.fpu;

/**
 * What the x87 unit needs of the processor around it. Segments are numbered as in instruction encodings (ES CS SS DS
 * FS GS); an access that faults leaves by the processor's own throwable, and the unit is unchanged then.
 */
public interface FpuBus {
    /** Zero-extended. */
    int read8(int segment, int offset);

    /** Zero-extended. */
    int read16(int segment, int offset);

    int read32(int segment, int offset);

    void write8(int segment, int offset, int value);

    void write16(int segment, int offset, int value);

    void write32(int segment, int offset, int value);

    default long read64(int segment, int offset) {
        return read32(segment, offset) & 0xffffffffL | (long) read32(segment, offset + 4) << 32;
    }

    /** Both halves or none. */
    default void write64(int segment, int offset, long value) {
        writable(segment, offset, 8);
        write32(segment, offset, (int) value);
        write32(segment, offset + 4, (int) (value >>> 32));
    }

    /** Raises the fault that a write of {@code size} bytes would raise. */
    void writable(int segment, int offset, int size);

    /** The selector in a segment register, for the environment image. */
    int selector(int segment);

    /** Whether environment images have the protected-mode layout: CR0.PE set and not virtual-8086. */
    boolean protectedFormat();

    /** EFLAGS with ZF, PF and CF valid. */
    int eflags();

    /** Sets ZF, PF and CF to {@code zpc} and clears OF, SF and AF. */
    void compareFlags(int zpc);

    void ax(int value);

    /** Raises #UD. It does not return; the type lets a caller write {@code throw}. */
    RuntimeException undefined();

    /** A waiting instruction found an unmasked exception: #MF, or FERR# with CR0.NE clear. Returns when it is to be ignored. */
    void mathFault();

    /** No unmasked exception waits any longer. */
    default void settled() {}
}
