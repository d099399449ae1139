package backplane.firmware.builtin;

import backplane.core.PortMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the functions on PCI bus 0, gives them addresses and interrupts, and sets up the bridges. */
final class PciSetup {
    static final int PM_BASE = 0x600;
    static final int SMBUS_BASE = 0x700;

    private static final int[] LINK_IRQS = {10, 10, 11, 11};
    private static final long IO_START = 0xc000;
    private static final long IO_END = 0x10000;
    private static final long MEMORY_END = 0xfec00000L;

    private static final int INTEL = 0x8086;
    private static final int I440FX = 0x1237;
    private static final int PIIX3 = 0x7000;
    private static final int PIIX3_IDE = 0x7010;
    private static final int PIIX4_PM = 0x7113;

    /** PAM registers of the 440FX: C0000 to EFFFF in 16 KiB halves, and the value for RAM both ways. */
    private static final int PAM0 = 0x59;

    private static final int PAM_C0000 = 0x5a;
    private static final int PAM_E8000 = 0x5f;
    private static final int PAM_RAM = 0x33;
    private static final int PAM_READ_ONLY = 0x11;

    /** A function found. */
    record Function(int bdf, int vendor, int device, int classCode) {
        int slot() {
            return bdf >> 3 & 31;
        }

        int function() {
            return bdf & 7;
        }

        String name() {
            return Log.hex(bdf >> 8, 2) + ":" + Log.hex(slot(), 2) + "." + function();
        }

        boolean is(int v, int d) {
            return vendor == v && device == d;
        }
    }

    /** What a BAR wants; sorts the largest first. */
    private record Region(Function owner, int reg, long size, boolean io) implements Comparable<Region> {
        @Override
        public int compareTo(Region other) {
            return Long.compare(other.size, size);
        }
    }

    private final PciConfig config;
    private final PortMap ports;
    private final Log log;
    private final List<Function> functions = new ArrayList<>();

    PciSetup(PciConfig config, PortMap ports, Log log) {
        this.config = config;
        this.ports = ports;
        this.log = log;
    }

    List<Function> functions() {
        return functions;
    }

    void initialise() {
        scan();
        List<Region> regions = new ArrayList<>();
        for (Function f : functions) {
            size(f, regions);
        }
        Collections.sort(regions);
        assignIo(regions);
        assignMemory(regions);
        for (Function f : functions) {
            bridge(f);
            interrupt(f);
            config.write16(
                    f.bdf,
                    PciConfig.COMMAND,
                    config.read16(f.bdf, PciConfig.COMMAND)
                            | PciConfig.COMMAND_IO
                            | PciConfig.COMMAND_MEMORY
                            | PciConfig.COMMAND_SERR);
        }
    }

    /** Finds the functions and changes nothing. */
    void scan() {
        functions.clear();
        for (int slot = 0; slot < 32; slot++) {
            int last = 0;
            for (int fn = 0; fn <= last; fn++) {
                int bdf = slot << 3 | fn;
                int id = config.read32(bdf, PciConfig.VENDOR);
                if ((id & 0xffff) == 0xffff || (id & 0xffff) == 0) {
                    continue;
                }
                int classCode = config.read32(bdf, PciConfig.CLASS) >>> 8;
                functions.add(new Function(bdf, id & 0xffff, id >>> 16, classCode));
                if (fn == 0 && (config.read8(bdf, PciConfig.HEADER_TYPE) & 0x80) != 0) {
                    last = 7;
                }
            }
        }
    }

    private void size(Function f, List<Region> regions) {
        if ((config.read8(f.bdf, PciConfig.HEADER_TYPE) & 0x7f) != 0) {
            return;
        }
        int command = config.read16(f.bdf, PciConfig.COMMAND);
        config.write16(
                f.bdf,
                PciConfig.COMMAND,
                command & ~(PciConfig.COMMAND_IO | PciConfig.COMMAND_MEMORY | PciConfig.COMMAND_MASTER));
        for (int i = 0; i < 6; i++) {
            int reg = PciConfig.BAR0 + 4 * i;
            config.write32(f.bdf, reg, -1);
            int mask = config.read32(f.bdf, reg);
            config.write32(f.bdf, reg, 0);
            if ((mask & 1) != 0) {
                add(regions, f, reg, mask & 0xfffc | 0xffff0000, true);
            } else {
                add(regions, f, reg, mask & ~15, false);
                i += (mask & 6) == 4 && mask != 0 ? 1 : 0;
            }
        }
        config.write32(f.bdf, PciConfig.ROM_BAR, 0xfffff800);
        int mask = config.read32(f.bdf, PciConfig.ROM_BAR);
        config.write32(f.bdf, PciConfig.ROM_BAR, 0);
        add(regions, f, PciConfig.ROM_BAR, mask & 0xfffff800, false);
    }

    private static void add(List<Region> regions, Function f, int reg, int mask, boolean io) {
        if (mask == 0 || mask == 0xffff0000 && io) {
            return;
        }
        long size = -mask & 0xffffffffL;
        regions.add(new Region(f, reg, io ? size : Math.max(size, 4096), io));
    }

    private void assignIo(List<Region> regions) {
        long next = IO_START;
        for (Region r : regions) {
            if (r.io && next + r.size <= IO_END) {
                place(r, next);
                next += r.size;
            }
        }
    }

    /** Largest first from an address aligned for the largest, so that each is aligned and the end is the pool's. */
    private void assignMemory(List<Region> regions) {
        long total = 0;
        long largest = 4096;
        for (Region r : regions) {
            if (!r.io) {
                total += r.size;
                largest = Math.max(largest, r.size);
            }
        }
        long next = MEMORY_END - total & -largest;
        for (Region r : regions) {
            if (!r.io) {
                place(r, next);
                next += r.size;
            }
        }
    }

    private void place(Region r, long address) {
        config.write32(r.owner.bdf, r.reg, (int) address);
        String bar = r.reg == PciConfig.ROM_BAR ? " ROM" : " BAR" + (r.reg - PciConfig.BAR0) / 4;
        log.line("PCI " + r.owner.name() + bar + (r.io ? " io at " : " mem at ") + Long.toHexString(address) + ", "
                + Long.toHexString(r.size) + " bytes");
    }

    private void bridge(Function f) {
        if (f.is(INTEL, I440FX)) {
            openShadow(f);
        } else if (f.is(INTEL, PIIX3)) {
            for (int pirq = 0; pirq < 4; pirq++) {
                config.write8(f.bdf, 0x60 + pirq, LINK_IRQS[pirq]);
            }
            ports.out8(0x4d0, 0);
            ports.out8(0x4d1, 1 << 10 - 8 | 1 << 11 - 8);
        } else if (f.is(INTEL, PIIX3_IDE)) {
            config.write16(f.bdf, 0x40, 0x8000);
            config.write16(f.bdf, 0x42, 0x8000);
        } else if (f.is(INTEL, PIIX4_PM)) {
            config.write32(f.bdf, 0x40, PM_BASE | 1);
            config.write8(f.bdf, 0x80, 1);
            config.write32(f.bdf, 0x90, SMBUS_BASE | 1);
            config.write8(f.bdf, 0xd2, 9);
        }
    }

    private void interrupt(Function f) {
        int pin = config.read8(f.bdf, PciConfig.PIN);
        if (f.is(INTEL, PIIX4_PM)) {
            config.write8(f.bdf, PciConfig.LINE, 9);
        } else if (pin >= 1 && pin <= 4) {
            config.write8(f.bdf, PciConfig.LINE, LINK_IRQS[pin - 1 + f.slot() - 1 & 3]);
        }
    }

    /** RAM at C0000 to EFFFF for option ROMs. F0000 stays ROM: the trap instruction works only there. */
    private void openShadow(Function host) {
        config.write8(host.bdf, PAM0, 0);
        for (int reg = PAM_C0000; reg <= PAM_E8000; reg++) {
            config.write8(host.bdf, reg, PAM_RAM);
        }
    }

    /** Option ROMs become read-only; E8000 to EFFFF stays RAM. */
    void lockShadow() {
        for (Function f : functions) {
            if (f.is(INTEL, I440FX)) {
                for (int reg = PAM_C0000; reg < PAM_E8000; reg++) {
                    config.write8(f.bdf, reg, PAM_READ_ONLY);
                }
            }
        }
    }
}
