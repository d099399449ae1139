package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.EngineView;
import backplane.core.EngineView.Counters;
import backplane.core.EngineView.Region;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import java.util.List;
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

    @Test
    void regionsAreListedAndThrownAway() {
        String loop =
                Bench.code("mov ecx, 1000 ; again: add eax, ecx ; dec ecx ; jnz again ; hlt", "b9e803000001c84975fbf4");
        Bench b = Bench.flat(new X86Cpu(Model.DEFAULT, Engine.ALL), loop).run();
        EngineView engine = b.cpu.engine();
        Counters counters = engine.counters();
        assertEquals("jit", counters.engine());
        assertTrue(counters.translated() >= 3000, counters::toString);
        assertTrue(count(counters, "region instruction") > 0, counters::toString);
        List<Region> regions = engine.regions();
        assertEquals(counters.live(), regions.size());
        Region region = regions.stream()
                .filter(r -> r.linear() == Bench.CODE || r.entries().contains(Bench.CODE + 5))
                .findFirst()
                .orElseThrow(() -> new AssertionError(regions.toString()));
        assertEquals("32 flat", region.mode());
        assertTrue(List.of("quick", "hot").contains(region.tier()), region::tier);
        assertEquals("live", region.state());
        assertEquals(regions.size(), engine.discard());
        assertEquals(List.of(), engine.regions());
        assertEquals(counters.discarded() + regions.size(), engine.counters().discarded());
        assertEquals(false, engine.inRegion());
    }

    @Test
    void aRegionThatIsTooLongForHotSpotComesAgainShorter() {
        String loop = Bench.code("mov ecx, 10000 ; again:", "b910270000")
                + Bench.code("adc [ebx + esi * 4 + 0x9000], al", "1084b300900000")
                        .repeat(95)
                + Bench.code("dec ecx ; jnz again", "490f8560fdffff");
        Bench b = Bench.flat(
                new X86Cpu(Model.DEFAULT, new Engine(true, 100, false)),
                loop + Bench.code("jmp to the start", "e956fdffff"));
        EngineView engine = b.cpu.engine();
        while (engine.regions().isEmpty()) {
            b.cpu.run(1000);
        }
        Region region = engine.regions().get(0);
        b.cpu.disconnect();
        assertTrue(region.instructions() <= 50, region::toString);
    }

    private static long count(Counters counters, String reason) {
        return counters.exits().getOrDefault(reason, 0L);
    }
}
