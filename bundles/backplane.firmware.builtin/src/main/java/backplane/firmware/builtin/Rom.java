package backplane.firmware.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The ROM image, assembled from {@code src/main/rom/bios.asm}, and the addresses in it. */
final class Rom {
    static final int SIZE = 0x10000;
    static final int SEGMENT = 0xf000;
    static final int BASE = 0xf0000;

    /** Trap numbers below are interrupt services: the vector, plus this when asked again after a wait. */
    static final int AGAIN = 0x80;

    static final int TRAP_RESET = 0x100;
    static final int TRAP_RESUME = 0x101;
    static final int TRAP_BOOT = 0x102;
    static final int TRAP_BOOT_FAIL = 0x103;
    static final int TRAP_SERIAL = 0x104;
    static final int TRAP_BIOS32 = 0x105;
    static final int TRAP_PCI32 = 0x106;
    static final int TRAP_STRAY_IRQ = 0x107;
    static final int TRAP_RTC = 0x108;
    static final int TRAP_KEY = 0x109;
    static final int TRAP_PNP = 0x10a;
    static final int TRAP_PMM = 0x10b;
    static final int TRAPS = 0x10c;

    /** Shape of a service stub: EIP behind its first and second trap, where it sleeps and where it spins. */
    static final int STUB_FIRST = 4;

    static final int STUB_AGAIN = 15;
    static final int STUB_SLEEP = 5;
    static final int STUB_SPIN = 9;

    static final int CONFIGURATION_TABLE = 0xe6f5;

    private static final int TABLE = 0x20;

    /** What the table at {@link #TABLE} points at, in its order. */
    enum Entry {
        RESUME,
        SLEEP,
        SPIN,
        CALL_FAR,
        PRINT,
        READ_BOOT_SECTOR,
        BOOT,
        BOOT_FAILED,
        PNP,
        SERIAL_CONSOLE,
        STRAY_IRQ,
        IRET,
        VECTORS,
        VECTORS_END,
        PCI32,
        RETF,
        LOAD_LIMITS
    }

    private final byte[] image;

    private Rom(byte[] image) {
        this.image = image;
    }

    static Rom load() {
        try (InputStream in = Rom.class.getResourceAsStream("bios.bin")) {
            return new Rom(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] image() {
        return image;
    }

    int offset(Entry entry) {
        return word(TABLE + 2 * entry.ordinal());
    }

    int word(int offset) {
        return image[offset] & 0xff | (image[offset + 1] & 0xff) << 8;
    }
}
