package backplane.machine;

import backplane.api.device.Location;
import backplane.api.pci.PciAddress;
import backplane.api.rom.BootEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Turns the cards' {@code bootindex} settings into the paths that SeaBIOS matches (its boot.c). */
final class BootOrder {
    private BootOrder() {}

    static List<BootEntry> of(Collection<CardSlot> slots, Function<CardSlot, Location> locations) {
        List<BootEntry> list = new ArrayList<>();
        for (CardSlot slot : slots) {
            int index = index(slot.settings().get("bootindex"));
            String path = index < 0 ? null : path(slot, locations.apply(slot));
            if (path != null) {
                list.add(new BootEntry(slot.id(), path, index));
            }
        }
        list.sort(Comparator.comparingInt(BootEntry::index));
        return list;
    }

    /** Cards without a place in the order have none, an empty one, or -1 as in QEMU. */
    private static int index(String text) {
        return text == null || !text.matches("[0-9]{1,9}") ? -1 : Integer.parseInt(text);
    }

    private static String path(CardSlot slot, Location at) {
        if (at != null) {
            return at.protocol().equals("ATA")
                    ? "/pci@i0cf8/ide@" + place(at.pci()) + "/drive@" + (at.id() >> 1) + "/disk@" + (at.id() & 1)
                    : String.format("/pci@i0cf8/scsi@%s/channel@0/disk@%x,%x", place(at.pci()), at.id(), at.lun());
        }
        for (SlotClaim claim : slot.claimList()) {
            if (claim instanceof Claims.RomClaim rom) {
                return "/rom@genroms/" + rom.rom().name();
            }
            if (claim instanceof PciCard function) {
                boolean storage = function.id().classCode() >>> 16 == 1;
                return storage
                        ? "/pci@i0cf8/scsi@" + place(function.address()) + "/disk@0,0"
                        : "/pci@i0cf8/ethernet@" + place(function.address());
            }
        }
        return null;
    }

    private static String place(PciAddress a) {
        return a.function() == 0 ? Integer.toHexString(a.device()) : String.format("%x,%x", a.device(), a.function());
    }
}
