package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.cpu.x86.SystemRowsTest;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Row;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows that are not compared with silicon have tests of their own; SiliconVectorsTest counts the others. */
class CoverageTest {
    @Test
    void everySystemRowNamesItsTest() throws IOException {
        List<String> rows = Opcodes.all().stream()
                .filter(r -> r.coverage().equals("system"))
                .map(Row::title)
                .sorted()
                .collect(Collectors.toList());
        List<String> tested = SystemRowsTest.tested().stream().sorted().collect(Collectors.toList());
        assertEquals(rows, tested);
    }
}
