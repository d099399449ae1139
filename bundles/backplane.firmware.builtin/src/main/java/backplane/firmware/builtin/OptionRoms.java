package backplane.firmware.builtin;

import backplane.core.rom.RomImage;
import backplane.core.rom.RomRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts option ROMs into shadow RAM and lists what they can boot (BIOS Boot Specification 1.01). */
final class OptionRoms {
    /** ROMs end here: the 32 KiB behind stay RAM. */
    static final int LIMIT = 0xe8000;

    private static final int INIT = 3;
    private static final int ROM_ADDRESS = 0xfffff800;
    private static final int LONGEST_ROM = 16 << 20;

    /**
     * A ROM in shadow RAM.
     *
     * @param address where it starts
     * @param bdf the PCI function it belongs to, 0 for a ROM of no function
     * @param path what boot order lists call it, empty for the VGA BIOS, which boots nothing
     * @param pnp whether it has a Plug and Play header: then its initialisation runs during the scan
     * @param fromBar whether it came from a ROM BAR
     */
    record Placed(String name, int address, int bdf, String path, boolean pnp, boolean fromBar) {
        int segment() {
            return address >> 4;
        }
    }

    /**
     * Something a ROM can boot.
     *
     * @param offset of the vector in the ROM's segment
     * @param bev whether it boots by itself, as a network card does; else it adds drives to INT 13h
     */
    record Bootable(Placed rom, int offset, boolean bev, String name, String path) {}

    private final BiosMemory memory;
    private final PciConfig config;
    private final Log log;
    private final List<Placed> placed = new ArrayList<>();
    private int next = RomRules.FIRST;

    OptionRoms(BiosMemory memory, PciConfig config, Log log) {
        this.memory = memory;
        this.config = config;
        this.log = log;
    }

    void clear() {
        placed.clear();
        next = RomRules.FIRST;
    }

    /** Places the image that a function's ROM BAR holds for it; null when there is none or it cannot run. */
    Placed fromBar(PciSetup.Function f, String path) {
        int bar = config.read32(f.bdf(), PciConfig.ROM_BAR) & ROM_ADDRESS;
        if (bar == 0) {
            return null;
        }
        String name = "ROM BAR of " + f.name();
        config.write32(f.bdf(), PciConfig.ROM_BAR, bar | 1);
        RomImage whole = new RomImage(name, contents(f, bar));
        config.write32(f.bdf(), PciConfig.ROM_BAR, bar);
        Optional<RomImage> image = whole.imageFor(f.vendor(), f.device());
        if (image.isEmpty()) {
            log.line(name + " holds no PC BIOS image for " + Log.hex(f.vendor(), 4) + ":" + Log.hex(f.device(), 4));
            return null;
        }
        return place(image.get(), f.bdf(), path, true);
    }

    private byte[] contents(PciSetup.Function f, int bar) {
        config.write32(f.bdf(), PciConfig.ROM_BAR, ROM_ADDRESS);
        int size = -(config.read32(f.bdf(), PciConfig.ROM_BAR) & ROM_ADDRESS);
        config.write32(f.bdf(), PciConfig.ROM_BAR, bar | 1);
        byte[] bytes = new byte[Math.max(0, Math.min(size, LONGEST_ROM))];
        memory.read(bar, bytes, 0, bytes.length);
        return bytes;
    }

    /** Copies an image to the next 2 KiB boundary; null, and a line in the log, when it cannot run. */
    Placed place(RomImage image, int bdf, String path, boolean fromBar) {
        byte[] bytes = image.bytes();
        int room = (bytes.length + RomRules.STEP - 1) / RomRules.STEP * RomRules.STEP;
        String fault = image.fault().orElse("");
        if (fault.isEmpty() && next + room > LIMIT) {
            fault = image.name() + ": no room below " + Integer.toHexString(LIMIT);
        }
        if (fault.isEmpty()) {
            memory.write(next, bytes, 0, bytes.length);
            fault = shadow(image.name(), next, bytes.length).fault().isPresent()
                    ? image.name() + ": no RAM at " + Integer.toHexString(next)
                    : "";
        }
        if (!fault.isEmpty()) {
            log.line("Option ROM not run: " + fault);
            return null;
        }
        Placed rom = new Placed(image.name(), next, bdf, path, !image.pnp().isEmpty(), fromBar);
        log.line("Option ROM " + rom.name + " at " + Integer.toHexString(next) + ", " + bytes.length + " bytes"
                + (rom.pnp ? "" : ", legacy"));
        placed.add(rom);
        next += room;
        return rom;
    }

    private RomImage shadow(String name, int address, int size) {
        byte[] bytes = new byte[size];
        memory.read(address, bytes, 0, size);
        return new RomImage(name, bytes);
    }

    /** What the ROMs offer after their initialisation has run; a ROM that spoiled its checksum offers nothing. */
    List<Bootable> bootables() {
        List<Bootable> list = new ArrayList<>();
        for (Placed rom : placed) {
            if (rom.path.isEmpty()) {
                continue;
            }
            RomImage image = shadow(rom.name, rom.address, memory.read8(rom.address + 2) * RomImage.UNIT);
            Optional<String> fault = image.fault();
            if (fault.isPresent()) {
                log.line("Option ROM ignored after its initialisation: " + fault.get());
            } else if (rom.pnp) {
                bootables(rom, image, list);
            } else {
                list.add(new Bootable(rom, INIT, false, "Legacy option ROM", rom.path));
            }
        }
        return list;
    }

    private static void bootables(Placed rom, RomImage image, List<Bootable> list) {
        int n = 0;
        for (RomImage.Pnp header : image.pnp()) {
            if (header.bev() == 0 && header.bcv() == 0) {
                return;
            }
            String path = n == 0 ? rom.path : rom.path + ":rom" + n;
            String name = header.product().isEmpty() ? rom.name : header.product();
            boolean bev = header.bev() != 0;
            list.add(new Bootable(rom, bev ? header.bev() : header.bcv(), bev, name, path));
            n++;
        }
    }
}
