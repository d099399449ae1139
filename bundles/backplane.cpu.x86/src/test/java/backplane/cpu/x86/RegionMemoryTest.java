package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.EngineView.Counters;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code of dead regions is given back: their classes are unloaded while the processor lives. */
class RegionMemoryTest {
    private static final String LOOP =
            Bench.code("mov ecx, 1000 ; again: add eax, ecx ; dec ecx ; jnz again", "b9e803000001c84975fb");

    /** Region classes of earlier tests that are still held. */
    private final Set<String> before = LoadedRegions.names();

    private Set<String> loaded() {
        Set<String> names = new HashSet<>(LoadedRegions.names());
        names.removeAll(before);
        return names;
    }

    @Test
    void overwrittenRegionsAreUnloadedAndOthersStay() {
        Bench b = Bench.flat(
                new X86Cpu(Model.DEFAULT, Engine.ALL),
                LOOP + Bench.code("mov ebx, 0x8100 ; jmp ebx", "bb00810000ffe3"));
        b.memory.load(
                0x8100,
                Bench.bytes(Bench.code(
                        "mov ecx, 9 ; a: loop a ; mov byte [0x8005], 0x29 ; hlt", "b909000000e2fec6050580000029f4")));
        b.run();
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.discarded() > 0 && counters.live() > 0, counters::toString);
        assertEquals(counters.live(), loaded().size(), counters::toString);
    }

    @Test
    void discardedRegionsAreUnloaded() {
        Bench b = Bench.flat(new X86Cpu(Model.DEFAULT, Engine.ALL), LOOP + "f4").run();
        assertEquals(b.cpu.engine().regions().size(), loaded().size());
        assertTrue(b.cpu.engine().discard() > 0);
        assertEquals(Set.of(), loaded());
        assertEquals(0, b.cpu.engine().counters().live());
    }

    @Test
    void aProcessorThatIsTakenOutLeavesNoRegionAndNoThread() {
        Set<Thread> threads = translators();
        Bench b = Bench.flat(
                new X86Cpu(Model.DEFAULT, Engine.JIT),
                Bench.code("mov ecx, 5000 ; again: dec ecx ; jnz again", "b9881300004975fd")
                                .repeat(100)
                        + Bench.code("jmp to the first of them", "e9dbfcffff"));
        // Some regions are live, and others may be on their way.
        while (b.cpu.engine().counters().live() == 0) {
            b.cpu.run(1000);
        }
        assertFalse(loaded().isEmpty());
        b.cpu.disconnect();
        Set<Thread> left = translators();
        left.removeAll(threads);
        assertEquals(Set.of(), left);
        assertEquals(Set.of(), loaded());
        assertEquals(0, b.cpu.engine().counters().live());
    }

    private static Set<Thread> translators() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("translator"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
