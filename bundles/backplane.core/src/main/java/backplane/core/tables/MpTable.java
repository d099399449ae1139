package backplane.core.tables;

import backplane.core.MachineView.PciView;
import java.util.List;

/** The MultiProcessor Specification's table, for systems that use the I/O APIC without ACPI. */
public final class MpTable {
    /** Bytes of {@link #pointer}. */
    public static final int POINTER_SIZE = 16;

    private static final int PCI_BUS = 0;
    private static final int ISA_BUS = 1;
    private static final int LINES = 16;
    private static final int CASCADE = 2;
    private static final int CONFORMS = 0;
    private static final int LEVEL_HIGH = 0x0d;
    private static final int INT = 0;
    private static final int NMI = 1;
    private static final int EXT_INT = 3;
    private static final int ENABLED_BOOT_PROCESSOR = 3;
    private static final int SIGNATURE = 0x600;
    private static final int FEATURES = 0x201;

    private final Bytes out = new Bytes();
    private final Platform platform;
    private int entries;

    private MpTable(Platform platform) {
        this.platform = platform;
    }

    /** The table. What CPUID says of the processor is left to CPUID: family 6, with FPU and APIC. */
    public static byte[] of(Platform platform) {
        return new MpTable(platform).table();
    }

    private byte[] table() {
        out.text("PCMP", 4).u16(0).u8(4).u8(0).padded("BKPLNE", 8).padded("PC", 12);
        out.u32(0).u16(0).u16(0).u32(0xfee00000L).u16(0).u8(0).u8(0);
        entry(0).u8(0)
                .u8(0x14)
                .u8(ENABLED_BOOT_PROCESSOR)
                .u32(SIGNATURE)
                .u32(FEATURES)
                .zeros(8);
        entry(1).u8(PCI_BUS).padded("PCI", 6);
        entry(1).u8(ISA_BUS).padded("ISA", 6);
        entry(2).u8(0).u8(0x11).u8(1).u32(0xfec00000L);
        pciInterrupts();
        for (int line = 0; line < LINES; line++) {
            if (line != CASCADE) {
                interrupt(3, INT, CONFORMS, ISA_BUS, line, 0, line == 0 ? 2 : line);
            }
        }
        interrupt(4, EXT_INT, CONFORMS, ISA_BUS, 0, 0xff, 0);
        interrupt(4, NMI, CONFORMS, ISA_BUS, 0, 0xff, 1);
        out.patch16(4, out.size());
        out.patch16(34, entries);
        out.patch8(7, out.checksum(0, out.size()));
        return out.toArray();
    }

    private Bytes entry(int type) {
        entries++;
        return out.u8(type);
    }

    private void interrupt(int entry, int type, int flags, int bus, int source, int apic, int input) {
        entry(entry).u8(type).u16(flags).u8(bus).u8(source).u8(apic).u8(input);
    }

    /** Of the functions there are: the line that firmware has given them is the input. */
    private void pciInterrupts() {
        List<PciView> functions = platform.functions();
        for (PciView f : functions) {
            if (f.line() > 0 && f.line() < LINES && f.address().function() == 0) {
                interrupt(3, INT, LEVEL_HIGH, PCI_BUS, f.address().device() << 2, 0, f.line());
            }
        }
    }

    /** The floating pointer to a table at that address. */
    public static byte[] pointer(long address) {
        Bytes b = new Bytes().text("_MP_", 4).u32(address).u8(1).u8(4).u8(0).zeros(5);
        b.patch8(10, b.checksum(0, POINTER_SIZE));
        return b.toArray();
    }
}
