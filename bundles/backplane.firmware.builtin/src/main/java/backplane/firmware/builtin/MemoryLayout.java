package backplane.firmware.builtin;

import java.util.ArrayList;
import java.util.List;

/** The address map as INT 15h tells it. */
final class MemoryLayout {
    static final int RAM = 1;
    static final int RESERVED = 2;
    /** ACPI tables, which a system may use as RAM when it has read them. */
    static final int ACPI = 3;
    /** ACPI's own memory, which it must leave alone: the FACS. */
    static final int ACPI_NVS = 4;

    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;
    /** Kept at the top of RAM, where firmware tables go. */
    private static final long TABLES = 128 << 10;

    private static final long ROM = 0xfffc0000L;

    /** A range and its type. */
    record Range(long base, long length, int type) {}

    private final BiosMemory memory;
    private final long size;
    private boolean acpi;

    MemoryLayout(BiosMemory memory, long size) {
        this.memory = memory;
        this.size = size;
    }

    /** Bytes of usable RAM, all of them below 4 GiB. */
    long end() {
        return size > 2 * MIB ? size - TABLES : size;
    }

    /** Bytes kept at {@link #end} for tables; 0 when RAM is too small. */
    long tables() {
        return size - end();
    }

    /** Whether ACPI tables are there, the FACS in their first page. */
    void acpi(boolean there) {
        acpi = there;
    }

    List<Range> ranges() {
        List<Range> list = new ArrayList<>();
        long base = memory.read16(BiosMemory.BASE_KIB) * 1024L;
        list.add(new Range(0, base, RAM));
        list.add(new Range(base, 0xa0000 - base, RESERVED));
        list.add(new Range(0xf0000, 0x10000, RESERVED));
        if (end() > MIB) {
            list.add(new Range(MIB, end() - MIB, RAM));
        }
        if (acpi) {
            list.add(new Range(end(), PAGE, ACPI_NVS));
            list.add(new Range(end() + PAGE, size - end() - PAGE, ACPI));
        } else if (end() < size) {
            list.add(new Range(end(), size - end(), RESERVED));
        }
        list.add(new Range(ROM, (1L << 32) - ROM, RESERVED));
        return list;
    }

    /** KiB between 1 and 16 MiB. */
    int kibTo16() {
        return (int) (Math.max(0, Math.min(end(), 16 * MIB) - MIB) >> 10);
    }

    /** Units of 64 KiB above 16 MiB. */
    int unitsAbove16() {
        return (int) (Math.max(0, end() - 16 * MIB) >> 16);
    }

    /** KiB above 1 MiB as function 88h can say it. */
    int extendedKib() {
        return (int) Math.min(63 << 10, Math.max(0, end() - MIB) >> 10);
    }
}
