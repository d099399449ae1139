package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class X87VectorsTest {
    /** All bits of results and of the status word, C1 included. */
    @Test
    void theUnitAloneDoesWhatSiliconDid() throws IOException {
        Recorded.File file = Recorded.load();
        Engine engine = new X87Engine();
        Map<String, Integer> counts = new TreeMap<>();
        StringBuilder failures = new StringBuilder();
        int wrong = 0;
        for (Recorded recorded : file.cases()) {
            if (recorded.x87() == null) {
                continue;
            }
            Engine.Outcome outcome = engine.run(recorded, recorded.initial());
            String differences = Comparison.differences(recorded, recorded.initial(), outcome, Initial.FLAGS);
            if (!differences.isEmpty()) {
                String form = String.format("%02x %02x", recorded.code()[0], recorded.code()[1]);
                if (counts.merge(form, 1, Integer::sum) <= 2) {
                    failures.append('\n').append(recorded.name()).append(differences);
                }
                wrong++;
            }
        }
        assertTrue(wrong == 0, wrong + " differ from " + file.processor() + ": " + counts + failures);
    }
}
