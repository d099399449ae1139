package backplane.firmware.builtin;

import backplane.api.memory.RamBlock;
import backplane.core.MachineView;
import backplane.core.tables.AcpiTables;
import backplane.core.tables.MpTable;
import backplane.core.tables.PirTable;
import backplane.core.tables.Platform;
import backplane.core.tables.Smbios;
import java.util.Arrays;

/**
 * What the machine says about itself: root pointers, SMBIOS, MP table and $PIR in a free part of the ROM, ACPI tables at the
 * top of RAM. Made anew by every POST, from what is plugged then.
 */
final class FirmwareTables {
    /** The part of the ROM that nothing else is in. */
    private static final int START = 0x1000;

    private static final int SIZE = 0x2000;
    private static final int RSDP = 0x0000;
    private static final int SMBIOS = 0x0040;
    private static final int MP_POINTER = 0x0060;
    private static final int PIR = 0x0080;
    private static final int MP_TABLE = 0x0400;
    private static final int SMBIOS_TABLES = 0x0800;

    private static final int APIC_SPURIOUS = 0xfee000f0;
    private static final int APIC_LINT0 = 0xfee00350;
    private static final int APIC_LINT1 = 0xfee00360;
    private static final int APIC_ENABLE = 0x100;
    private static final int EXT_INT = 0x8700;
    private static final int NMI = 0x8400;

    private final MachineView machine;
    private final BiosMemory memory;
    private final MemoryLayout layout;
    private final RamBlock rom;

    FirmwareTables(MachineView machine, BiosMemory memory, MemoryLayout layout, RamBlock rom) {
        this.machine = machine;
        this.memory = memory;
        this.layout = layout;
        this.rom = rom;
    }

    /** PCI interrupt lines have been given out: the MP table tells of them. */
    void write() {
        Platform platform = Platform.of(machine);
        byte[] area = new byte[SIZE];
        Arrays.fill(area, (byte) 0xff);
        boolean acpi = platform.powerManagement() && layout.tables() > 0;
        if (acpi) {
            AcpiTables tables = AcpiTables.of(platform);
            byte[] block = tables.place(layout.end());
            memory.write((int) layout.end(), block, 0, block.length);
            put(area, RSDP, tables.rsdp(layout.end()));
        }
        layout.acpi(acpi);
        Smbios smbios = Smbios.of(platform, "1.0");
        put(area, SMBIOS, smbios.anchor(Rom.BASE + START + SMBIOS_TABLES));
        put(area, SMBIOS_TABLES, smbios.tables());
        if (platform.ioApic()) {
            put(area, MP_POINTER, MpTable.pointer(Rom.BASE + START + MP_TABLE));
            put(area, MP_TABLE, MpTable.of(platform));
        }
        if (platform.router()) {
            put(area, PIR, PirTable.table());
        }
        rom.write(START, area, 0, SIZE);
        if (platform.localApic()) {
            virtualWire();
        }
    }

    private static void put(byte[] area, int at, byte[] content) {
        System.arraycopy(content, 0, area, at, content.length);
    }

    /** The local APIC on, the 8259 and NMI passed through. */
    private void virtualWire() {
        memory.write32(APIC_SPURIOUS, memory.read32(APIC_SPURIOUS) | APIC_ENABLE);
        memory.write32(APIC_LINT0, EXT_INT);
        memory.write32(APIC_LINT1, NMI);
    }

    /** The part of the ROM, which a successor's ROM lacks. */
    byte[] saved() {
        byte[] area = new byte[SIZE];
        rom.read(START, area, 0, SIZE);
        return area;
    }

    void restore(byte[] area) {
        rom.write(START, area, 0, Math.min(area.length, SIZE));
        layout.acpi(area.length > RSDP && area[RSDP] == 'R');
    }
}
