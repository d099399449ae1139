package backplane.core.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts ROMs one after the other into 0xC0000 and up, as firmware does, and says of each where it went or why it does
 * not run.
 */
public final class RomPlacement {
    private static final int DISPLAY = 0x0300;
    private static final int OTHER_DISPLAY = 0x0380;

    private final RomRules rules;
    private final List<Placed> placed = new ArrayList<>();
    private int next = RomRules.FIRST;

    public RomPlacement(RomRules rules) {
        this.rules = rules;
    }

    /**
     * What became of a ROM.
     *
     * @param address where it is, 0 when it was not placed
     * @param size bytes it takes there
     * @param image the bytes placed, null when it was not placed
     * @param reason why it does not run, empty when it does
     */
    public record Placed(String name, int address, int size, RomImage image, String reason) {
        /** Whether firmware runs it. */
        public boolean runs() {
            return reason.isEmpty();
        }
    }

    /** A ROM without a device: {@code genroms/}, {@code vgaroms/}, or from Slot.rom. A file keeps its whole length. */
    public Placed file(RomImage rom) {
        return place(rom, rom.fileSize());
    }

    /**
     * The ROM BAR of a function.
     *
     * @param classCode base class and sub-class, 16 bits
     */
    public Placed bar(RomImage rom, int vendor, int device, int classCode) {
        if (rules.ownDrivers().contains(vendor << 16 | device)) {
            return refuse(
                    rom,
                    String.format(
                            "%s drives %04x:%04x itself and skips its ROM; offer it as genroms (rombar=0)",
                            rules.firmware(), vendor, device));
        }
        Optional<RomImage> image = rom.imageFor(vendor, device);
        if (image.isEmpty()) {
            return refuse(rom, whyNoImage(rom, vendor, device));
        }
        RomImage found = image.get();
        if ((classCode == DISPLAY || classCode == OTHER_DISPLAY) && !placed.isEmpty()) {
            return refuse(rom, "only the boot display's ROM runs, before all others");
        }
        return place(found, found.size());
    }

    /** Everything asked for so far, in that order. */
    public List<Placed> all() {
        return List.copyOf(placed);
    }

    /** The first free address. */
    public int next() {
        return next;
    }

    private Placed place(RomImage rom, int size) {
        Optional<String> fault = rom.fault();
        if (fault.isPresent()) {
            return refuse(rom, fault.get());
        }
        int room = (size + RomRules.STEP - 1) / RomRules.STEP * RomRules.STEP;
        if (next + room > rules.ceiling()) {
            return refuse(
                    rom,
                    String.format(
                            "%s: needs %d KiB, %d KiB are free below 0x%05x",
                            rom.name(), room / 1024, (rules.ceiling() - next) / 1024, rules.ceiling()));
        }
        Placed result = new Placed(rom.name(), next, room, rom, "");
        placed.add(result);
        next += room;
        return result;
    }

    private Placed refuse(RomImage rom, String reason) {
        Placed result = new Placed(rom.name(), 0, 0, null, reason);
        placed.add(result);
        return result;
    }

    private static String whyNoImage(RomImage rom, int vendor, int device) {
        List<RomImage.Pci> images = rom.pci();
        if (images.isEmpty()) {
            return rom.fault().orElse(rom.name() + ": no PCIR structure (word at offset 0x18); a ROM BAR needs one");
        }
        for (RomImage.Pci image : images) {
            if (image.vendor() == vendor && image.device() == device) {
                return String.format("%s: code type %d, a PC BIOS runs type 0", rom.name(), image.codeType());
            }
        }
        RomImage.Pci first = images.get(0);
        return String.format(
                "%s: its PCIR structure is for %04x:%04x, the card is %04x:%04x",
                rom.name(), first.vendor(), first.device(), vendor, device);
    }
}
