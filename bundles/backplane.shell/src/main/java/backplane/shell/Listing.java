package backplane.shell;

import backplane.core.MachineView;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.DriveView;
import backplane.core.MachineView.PciView;
import backplane.core.rom.RomReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A machine's views as tables. */
public final class Listing {
    private static final int BYTES_PER_LINE = 16;

    private Listing() {}

    /** Cards, where they are and how they are. */
    public static List<String> devices(List<CardView> cards) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"ID", "TYPE", "BUNDLE", "AT", "STATE"});
        for (CardView card : cards) {
            String type = card.device() == null ? "" : card.device().info().type();
            String state = card.state() + (card.reason().isEmpty() ? "" : ": " + card.reason());
            rows.add(new String[] {card.id(), type, card.bundle(), card.at(), state});
        }
        return columns(rows);
    }

    /** Images and who has them. */
    public static List<String> drives(List<DriveView> drives) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"ID", "SIZE", "CARD", "AT", "IMAGE"});
        for (DriveView drive : drives) {
            String at = drive.location() == null
                    ? ""
                    : drive.location().bus() + " id " + drive.location().id() + " lun "
                            + drive.location().lun();
            String notes = (drive.info().readOnly() ? " (read-only)" : "") + (drive.shared() ? " (shared)" : "");
            rows.add(new String[] {
                drive.info().id(),
                size(drive.info().size()),
                drive.owner(),
                at,
                drive.info().description() + notes
            });
        }
        return columns(rows);
    }

    /** Claims of some kinds, in order of address. */
    public static List<String> claims(List<ClaimView> claims, List<String> kinds) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"FROM", "TO", "KIND", "CARD"});
        for (ClaimView claim : claims) {
            if (kinds.contains(claim.kind())) {
                String format = kinds.contains("ports") ? "%04x" : kinds.contains("irq") ? "%d" : "%08x";
                rows.add(new String[] {
                    String.format(Locale.ROOT, format, claim.first()),
                    String.format(Locale.ROOT, format, claim.last()),
                    claim.kind(),
                    claim.owner()
                });
            }
        }
        return columns(rows);
    }

    /** PCI functions with their base address registers. */
    public static List<String> pci(List<PciView> functions) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"AT", "ID", "CLASS", "CARD", "IRQ", "BARS"});
        for (PciView function : functions) {
            rows.add(new String[] {
                function.address().toString(),
                String.format(Locale.ROOT, "%04x:%04x", function.vendor(), function.device()),
                String.format(Locale.ROOT, "%06x", function.classCode()),
                function.owner(),
                function.line() == 0 || function.line() == 0xff ? "" : Integer.toString(function.line()),
                String.join(", ", function.bars())
            });
        }
        return columns(rows);
    }

    /** Option ROMs and what became of them. */
    public static List<String> roms(List<RomReport.Row> roms) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"ROM", "FROM", "SIZE", "AT", "STATE"});
        for (RomReport.Row rom : roms) {
            String at = rom.address() == 0 ? "" : String.format(Locale.ROOT, "%05x", rom.address());
            rows.add(new String[] {rom.name(), rom.from(), rom.size() + " B", at, rom.state()});
        }
        return columns(rows);
    }

    /** Bytes from an address on; -1 stands for memory that is not there. */
    public static List<String> dump(int address, int[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += BYTES_PER_LINE) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%08x ", address + i));
            StringBuilder text = new StringBuilder();
            for (int j = i; j < Math.min(bytes.length, i + BYTES_PER_LINE); j++) {
                line.append(bytes[j] < 0 ? " --" : String.format(Locale.ROOT, " %02x", bytes[j]));
                text.append(bytes[j] >= ' ' && bytes[j] < 0x7f ? (char) bytes[j] : '.');
            }
            line.append(" ".repeat(Math.max(1, 60 - line.length()))).append(text);
            lines.add(line.toString());
        }
        return lines;
    }

    /** One line about the machine as a whole. */
    public static String status(MachineView machine) {
        return String.format(
                Locale.ROOT,
                "machine %s is %s: %d MiB, %d cards, %,d instructions, %.3f s of guest time",
                machine.name(),
                machine.state().name().toLowerCase(Locale.ROOT),
                machine.ramSize() >> 20,
                machine.cards().size(),
                machine.instructions(),
                machine.now() / 1e9);
    }

    private static String size(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " B";
    }

    /** Aligns cells under each other. */
    static List<String> columns(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length - 1; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(i == row.length - 1 ? "" : " ".repeat(widths[i] - row[i].length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
