package backplane.firmware.builtin;

import backplane.core.CpuState;
import java.util.List;

/** PCI BIOS 2.1, reached by INT 1Ah and by the BIOS32 entry. */
final class PciBios {
    static final int FUNCTION = 0xb1;

    private static final int OK = 0x00;
    private static final int UNSUPPORTED = 0x81;
    private static final int BAD_VENDOR = 0x83;
    private static final int NOT_FOUND = 0x86;
    private static final int BAD_REGISTER = 0x87;

    private static final int ANY_CLASS = -1;
    private static final int PCI_SIGNATURE = 0x20494350;
    private static final int VERSION = 0x0210;
    private static final int PCI_SERVICE = 0x49435024;

    private final PciConfig config;
    private final PciSetup pci;
    private final Rom rom;

    PciBios(PciConfig config, PciSetup pci, Rom rom) {
        this.config = config;
        this.pci = pci;
        this.rom = rom;
    }

    /** Does function AX; the result is for AH, and CF is set unless it is 0. */
    int call(CpuState cpu) {
        int al = cpu.get8(0);
        switch (al) {
            case 0x01 -> {
                cpu.set(CpuState.EDX, PCI_SIGNATURE);
                cpu.set16(CpuState.EBX, VERSION);
                cpu.set8(1, 0);
                cpu.set8(0, 1);
                cpu.set(CpuState.EDI, Rom.BASE + rom.offset(Rom.Entry.PCI32));
                return OK;
            }
            case 0x02 -> {
                int vendor = cpu.get16(CpuState.EDX);
                int device = cpu.get16(CpuState.ECX);
                return vendor == 0xffff ? BAD_VENDOR : find(cpu, vendor, device, ANY_CLASS);
            }
            case 0x03 -> {
                return find(cpu, 0, 0, cpu.get(CpuState.ECX) & 0xffffff);
            }
            case 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d -> {
                return access(cpu, al);
            }
            default -> {
                return UNSUPPORTED;
            }
        }
    }

    /** By ids, or by class code when one is given. */
    private int find(CpuState cpu, int vendor, int device, int classCode) {
        int skip = cpu.get16(CpuState.ESI);
        List<PciSetup.Function> functions = pci.functions();
        for (PciSetup.Function f : functions) {
            boolean wanted = classCode == ANY_CLASS ? f.is(vendor, device) : f.classCode() == classCode;
            if (wanted && skip-- == 0) {
                cpu.set16(CpuState.EBX, f.bdf());
                return OK;
            }
        }
        return NOT_FOUND;
    }

    private int access(CpuState cpu, int function) {
        int bdf = cpu.get16(CpuState.EBX);
        int reg = cpu.get16(CpuState.EDI);
        int width = 1 << (function - 0x08) % 3;
        if (reg > 0xff || (reg & width - 1) != 0) {
            return BAD_REGISTER;
        }
        switch (function) {
            case 0x08 -> cpu.set8(1, config.read8(bdf, reg));
            case 0x09 -> cpu.set16(CpuState.ECX, config.read16(bdf, reg));
            case 0x0a -> cpu.set(CpuState.ECX, config.read32(bdf, reg));
            case 0x0b -> config.write8(bdf, reg, cpu.get8(1));
            case 0x0c -> config.write16(bdf, reg, cpu.get16(CpuState.ECX));
            default -> config.write32(bdf, reg, cpu.get(CpuState.ECX));
        }
        return OK;
    }

    /** BIOS32 service directory: EAX names a service. */
    void directory(CpuState cpu) {
        if (cpu.get8(3) != 0) {
            cpu.set8(0, 0x81);
        } else if (cpu.get(CpuState.EAX) != PCI_SERVICE) {
            cpu.set8(0, 0x80);
        } else {
            cpu.set8(0, 0);
            cpu.set(CpuState.EBX, Rom.BASE);
            cpu.set(CpuState.ECX, Rom.SIZE);
            cpu.set(CpuState.EDX, rom.offset(Rom.Entry.PCI32));
        }
    }

    /** The 32-bit entry: flags are the CPU's own, for the stub returns by RETF. */
    void call32(CpuState cpu) {
        int code = cpu.get8(4) == FUNCTION ? call(cpu) : UNSUPPORTED;
        cpu.set8(4, code);
        cpu.eflags(code == OK ? cpu.eflags() & ~1 : cpu.eflags() | 1);
    }
}
