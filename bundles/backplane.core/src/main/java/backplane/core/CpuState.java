package backplane.core;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Registers and memory of a stopped or trapping CPU. Register numbers are those of instruction encodings: EAX ECX EDX
 * EBX ESP EBP ESI EDI and ES CS SS DS FS GS. Machine thread only.
 */
@ProviderType
public interface CpuState {
    int EAX = 0;
    int ECX = 1;
    int EDX = 2;
    int EBX = 3;
    int ESP = 4;
    int EBP = 5;
    int ESI = 6;
    int EDI = 7;

    int ES = 0;
    int CS = 1;
    int SS = 2;
    int DS = 3;
    int FS = 4;
    int GS = 5;

    int get(int register);

    void set(int register, int value);

    /** The low half. */
    default int get16(int register) {
        return get(register) & 0xffff;
    }

    /** Sets the low half and keeps the high one. */
    default void set16(int register, int value) {
        set(register, get(register) & 0xffff0000 | value & 0xffff);
    }

    /** By the encoding of byte registers: AL CL DL BL AH CH DH BH. */
    default int get8(int register) {
        return get(register & 3) >>> (register & 4) * 2 & 0xff;
    }

    default void set8(int register, int value) {
        int shift = (register & 4) * 2;
        set(register & 3, get(register & 3) & ~(0xff << shift) | (value & 0xff) << shift);
    }

    int eip();

    void eip(int value);

    int eflags();

    void eflags(int value);

    int selector(int segment);

    int base(int segment);

    int limit(int segment);

    /** Loads a segment register as the current mode does, without privilege checks. */
    void selector(int segment, int value);

    /** CR0, CR2, CR3 or CR4. */
    int control(int number);

    /** Whether CR0.PE is set. */
    boolean protectedMode();

    /** Reads linear memory through the page tables without faulting; -1 where nothing is mapped. */
    int peek8(int linear);

    /** All registers as text, several lines, for {@code bp:regs} and failure reports. */
    String dump();
}
