package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.cpu.x86.X86Cpu;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays on each engine what the recording processor did. A further engine is one line in {@link #engines}. */
class SiliconVectorsTest {
    private static final int SHOWN = 3;

    static Stream<Arguments> engines() {
        return Stream.of(Scope.values())
                .map(scope -> Arguments.of(Named.of("interpreter", new CpuEngine(new X86Cpu(), scope)), scope));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("engines")
    void doesWhatSiliconDid(Engine engine, Scope scope) throws IOException {
        Recorded.File file = Recorded.load();
        Forms forms = new Forms();
        Map<String, Integer> wrong = new TreeMap<>();
        StringBuilder examples = new StringBuilder();
        for (Recorded recorded : file.cases()) {
            if (!scope.takes(recorded)) {
                continue;
            }
            int mask = Initial.FLAGS & ~forms.undefined(recorded);
            Engine.Outcome outcome = engine.run(recorded, recorded.initial());
            String differences = Comparison.differences(recorded, recorded.initial(), outcome, mask);
            if (!differences.isEmpty() && wrong.merge(forms.title(recorded), 1, Integer::sum) <= SHOWN) {
                examples.append('\n').append(forms.title(recorded)).append(": ").append(recorded.name());
                examples.append(differences);
            }
        }
        assertEquals(Map.of(), wrong, () -> "differs from " + file.processor() + examples);
    }
}
