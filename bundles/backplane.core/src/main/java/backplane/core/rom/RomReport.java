package backplane.core.rom;

import backplane.api.rom.OptionRom;
import backplane.core.MachineView;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.PciRomView;
import backplane.core.MachineView.PciView;
import backplane.core.MemoryMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Each option ROM of a machine: where it is in guest memory now, else why firmware does not run it. */
public final class RomReport {
    private static final int END = 0xf0000;
    private static final int COMPARED = 256;
    private static final int TOLERATED = 32;
    /** 55 AA and the size. */
    private static final int HEADER = 3;

    private static final int DISPLAY = 3;

    private final MachineView machine;
    private final RomPlacement placement;
    private final Set<Integer> found = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();

    private RomReport(MachineView machine) {
        this.machine = machine;
        placement = new RomPlacement(rules(machine));
    }

    /**
     * A ROM.
     *
     * @param from the card, and its PCI address for a ROM BAR
     * @param address where it is in guest memory, 0 when it is not there
     */
    public record Row(String name, String from, int size, int address, String state) {}

    /** Looks at a machine at its next safe point. */
    public static List<Row> of(MachineView machine) throws TimeoutException {
        return machine.atSafePoint(() -> new RomReport(machine).rows());
    }

    private List<Row> rows() {
        List<PciRomView> bars = machine.pciRoms();
        bars.stream().filter(bar -> display(bar.function())).forEach(this::bar);
        bars.stream().filter(bar -> !display(bar.function())).forEach(this::bar);
        Map<String, String> owners = new HashMap<>();
        for (ClaimView claim : machine.claims()) {
            if (claim.kind().equals("rom")) {
                owners.put(claim.text(), claim.owner());
            }
        }
        for (OptionRom rom : machine.roms()) {
            RomImage image = new RomImage(rom.name(), rom.image());
            add(image, owners.getOrDefault(rom.name(), ""), image, placement.file(image));
        }
        return List.copyOf(rows);
    }

    private static boolean display(PciView function) {
        return function.classCode() >>> 16 == DISPLAY;
    }

    private void bar(PciRomView view) {
        PciView f = view.function();
        RomImage whole = new RomImage(view.rom().name(), view.rom().image());
        Optional<RomImage> image = whole.imageFor(f.vendor(), f.device());
        add(
                whole,
                f.owner() + ", ROM BAR of " + f.address(),
                image.orElse(whole),
                placement.bar(whole, f.vendor(), f.device(), f.classCode() >>> 8));
    }

    private void add(RomImage rom, String from, RomImage image, RomPlacement.Placed expected) {
        int at = find(image);
        String state;
        if (at != 0) {
            state = image.pnp().isEmpty() ? "placed, legacy" : "placed, PnP";
        } else if (!expected.runs()) {
            state = expected.reason();
        } else {
            state = "not placed: the firmware has not got that far, or keeps a reason in its own log";
        }
        rows.add(new Row(rom.name(), from, rom.fileSize(), at, state));
    }

    private int find(RomImage image) {
        byte[] bytes = image.bytes();
        for (int at = RomRules.FIRST; bytes.length >= COMPARED && at < END; at += RomRules.STEP) {
            if (like(bytes, at) && found.add(at)) {
                return at;
            }
        }
        return 0;
    }

    /** The same header and much the same code: a ROM may change its data and the byte that mends its checksum. */
    private boolean like(byte[] bytes, int at) {
        MemoryMap memory = machine.memory();
        int same = 0;
        for (int i = 0; i < COMPARED; i++) {
            boolean equal = memory.read8(at + i) == (bytes[i] & 0xff);
            if (!equal && i < HEADER) {
                return false;
            }
            same += equal ? 1 : 0;
        }
        return same >= COMPARED - TOLERATED;
    }

    /** What the machine's system BIOS does with ROMs. */
    private static RomRules rules(MachineView machine) {
        for (CardView card : machine.cards()) {
            String type = card.device() == null ? "" : card.device().info().type();
            String file = card.settings().getOrDefault("file", "");
            if (type.equals("bios-seabios")) {
                return RomRules.seabios256();
            } else if (type.equals("bios-file")) {
                return file.endsWith("bios-microvm.bin")
                        ? RomRules.microvm()
                        : file.endsWith("bios.bin") ? RomRules.seabios128() : RomRules.seabios256();
            }
        }
        return RomRules.builtin();
    }
}
