package backplane.core.tables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ACPI tables in one block, and the root pointer. Addresses in them count from the block's start until
 * {@link #place} or a loader script ({@link #loader}) makes them physical.
 */
public final class AcpiTables {
    /** Bytes of {@link #rsdp}. */
    public static final int RSDP_SIZE = 36;

    /** The names that {@link #loader} calls the two files by. */
    public static final String TABLES_FILE = "etc/acpi/tables";

    public static final String RSDP_FILE = "etc/acpi/rsdp";

    private static final int SCI = 9;
    private static final int PM_BASE = 0x600;
    private static final int APM_CONTROL = 0xb2;
    private static final int ACPI_ENABLE = 0xf1;
    private static final int ACPI_DISABLE = 0xf0;
    private static final int RESET_PORT = 0xcf9;
    private static final int RESET_VALUE = 0x06;
    private static final int CMOS_CENTURY = 0x32;
    private static final int NOT_SUPPORTED_LATENCY = 0xfff;

    private static final int BOOT_LEGACY = 1;
    private static final int BOOT_8042 = 2;
    private static final int BOOT_NO_VGA = 4;
    private static final int BOOT_NO_RTC = 32;

    private static final int FLAG_WBINVD = 1;
    private static final int FLAG_C1 = 1 << 2;
    private static final int FLAG_NO_SLEEP_BUTTON = 1 << 5;
    private static final int FLAG_NO_RTC_WAKE = 1 << 6;
    private static final int FLAG_RESET = 1 << 10;

    private static final int CHECKSUM = 9;
    private static final int FACS_SIZE = 64;

    /** The interrupts that the PIIX routes PCI and the SCI to: level triggered, active high, as at the I/O APIC. */
    private static final int[] LEVEL_LINES = {5, 9, 10, 11};

    /** A pointer in the block, or in the root pointer, to an offset in the block. */
    private record Pointer(boolean root, int at, int width) {}

    /** A table with a checksum. */
    private record Table(int start, int length) {}

    private final Bytes out = new Bytes();
    private final Bytes root = new Bytes();
    private final List<Pointer> pointers = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final Platform platform;
    private int facs;

    private AcpiTables(Platform platform) {
        this.platform = platform;
    }

    /** The tables of what is plugged. */
    public static AcpiTables of(Platform platform) {
        AcpiTables made = new AcpiTables(platform);
        made.build();
        return made;
    }

    private void build() {
        facs();
        int dsdt = begin("DSDT", 1);
        out.bytes(new Dsdt(platform).aml());
        end(dsdt);
        List<Integer> listed = new ArrayList<>();
        listed.add(fadt(dsdt));
        if (platform.localApic()) {
            listed.add(madt());
        }
        if (platform.hpet()) {
            listed.add(hpet());
        }
        rsdp(roots("RSDT", 4, listed), roots("XSDT", 8, listed));
    }

    private int begin(String signature, int revision) {
        out.align(16);
        int start = out.size();
        out.text(signature, 4).u32(0).u8(revision).u8(0);
        out.padded("BKPLNE", 6).padded("BACKPLAN", 8).u32(1).padded("BKPL", 4).u32(1);
        return start;
    }

    private void end(int start) {
        out.patch32(start + 4, out.size() - start);
        tables.add(new Table(start, out.size() - start));
    }

    private void pointer32(int target) {
        pointers.add(new Pointer(false, out.size(), 4));
        out.u32(target);
    }

    private void pointer64(int target) {
        pointers.add(new Pointer(false, out.size(), 8));
        out.u64(target);
    }

    private void facs() {
        out.align(64);
        facs = out.size();
        out.text("FACS", 4).u32(FACS_SIZE).zeros(FACS_SIZE - 8);
    }

    /** Generic address of a port block. */
    private void port(int port, int bits) {
        if (port == 0) {
            out.zeros(12);
        } else {
            out.u8(1).u8(bits).u8(0).u8(bits >= 32 ? 3 : bits / 8).u64(port);
        }
    }

    /** Revision 3, ACPI 2.0: the first with a reset register. */
    private int fadt(int dsdt) {
        int start = begin("FACP", 3);
        pointer32(facs);
        pointer32(dsdt);
        out.u8(0).u8(1).u16(SCI);
        out.u32(APM_CONTROL).u8(ACPI_ENABLE).u8(ACPI_DISABLE).u8(0).u8(0);
        out.u32(PM_BASE)
                .u32(0)
                .u32(PM_BASE + 4)
                .u32(0)
                .u32(0)
                .u32(PM_BASE + 8)
                .u32(PM_BASE + 12)
                .u32(0);
        out.u8(4).u8(2).u8(0).u8(4).u8(4).u8(0).u8(0).u8(0);
        out.u16(NOT_SUPPORTED_LATENCY)
                .u16(NOT_SUPPORTED_LATENCY)
                .u16(0)
                .u16(0)
                .u8(0)
                .u8(0);
        out.u8(0).u8(0).u8(platform.rtc() ? CMOS_CENTURY : 0);
        out.u16(BOOT_LEGACY
                | (platform.keyboard() ? BOOT_8042 : 0)
                | (platform.vga() ? 0 : BOOT_NO_VGA)
                | (platform.rtc() ? 0 : BOOT_NO_RTC));
        out.u8(0).u32(FLAG_WBINVD | FLAG_C1 | FLAG_NO_SLEEP_BUTTON | FLAG_NO_RTC_WAKE | FLAG_RESET);
        port(RESET_PORT, 8);
        out.u8(RESET_VALUE).zeros(3);
        pointer64(facs);
        pointer64(dsdt);
        port(PM_BASE, 32);
        port(0, 0);
        port(PM_BASE + 4, 16);
        port(0, 0);
        port(0, 0);
        port(PM_BASE + 8, 32);
        port(PM_BASE + 12, 32);
        port(0, 0);
        end(start);
        return start;
    }

    private int madt() {
        int start = begin("APIC", 1);
        out.u32(0xfee00000L).u32(1);
        out.u8(0).u8(8).u8(0).u8(0).u32(1);
        if (platform.ioApic()) {
            out.u8(1).u8(12).u8(0).u8(0).u32(0xfec00000L).u32(0);
            override(0, 2, 0);
            for (int line : LEVEL_LINES) {
                override(line, line, 0x0d);
            }
        }
        out.u8(4).u8(6).u8(0xff).u16(0).u8(1);
        end(start);
        return start;
    }

    private void override(int irq, int input, int flags) {
        out.u8(2).u8(10).u8(0).u8(irq).u32(input).u16(flags);
    }

    private int hpet() {
        int start = begin("HPET", 1);
        out.u32(0x8086a201L)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u64(0xfed00000L)
                .u8(0)
                .u16(0)
                .u8(0);
        end(start);
        return start;
    }

    private int roots(String signature, int width, List<Integer> listed) {
        int start = begin(signature, 1);
        for (int table : listed) {
            if (width == 4) {
                pointer32(table);
            } else {
                pointer64(table);
            }
        }
        end(start);
        return start;
    }

    private void rsdp(int rsdt, int xsdt) {
        root.text("RSD PTR ", 8).u8(0).padded("BKPLNE", 6).u8(2);
        pointers.add(new Pointer(true, root.size(), 4));
        root.u32(rsdt).u32(RSDP_SIZE);
        pointers.add(new Pointer(true, root.size(), 8));
        root.u64(xsdt).u8(0).zeros(3);
    }

    /** Bytes of the block. */
    public int size() {
        return out.size();
    }

    /** Where the FACS is in the block: memory that a system must keep, the rest it may reclaim. */
    public int facsOffset() {
        return facs;
    }

    /** The block at a physical address, a multiple of 64. */
    public byte[] place(long address) {
        byte[] bytes = out.toArray();
        for (Pointer p : pointers) {
            if (!p.root) {
                add(bytes, p.at, address);
            }
        }
        for (Table table : tables) {
            bytes[table.start + CHECKSUM] = (byte) Bytes.checksum(bytes, table.start, table.length);
        }
        return bytes;
    }

    /** The root pointer to a block placed there. */
    public byte[] rsdp(long address) {
        byte[] bytes = root.toArray();
        for (Pointer p : pointers) {
            if (p.root) {
                add(bytes, p.at, address);
            }
        }
        bytes[8] = (byte) Bytes.checksum(bytes, 0, 20);
        bytes[32] = (byte) Bytes.checksum(bytes, 0, RSDP_SIZE);
        return bytes;
    }

    /** Physical addresses have 32 bits here. */
    private static void add(byte[] bytes, int at, long address) {
        long value = address;
        for (int i = 0; i < 4; i++) {
            value += bytes[at + i] & 0xffL;
            bytes[at + i] = (byte) value;
            value >>>= 8;
        }
    }

    /** The block with addresses that count from its start and no checksums, for {@link #loader}. */
    public byte[] tables() {
        return out.toArray();
    }

    /** The root pointer of {@link #tables}. */
    public byte[] rsdp() {
        return root.toArray();
    }

    /** The script by which firmware places the two files, QEMU's etc/table-loader. */
    public byte[] loader() {
        Bytes script = new Bytes();
        command(script, 1).text(RSDP_FILE, 56).u32(16).u8(2).align(128);
        command(script, 1).text(TABLES_FILE, 56).u32(64).u8(1).align(128);
        for (Pointer p : pointers) {
            command(script, 2)
                    .text(p.root ? RSDP_FILE : TABLES_FILE, 56)
                    .text(TABLES_FILE, 56)
                    .u32(p.at)
                    .u8(p.width)
                    .align(128);
        }
        for (Table table : tables) {
            checksum(script, TABLES_FILE, table.start + CHECKSUM, table.start, table.length);
        }
        checksum(script, RSDP_FILE, 8, 0, 20);
        checksum(script, RSDP_FILE, 32, 0, RSDP_SIZE);
        return script.toArray();
    }

    private static Bytes command(Bytes script, int number) {
        return script.u32(number);
    }

    private static void checksum(Bytes script, String file, int at, int start, int length) {
        command(script, 3).text(file, 56).u32(at).u32(start).u32(length).align(128);
    }

    /** A table by its signature, without its checksum, or null; the DSDT included. */
    public byte[] table(String signature) {
        byte[] bytes = out.toArray();
        for (Table table : tables) {
            if (new String(bytes, table.start, 4, StandardCharsets.US_ASCII).equals(signature)) {
                return Arrays.copyOfRange(bytes, table.start, table.start + table.length);
            }
        }
        return null;
    }
}
