package backplane.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.block.BlockInfo;
import backplane.api.device.Location;
import backplane.api.pci.PciAddress;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.DriveView;
import backplane.core.MachineView.PciView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingTest {
    @Test
    void aFailedCardShowsItsReason() {
        CardView good = new CardView("scsi0", "b.lsi 1.0", "plugged", "", "pci 00:04.0", null, Map.of());
        CardView bad = new CardView("adc0", "acme.adc 1.0", "failed", "it threw", "", null, Map.of());
        assertEquals(
                List.of(
                        "ID     TYPE  BUNDLE        AT           STATE",
                        "scsi0        b.lsi 1.0     pci 00:04.0  plugged",
                        "adc0         acme.adc 1.0               failed: it threw"),
                Listing.devices(List.of(good, bad)));
    }

    @Test
    void drivesShowTheirPlace() {
        BlockInfo info = new BlockInfo("drive0", "a.img (raw)", 16 << 20, 512, true, "", 0, 0, 0);
        Location place = new Location(new PciAddress(0, 4, 0), "SCSI", "scsi0.0", 2, 0);
        assertEquals(
                List.of(
                        "ID      SIZE    CARD   AT                  IMAGE",
                        "drive0  16 MiB  disk0  scsi0.0 id 2 lun 0  a.img (raw) (read-only) (shared)"),
                Listing.drives(List.of(new DriveView(info, "disk0", place, true))));
    }

    @Test
    void claimsAreFilteredByKind() {
        List<ClaimView> claims =
                List.of(new ClaimView("ports", 0x60, 0x60, "kbd0", ""), new ClaimView("irq", 1, 1, "kbd0", ""));
        assertEquals(
                List.of("FROM  TO    KIND   CARD", "0060  0060  ports  kbd0"),
                Listing.claims(claims, List.of("ports")));
        assertEquals(List.of("FROM  TO  KIND  CARD", "1     1   irq   kbd0"), Listing.claims(claims, List.of("irq")));
    }

    @Test
    void pciFunctions() {
        PciView view =
                new PciView(new PciAddress(0, 4, 0), "scsi0", 0x1000, 0x12, 0x010000, List.of("io c000", "mem e0"), 11);
        assertEquals(
                "00:04.0  1000:0012  010000  scsi0  11   io c000, mem e0",
                Listing.pci(List.of(view)).get(1));
    }

    @Test
    void memoryThatIsNotThereIsDashes() {
        assertEquals(
                "00007c00  41 00 --                                          A..",
                Listing.dump(0x7c00, new int[] {'A', 0, -1}).get(0));
    }
}
