package backplane.machine;

import backplane.api.device.ChildBus;
import backplane.api.device.PlugException;

/** A bus that a card offers, and the children on it. */
final class CardBus<T> extends TargetClaim<ChildBus.Listener<T>> implements ChildBus<T> {
    private static final int LUNS = 8;
    private static final int UNITS = 16;

    private final Machine machine;
    private final String protocol;
    private final Class<T> kind;
    private final Object[] children = new Object[UNITS * LUNS];

    CardBus(CardSlot slot, Machine machine, String protocol, Class<T> kind, ChildBus.Listener<T> listener) {
        super(slot, key(protocol), listener);
        this.machine = machine;
        this.protocol = protocol;
        this.kind = kind;
    }

    static String key(String protocol) {
        return "bus " + protocol;
    }

    @Override
    public String name() {
        return slot().id() + ".0";
    }

    String protocol() {
        return protocol;
    }

    Class<T> kind() {
        return kind;
    }

    @Override
    public T child(int unit, int lun) {
        return unit < 0 || unit >= UNITS || lun < 0 || lun >= LUNS ? null : kind.cast(children[unit * LUNS + lun]);
    }

    int firstFree() {
        for (int unit = 0; unit < UNITS; unit++) {
            if (children[unit * LUNS] == null) {
                return unit;
            }
        }
        return -1;
    }

    void attach(ChildClaim<T> child, int unit, int lun) throws PlugException {
        if (unit < 0 || unit >= UNITS || lun < 0 || lun >= LUNS) {
            throw new PlugException(child.slot().id() + ": unit " + unit + " lun " + lun + " is outside bus " + name());
        }
        if (children[unit * LUNS + lun] != null) {
            throw new PlugException(
                    "unit " + unit + " lun " + lun + " of bus " + name(),
                    child.slot().id(),
                    machine.rack().childOwner(this, unit, lun));
        }
        put(unit, lun, child.target());
    }

    void put(int unit, int lun, T child) {
        children[unit * LUNS + lun] = child;
        if (target() != null) {
            target().attached(unit, lun, child);
        }
    }

    void detach(int unit, int lun) {
        T child = child(unit, lun);
        children[unit * LUNS + lun] = null;
        if (child != null && target() != null) {
            target().detached(unit, lun, child);
        }
    }

    @Override
    void release() {
        machine.rack().busGone(this);
    }
}
