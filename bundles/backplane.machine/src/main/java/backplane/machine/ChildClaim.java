package backplane.machine;

import backplane.api.device.PlugException;

/** A card's seat on another card's bus; it waits until the bus is there. */
final class ChildClaim<T> extends TargetClaim<T> {
    private final Class<T> kind;
    private final String wantedBus;
    private final int wantedUnit;
    private final int lun;
    private CardBus<T> bus;
    private int unit = -1;

    ChildClaim(CardSlot slot, Class<T> kind, T child, String bus, int unit, int lun) {
        super(slot, key(kind, bus, unit, lun), child);
        this.kind = kind;
        wantedBus = bus;
        wantedUnit = unit;
        this.lun = lun;
    }

    static String key(Class<?> kind, String bus, int unit, int lun) {
        return "child " + kind.getSimpleName() + " " + bus + " " + unit + " " + lun;
    }

    @Override
    public String describe() {
        return bus == null ? "waits for bus " + wantedBus : bus.name() + " unit " + unit + " lun " + lun;
    }

    /** Whether it may sit on {@code candidate}. */
    boolean wants(CardBus<?> candidate) {
        return bus == null
                && candidate.kind() == kind
                && (wantedBus.isEmpty()
                        || wantedBus.equals(candidate.name())
                        || wantedBus.equals(candidate.slot().id()));
    }

    @SuppressWarnings("unchecked") // wants() has compared the kinds
    void join(CardBus<?> candidate) throws PlugException {
        CardBus<T> typed = (CardBus<T>) candidate;
        int at = wantedUnit >= 0 ? wantedUnit : typed.firstFree();
        typed.attach(this, at, lun);
        bus = typed;
        unit = at;
    }

    CardBus<T> bus() {
        return bus;
    }

    int unit() {
        return unit;
    }

    int lun() {
        return lun;
    }

    /** The bus was taken away; the claim waits for another. */
    void leave() {
        if (bus != null) {
            bus.detach(unit, lun);
            bus = null;
            unit = -1;
        }
    }

    @Override
    void retarget(T next) {
        super.retarget(next);
        if (bus != null) {
            bus.put(unit, lun, next);
        }
    }

    @Override
    void release() {
        leave();
    }
}
