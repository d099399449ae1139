package backplane.machine;

/** A claim whose accesses go to an object of the card. */
abstract class TargetClaim<T> extends SlotClaim {
    private T target;

    TargetClaim(CardSlot slot, String key, T target) {
        super(slot, key);
        this.target = target;
    }

    T target() {
        return target;
    }

    /** Puts another object of the card, or of its successor, behind the claim. */
    void retarget(T next) {
        target = next;
    }

    @Override
    boolean serves(Object object) {
        return target == object;
    }
}
