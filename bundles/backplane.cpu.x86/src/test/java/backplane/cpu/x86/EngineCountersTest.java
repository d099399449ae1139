package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.EngineView.Counters;
import org.junit.jupiter.api.Test;

/** What bp:perf shows of the processor. */
class EngineCountersTest {
    @Test
    void instructionsAndReasonsOfExitsAreCounted() {
        Bench b = Bench.flat("sti ; nop ; nop ; ud2", "fb90900f0b");
        Counters before = b.cpu.engine().counters();
        b.cpu.run(2);
        b.cpu.intr(true);
        b.cpu.run(1000);
        Counters after = b.cpu.engine().counters();
        assertEquals(0x30, b.vector());
        assertEquals(
                2 + 1,
                after.interpreted() + after.translated() - before.interpreted() - before.translated(),
                "two, and HLT with the delivery before it");
        assertEquals(1, count(after, "interrupt") - count(before, "interrupt"));
        assertEquals(1, count(after, "halt") - count(before, "halt"));
        assertEquals(1, count(after, "slice over") - count(before, "slice over"));
    }

    private static long count(Counters counters, String reason) {
        return counters.exits().getOrDefault(reason, 0L);
    }
}
