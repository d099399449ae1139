package backplane.cpu.x86.interpret;

import backplane.cpu.x86.translate.Region;
import java.util.Arrays;

/** A straight run of pre-decoded instructions within a page (an instruction across a page's end stands alone). */
final class Block {
    static final int DEAD = -2;

    private static final int WAYS = 8;

    /** What it is looked up by: linear address, mode word, EIP, CS limit, array page of its first byte. */
    int linear;

    int mode;
    int eip;
    int limit;
    /** {@link #DEAD} once its bytes were overwritten. */
    int page = DEAD;
    /** The array page of its last byte if that is another one, else -1. */
    int secondPage = -1;

    /** 64-byte grains it covers in its page, and in the second one. */
    long grains;

    long secondGrains;

    Insn[] code;
    /** Guest instructions. */
    int count;

    /** EIP behind the last instruction. */
    int next;

    /** Where its indirect jump has gone, or null when it does not end with one; the number of them comes first. */
    int[] targets;

    /** Times entered. */
    int entered;

    /** It becomes the head of a region when it was entered this often. */
    int threshold = Integer.MAX_VALUE;

    /** As a candidate for a region: times entered when it was last looked at, and how many instructions it runs lately. */
    int seen;

    int rate;

    /** The region that starts here, its entry, and the instructions that must be left to go in; or null. */
    Region region;

    int entry;
    int need;

    /** Two blocks that came after this one, while the core's epoch is still {@link #linked}. */
    private Block one;

    private Block other;
    private int linked;

    /** How the region that starts here was left: blocks by their EIPs, while the epoch is still {@link #left}. */
    private Block[] behind;

    private int left;

    /** The block at {@code to} if it is known to come after this one, else null. */
    Block successor(int to, int epoch) {
        if (linked == epoch) {
            Block b = one;
            if (b != null && b.eip == to) {
                return b;
            }
            b = other;
            if (b != null && b.eip == to) {
                return b;
            }
        }
        return null;
    }

    void link(Block to, int epoch) {
        if (targets != null) {
            wentTo(to.eip);
        }
        if (to.page >= 0) {
            other = linked == epoch ? one : null;
            one = to;
            linked = epoch;
        }
    }

    private void wentTo(int eip) {
        int n = targets[0];
        for (int i = 1; i <= n; i++) {
            if (targets[i] == eip) {
                return;
            }
        }
        if (n < targets.length - 1) {
            targets[n + 1] = eip;
            targets[0] = n + 1;
        }
    }

    /** The block at {@code to} if the region that starts here was left for it before, else null. */
    Block behind(int to, int epoch) {
        if (left == epoch) {
            Block b = behind[place(to)];
            if (b != null && b.eip == to) {
                return b;
            }
        }
        return null;
    }

    void left(Block to, int epoch) {
        if (left != epoch) {
            if (behind == null) {
                behind = new Block[WAYS];
            } else {
                Arrays.fill(behind, null);
            }
            left = epoch;
        }
        behind[place(to.eip)] = to;
    }

    private static int place(int eip) {
        return (eip ^ eip >>> 3 ^ eip >>> 6) & WAYS - 1;
    }
}
