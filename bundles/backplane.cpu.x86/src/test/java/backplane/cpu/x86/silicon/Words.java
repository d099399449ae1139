package backplane.cpu.x86.silicon;

/** An outcome as record.c writes it. */
final class Words {
    private static final String[] NAMES = {
        "vector", "eip", "flags", "fault address", "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"
    };
    private static final int X87_WORDS = 27;

    int[] words = new int[1024];
    int count;

    void clear() {
        count = 0;
    }

    void add(int word) {
        if (count == words.length) {
            words = java.util.Arrays.copyOf(words, count * 2);
        }
        words[count++] = word;
    }

    /** Goes on with the hash of a group. */
    long hash(long before) {
        long h = before;
        for (int i = 0; i < count; i++) {
            h = (h ^ words[i] & 0xffffffffL) * 0x9e3779b97f4a7c15L;
            h ^= h >>> 29;
        }
        return h;
    }

    /** What a word is. */
    static String label(Kind kind, int index) {
        int i = index;
        if (i < NAMES.length) {
            return NAMES[i];
        }
        i -= NAMES.length;
        if (kind.has(Kind.X87)) {
            if (i < X87_WORDS) {
                return i == 0
                        ? "cw"
                        : i == 1 ? "sw" : i == 2 ? "occupied" : "r" + (i - 3) / 3 + " dword " + (i - 3) % 3;
            }
            i -= X87_WORDS;
        }
        if (kind.has(Kind.SSE)) {
            if (i < 33) {
                return i == 0 ? "mxcsr" : "xmm" + (i - 1) / 4 + " dword " + (i - 1) % 4;
            }
            i -= 33;
        }
        return (i & 1) == 0 ? "memory changed at" : "memory";
    }
}
