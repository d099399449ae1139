package backplane.chipset.lapic;

/** 256 bits, a vector each: IRR, ISR or TMR. */
final class VectorSet {
    private final int[] words;
    /** No vector above this one is in the set. */
    private int bound = -1;

    VectorSet() {
        words = new int[8];
    }

    void clear() {
        java.util.Arrays.fill(words, 0);
        bound = -1;
    }

    int word(int index) {
        return words[index];
    }

    boolean has(int vector) {
        return (words[vector >>> 5] >>> vector & 1) != 0;
    }

    void add(int vector) {
        words[vector >>> 5] |= 1 << vector;
        bound = Math.max(bound, vector);
    }

    void remove(int vector) {
        words[vector >>> 5] &= ~(1 << vector);
    }

    /** The highest vector, or -1. */
    int highest() {
        while (bound >= 0) {
            int word = words[bound >>> 5] & -1 >>> 31 - (bound & 31);
            if (word != 0) {
                bound = bound & ~31 | 31 - Integer.numberOfLeadingZeros(word);
                return bound;
            }
            bound = (bound & ~31) - 1;
        }
        return -1;
    }

    int[] words() {
        return words.clone();
    }

    /** False when the array has another length. */
    boolean words(int[] from) {
        if (from.length != words.length) {
            return false;
        }
        System.arraycopy(from, 0, words, 0, words.length);
        bound = 255;
        return true;
    }
}
