package backplane.cpu.x86.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries in the midst of loops go by the loops' heads. */
class LoopsTest {
    private final Plan plan = new Plan(0, 0, -1, 0, true);

    /** A piece at each of these EIPs, and the ways between them. */
    private void pieces(int count, int[]... ways) {
        for (int n = 0; n < count; n++) {
            plan.pieces.add(new Piece(n, n));
        }
        for (int[] way : ways) {
            piece(way[0]).to.add(piece(way[1]));
        }
    }

    private Piece piece(int n) {
        return plan.pieces.get(n);
    }

    private void enter(int... entries) {
        for (int n : entries) {
            piece(n).entry = true;
        }
        Loops.analyse(plan);
    }

    private static List<Integer> eips(List<Piece> pieces) {
        return pieces.stream().map(p -> p.eip).toList();
    }

    @Test
    void theHeadOfTheOnlyLoopIsEnteredDirectly() {
        pieces(3, new int[] {0, 1}, new int[] {1, 1}, new int[] {1, 2});
        enter(0, 1);
        assertEquals(List.of(), piece(0).way);
        assertEquals(List.of(), piece(1).way);
        assertEquals(List.of(), piece(1).sends);
    }

    @Test
    void theHeadOfAnInnerLoopIsEnteredByTheOuterOnes() {
        pieces(
                5,
                new int[] {0, 1},
                new int[] {1, 2},
                new int[] {2, 3},
                new int[] {3, 3},
                new int[] {3, 4},
                new int[] {4, 2},
                new int[] {4, 1});
        enter(0, 1, 3, 4);
        assertEquals(List.of(1, 2), eips(piece(3).way));
        assertEquals(List.of(1, 2), eips(piece(4).way));
        assertEquals(List.of(), piece(1).way);
        assertEquals(List.of(3, 4), eips(piece(1).sends));
        assertEquals(List.of(3, 4), eips(piece(2).sends));
        assertEquals(List.of(), piece(3).sends);
    }

    @Test
    void aLoopWithTwoWaysInHasNoHead() {
        pieces(3, new int[] {0, 1}, new int[] {0, 2}, new int[] {1, 2}, new int[] {2, 1});
        enter(0, 1, 2);
        assertEquals(List.of(), piece(1).way);
        assertEquals(List.of(), piece(2).way);
    }

    @Test
    void aLoopThatTheRegionBeginsInBeginsWithTheFirstPiece() {
        pieces(2, new int[] {0, 1}, new int[] {1, 0});
        enter(0, 1);
        assertEquals(List.of(0), eips(piece(1).way));
        assertEquals(List.of(1), eips(piece(0).sends));
    }
}
