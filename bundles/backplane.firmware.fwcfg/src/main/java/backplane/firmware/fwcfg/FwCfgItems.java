package backplane.firmware.fwcfg;

import backplane.api.rom.BootEntry;
import backplane.api.rom.OptionRom;
import backplane.core.MachineView;
import backplane.core.tables.AcpiTables;
import backplane.core.tables.Platform;
import backplane.core.tables.Smbios;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the device offers: numeric keys, and files in a directory sorted by name. */
final class FwCfgItems {
    static final int SIGNATURE = 0x00;
    static final int ID = 0x01;
    static final int UUID = 0x02;
    static final int RAM_SIZE = 0x03;
    static final int NOGRAPHIC = 0x04;
    static final int NB_CPUS = 0x05;
    static final int NUMA = 0x0d;
    static final int BOOT_MENU = 0x0e;
    static final int MAX_CPUS = 0x0f;
    static final int FILE_DIR = 0x19;
    static final int FILE_FIRST = 0x20;
    static final int ACPI_TABLES = 0x8000;
    static final int SMBIOS = 0x8001;
    static final int IRQ0_OVERRIDE = 0x8002;

    /** ID bits: the traditional interface and DMA. */
    private static final int TRADITIONAL = 1;

    private static final int DMA = 2;
    private static final int NAME_LENGTH = 56;
    private static final int ENTRY_LENGTH = 64;
    private static final int E820_RAM = 1;

    /** One byte per sleep state S0 to S5: bit 7 supported, bits 2:0 the value for SUS_TYP. No S3: nothing resumes. */
    private static final byte[] SYSTEM_STATES = {(byte) 0x80, 0, 0, 1, (byte) 0x82, (byte) 0x80};

    private FwCfgItems() {}

    /** Numeric keys; {@code nographic} makes SeaBIOS use the serial port as console. */
    static Map<Integer, byte[]> keys(MachineView machine) {
        Map<Integer, byte[]> keys = new TreeMap<>();
        keys.put(SIGNATURE, ascii("QEMU"));
        keys.put(ID, le32(TRADITIONAL | DMA));
        keys.put(UUID, new byte[16]);
        keys.put(RAM_SIZE, le64(machine.ramSize()));
        keys.put(NOGRAPHIC, le16(on(machine, "nographic") ? 1 : 0));
        keys.put(NB_CPUS, le16(1));
        keys.put(NUMA, new byte[16]);
        keys.put(BOOT_MENU, le16(on(machine, "boot.menu") ? 1 : 0));
        keys.put(MAX_CPUS, le16(1));
        keys.put(ACPI_TABLES, le16(0));
        keys.put(SMBIOS, le16(0));
        keys.put(IRQ0_OVERRIDE, new byte[] {1});
        return keys;
    }

    /**
     * The files.
     *
     * @param users the files of {@code -fw_cfg}; they may replace none of the machine's
     */
    static TreeMap<String, byte[]> files(MachineView machine, Map<String, byte[]> users) {
        TreeMap<String, byte[]> files = new TreeMap<>(users);
        files.put("bios-geometry", new byte[0]);
        files.put("bootorder", bootOrder(machine));
        files.put("etc/boot-fail-wait", le32(number(machine, "boot.reboot-timeout", -1)));
        files.put("etc/e820", e820(machine.ramSize()));
        tables(machine, files);
        int splash = number(machine, "boot.splash-time", -1);
        if (splash >= 0) {
            files.put("etc/boot-menu-wait", le16(splash));
        }
        for (OptionRom rom : machine.roms()) {
            String name = rom.name();
            boolean placed = name.indexOf('/') >= 0 || name.startsWith("pci") && name.endsWith(".rom");
            files.put(placed ? name : "genroms/" + name, rom.image());
        }
        files.keySet().removeIf(name -> name.isEmpty() || ascii(name).length >= NAME_LENGTH);
        return files;
    }

    /** ACPI, as QEMU only with its PM function, and SMBIOS; SeaBIOS writes the MP table and {@code $PIR} itself. */
    private static void tables(MachineView machine, Map<String, byte[]> files) {
        Platform platform = Platform.of(machine);
        if (platform.powerManagement()) {
            AcpiTables acpi = AcpiTables.of(platform);
            files.put(AcpiTables.TABLES_FILE, acpi.tables());
            files.put(AcpiTables.RSDP_FILE, acpi.rsdp());
            files.put("etc/table-loader", acpi.loader());
            files.put("etc/system-states", SYSTEM_STATES);
        }
        Smbios smbios = Smbios.of(platform, null);
        files.put("etc/smbios/smbios-anchor", smbios.anchor(0));
        files.put("etc/smbios/smbios-tables", smbios.tables());
    }

    /** FILE_DIR: big-endian, unlike everything else. Keys count from 0x20 in order of name. */
    static byte[] directory(TreeMap<String, byte[]> files) {
        ByteBuffer out = ByteBuffer.allocate(4 + files.size() * ENTRY_LENGTH);
        out.putInt(files.size());
        int key = FILE_FIRST;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            int start = out.position();
            out.putInt(file.getValue().length).putShort((short) key++).putShort((short) 0);
            out.put(ascii(file.getKey()));
            out.position(start + ENTRY_LENGTH);
        }
        return out.array();
    }

    /** One Open Firmware path per line, best first, NUL at the end. */
    private static byte[] bootOrder(MachineView machine) {
        List<BootEntry> order = machine.bootOrder().stream()
                .sorted(Comparator.comparingInt(BootEntry::index))
                .toList();
        StringBuilder text = new StringBuilder();
        for (BootEntry entry : order) {
            text.append(text.isEmpty() ? "" : "\n").append(entry.path());
        }
        if (on(machine, "boot.strict")) {
            text.append(text.isEmpty() ? "" : "\n").append("HALT");
        }
        return text.isEmpty() ? new byte[0] : ascii(text.append('\0').toString());
    }

    private static byte[] e820(long ram) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0)
                .putLong(ram)
                .putInt(E820_RAM)
                .array();
    }

    private static boolean on(MachineView machine, String option) {
        return "on".equals(machine.options().get(option));
    }

    private static int number(MachineView machine, String option, int otherwise) {
        try {
            return Integer.parseInt(machine.options().getOrDefault(option, "" + otherwise));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] le16(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8)};
    }

    static byte[] le32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] le64(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 8; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return out.toByteArray();
    }
}
