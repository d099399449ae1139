package backplane.cpu.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the blocks that wait gets the translator next. */
class RankingTest {
    private final Ranking ranking = new Ranking();
    private final List<Block> forgotten = new ArrayList<>();

    private Block waiting(int instructions) {
        Block b = new Block();
        b.page = 1;
        b.count = instructions;
        b.entered = 500;
        ranking.add(b);
        return b;
    }

    private Block best() {
        return ranking.best(b -> true, forgotten::add);
    }

    @Test
    void instructionsCountNotEntries() {
        Block often = waiting(2);
        Block large = waiting(30);
        often.entered += 1_000;
        large.entered += 100;
        assertSame(large, best());
        assertSame(often, best());
        assertTrue(ranking.isEmpty());
        assertNull(best());
    }

    @Test
    void whatRunsNowComesBeforeWhatRanMuchOnce() {
        Block loop = waiting(10);
        loop.entered += 100_000;
        assertSame(waiting(1), ranking.best(b -> b != loop, forgotten::add), "the loop is not here at the moment");
        Block now = waiting(10);
        for (int i = 0; i < 40; i++) {
            now.entered += 50;
            ranking.best(b -> false, forgotten::add);
        }
        assertSame(now, best());
    }

    @Test
    void whatRunsNoMoreIsForgottenAndComesBackByItsThreshold() {
        Block gone = waiting(10);
        Block alive = waiting(10);
        for (int i = 0; i < 40; i++) {
            alive.entered++;
            ranking.best(b -> false, forgotten::add);
        }
        assertEquals(List.of(gone), forgotten);
        assertSame(alive, best());
        assertNull(best());
    }

    @Test
    void theDeadAndTheCoveredAreNoCandidates() {
        Block overwritten = waiting(10);
        overwritten.page = Block.DEAD;
        Block covered = waiting(10);
        covered.threshold = 3_000; // a region has come to cover it
        Block other = waiting(1);
        assertSame(other, best());
        assertEquals(List.of(overwritten), forgotten);
        assertTrue(ranking.isEmpty());
    }

    @Test
    void thereIsRoomForSomeThousands() {
        for (int i = 0; i < Ranking.MOST; i++) {
            assertFalse(ranking.isFull());
            waiting(1);
        }
        assertTrue(ranking.isFull());
        best();
        assertFalse(ranking.isFull());
    }
}
