package backplane.machine;

import backplane.api.device.Location;
import backplane.api.rom.OptionRom;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.DriveView;
import backplane.core.MachineView.PciRomView;
import backplane.core.MachineView.PciView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Lists of what is plugged and claimed, made on the machine thread for other threads to read. */
final class Snapshots {
    private Snapshots() {}

    static List<CardView> cards(
            Collection<CardSlot> slots, Collection<CardSlot> failed, Function<CardSlot, Location> locations) {
        List<CardView> list = new ArrayList<>();
        for (CardSlot slot : slots) {
            list.add(card(slot, "plugged", at(slot, locations.apply(slot))));
        }
        for (CardSlot slot : failed) {
            if (slots.stream().noneMatch(s -> s.id().equals(slot.id()))) {
                list.add(card(slot, "failed", ""));
            }
        }
        return list;
    }

    private static CardView card(CardSlot slot, String state, String at) {
        return new CardView(slot.id(), slot.bundle(), state, slot.failure(), at, slot.device(), slot.settings());
    }

    private static String at(CardSlot slot, Location location) {
        if (location != null) {
            return location.bus() + " id " + location.id() + " lun " + location.lun();
        }
        for (SlotClaim claim : slot.claimList()) {
            if (claim instanceof PciCard || claim instanceof ChildClaim<?>) {
                return claim.describe();
            }
        }
        for (SlotClaim claim : slot.claimList()) {
            if (claim instanceof Claims.PortClaim ports) {
                return ports.first() == ports.last() ? String.format("port 0x%04x", ports.first()) : ports.describe();
            }
        }
        return slot.claimList().isEmpty() ? "" : slot.claimList().get(0).describe();
    }

    static List<ClaimView> claims(Collection<CardSlot> slots) {
        List<ClaimView> list = new ArrayList<>();
        for (CardSlot slot : slots) {
            for (SlotClaim claim : slot.claimList()) {
                ClaimView view = claim(slot, claim);
                if (view != null) {
                    list.add(view);
                }
            }
        }
        list.sort(Comparator.comparing(ClaimView::kind).thenComparingLong(ClaimView::first));
        return list;
    }

    private static ClaimView claim(CardSlot slot, SlotClaim claim) {
        if (claim instanceof Claims.PortClaim p) {
            return new ClaimView("ports", p.first(), p.last(), slot.id(), "");
        } else if (claim instanceof Claims.MemoryClaim m) {
            return new ClaimView(m.ram() ? "ram" : "memory", m.base(), m.base() + m.size() - 1, slot.id(), "");
        } else if (claim instanceof Claims.IrqClaim i) {
            return new ClaimView("irq", i.irq(), i.irq(), slot.id(), i.line().level() ? "high" : "low");
        } else if (claim instanceof Claims.DmaClaim d) {
            return new ClaimView("dma", d.channel(), d.channel(), slot.id(), "");
        } else if (claim instanceof Claims.TrapClaim t) {
            return new ClaimView("trap", t.first(), t.last(), slot.id(), "");
        } else if (claim instanceof Claims.RomClaim r) {
            return new ClaimView(
                    "rom", 0, r.rom().image().length - 1L, slot.id(), r.rom().name());
        }
        return null;
    }

    static List<PciView> pci(List<PciCard> functions) {
        List<PciView> list = new ArrayList<>();
        for (PciCard f : functions) {
            list.add(pci(f));
        }
        return list;
    }

    private static PciView pci(PciCard f) {
        return new PciView(
                f.address(),
                f.slot().id(),
                f.id().vendor(),
                f.id().device(),
                f.id().classCode(),
                f.barTexts(),
                f.interruptLine());
    }

    static List<PciRomView> pciRoms(List<PciCard> functions) {
        return functions.stream()
                .filter(f -> f.rom() != null)
                .map(f -> new PciRomView(pci(f), f.rom()))
                .toList();
    }

    static List<DriveView> drives(List<BlockLease> leases, Function<CardSlot, Location> locations) {
        List<DriveView> list = new ArrayList<>();
        for (BlockLease lease : leases) {
            boolean shared = lease.share() == backplane.api.block.Share.SHARED;
            list.add(new DriveView(lease.info(), lease.slot().id(), locations.apply(lease.slot()), shared));
        }
        return list;
    }

    static List<OptionRom> roms(Collection<CardSlot> slots) {
        List<OptionRom> list = new ArrayList<>();
        for (CardSlot slot : slots) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim instanceof Claims.RomClaim r) {
                    list.add(r.rom());
                }
            }
        }
        return list;
    }
}
