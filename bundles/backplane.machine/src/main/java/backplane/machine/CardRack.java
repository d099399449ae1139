package backplane.machine;

import backplane.api.block.BlockNode;
import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.Location;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.state.StateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cards of a machine: plugging, succession and failure, and how cards find each other and their images. */
final class CardRack {
    private final Machine machine;
    private final Map<String, CardSlot> slots = new LinkedHashMap<>();
    private final Map<String, CardSlot> failedCards = new LinkedHashMap<>();
    private final List<BlockLease> leases = new ArrayList<>();
    private final List<CardBus<?>> buses = new ArrayList<>();
    private final List<ChildClaim<?>> childClaims = new ArrayList<>();

    CardRack(Machine machine) {
        this.machine = machine;
    }

    /** In the order of plugging. */
    Collection<CardSlot> slots() {
        return slots.values();
    }

    /** Cards that threw and were unplugged. */
    Collection<CardSlot> failedCards() {
        return failedCards.values();
    }

    List<BlockLease> leases() {
        return leases;
    }

    /** Plugs a card; on an exception nothing of it stays. Machine thread, or none. */
    void plug(String id, Device device, Map<String, String> settings, String bundle) throws PlugException {
        if (slots.containsKey(id)) {
            throw new PlugException("id " + id, bundle, slots.get(id).bundle());
        }
        CardSlot slot = new CardSlot(machine, id, device, settings, bundle);
        slots.put(id, slot);
        try {
            device.plug(slot);
            device.reset(ResetKind.POWER_ON);
        } catch (PlugException e) {
            drop(slot);
            throw e;
        } catch (RuntimeException e) {
            drop(slot);
            throw new PlugException(id + ": " + device.getClass().getSimpleName() + " could not be plugged: " + e);
        }
    }

    /** Unplugs a card; its claims become open bus. Nothing happens when there is none of that id. */
    void unplug(String id) {
        CardSlot slot = slots.get(id);
        if (slot != null) {
            drop(slot);
        }
    }

    /** Unplugs a card whose provider takes it back; one that has failed is listed no longer. */
    void withdraw(String id, Device device) {
        CardSlot slot = slots.get(id);
        if (slot != null && slot.device() == device) {
            drop(slot);
        }
        CardSlot failed = failedCards.get(id);
        if (failed != null && failed.device() == device) {
            failedCards.remove(id);
        }
    }

    private void drop(CardSlot slot) {
        slot.closeAll();
        slots.remove(slot.id());
    }

    /** Whether a card of that id is plugged. */
    boolean plugged(String id) {
        return slots.containsKey(id);
    }

    /** The card of that id, or null. */
    Device device(String id) {
        CardSlot slot = slots.get(id);
        return slot == null ? null : slot.device();
    }

    /** Puts a successor in a card's place, with its state and claims; on an exception the old card goes on. */
    StateRecord replace(String id, Device next, String bundle) throws PlugException, StateException {
        CardSlot slot = slots.get(id);
        if (slot == null) {
            throw new PlugException(id + ": no such card; see devices");
        }
        StateRecord saved = save(id);
        slot.succeed(next, bundle, d -> {
            d.plug(slot);
            d.restore(saved);
        });
        return saved;
    }

    /** The state of a card, after its block requests have come back. */
    StateRecord save(String id) {
        CardSlot slot = slots.get(id);
        for (BlockLease lease : leases) {
            if (lease.slot() == slot) {
                lease.drain();
            }
        }
        StateRecord record = new StateRecord(id, 1);
        slot.device().save(record);
        return record;
    }

    /** An action threw that belongs to some card's claim. */
    void failed(Object target, RuntimeException reason) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim.serves(target)) {
                    slot.failed(reason);
                    return;
                }
            }
        }
        machine.log("machine", System.Logger.Level.ERROR, "an action of no card failed: " + reason);
    }

    /** Unplugs it at the next safe point; without an essential chip the machine ends with status 4. */
    void cardFailed(CardSlot slot) {
        machine.atNextSafePoint(() -> {
            machine.log(slot.id(), System.Logger.Level.ERROR, "unplugged: " + slot.failure());
            boolean stops = slot.essential();
            drop(slot);
            failedCards.put(slot.id(), slot);
            if (stops) {
                machine.end(4);
            }
        });
    }

    void closeAll() {
        List<CardSlot> all = new ArrayList<>(slots.values());
        for (int i = all.size() - 1; i >= 0; i--) {
            drop(all.get(i));
        }
    }

    /** The card that holds a claim of that key, or null. */
    CardSlot holder(String key) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim.key().equals(key)) {
                    return slot;
                }
            }
        }
        return null;
    }

    CardSlot chardevHolder(Chardev chardev) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim instanceof CharLease lease && lease.chardev() == chardev) {
                    return slot;
                }
            }
        }
        return null;
    }

    void busOffered(CardBus<?> bus) throws PlugException {
        buses.add(bus);
        for (ChildClaim<?> child : childClaims) {
            if (child.wants(bus)) {
                child.join(bus);
            }
        }
    }

    void busGone(CardBus<?> bus) {
        buses.remove(bus);
        for (ChildClaim<?> child : childClaims) {
            if (child.bus() == bus) {
                child.leave();
            }
        }
    }

    void childWants(ChildClaim<?> child) throws PlugException {
        childClaims.removeIf(SlotClaim::closed);
        for (CardBus<?> bus : buses) {
            if (child.wants(bus)) {
                child.join(bus);
                break;
            }
        }
        childClaims.add(child);
    }

    String childOwner(CardBus<?> bus, int unit, int lun) {
        for (ChildClaim<?> child : childClaims) {
            if (child.bus() == bus && child.unit() == unit && child.lun() == lun) {
                return child.slot().id();
            }
        }
        return "another card";
    }

    /** Where the card is attached, if it is a child of a PCI card's bus; else null. */
    Location location(CardSlot slot) {
        for (SlotClaim claim : slot.claimList()) {
            if (claim instanceof ChildClaim<?> child && child.bus() != null) {
                for (SlotClaim c : child.bus().slot().claimList()) {
                    if (c instanceof PciCard function) {
                        CardBus<?> bus = child.bus();
                        return new Location(function.address(), bus.protocol(), bus.name(), child.unit(), child.lun());
                    }
                }
            }
        }
        return null;
    }

    List<Location> locations(BlockNode node, BlockLease except) {
        List<Location> list = new ArrayList<>();
        for (BlockLease lease : leases) {
            Location at = lease == except || lease.node() != node ? null : location(lease.slot());
            if (at != null) {
                list.add(at);
            }
        }
        return list;
    }
}
