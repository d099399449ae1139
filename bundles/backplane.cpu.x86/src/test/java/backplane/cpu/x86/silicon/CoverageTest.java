package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.cpu.x86.SystemRowsTest;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The coverage report, made from the opcode table: every row has vectors, or is a system row with a test of its own. */
class CoverageTest {
    private static final int ENOUGH = 8;

    /** Cases of a row: all, and those that ended without an exception. */
    private static final class Count {
        private int all;
        private int completed;
        private final TreeSet<String> sizes = new TreeSet<>();
    }

    private static Map<Row, Count> counts() throws IOException {
        Forms forms = new Forms();
        Map<Row, Count> counts = new HashMap<>();
        for (Recorded recorded : Recorded.load().cases()) {
            Row row = forms.row(recorded);
            if (row != null && !forms.sequence(recorded)) {
                Count count = counts.computeIfAbsent(row, r -> new Count());
                count.all++;
                count.completed += recorded.vector() == Recorded.NONE ? 1 : 0;
                count.sizes.add(recorded.wide() ? "32" : "16");
            }
        }
        return counts;
    }

    @Test
    void everyRowHasVectorsOrIsASystemRow() throws IOException {
        Map<Row, Count> counts = counts();
        List<String> report = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Row row : Opcodes.all()) {
            Count count = counts.getOrDefault(row, new Count());
            String line = String.format(
                    "%-7s %5d cases %5d completed, code of %s bit: %s",
                    row.coverage(), count.all, count.completed, count.sizes, row.title());
            report.add(line);
            if (row.coverage().equals("user")
                    && !recordedNext(row)
                    && (count.completed < ENOUGH || count.sizes.size() < 2)) {
                missing.add(line);
            }
        }
        Files.write(Path.of("target", "coverage.txt"), report);
        assertEquals(List.of(), missing, "rows without enough vectors; record them: src/test/silicon/README.md");
    }

    /** Their vectors come with the next recording. */
    private static boolean recordedNext(Row row) {
        return row.op() == Op.SIMD || row.op() == Op.NOP;
    }

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

    @Test
    void everyFormOfTheUnitHasVectors() throws IOException {
        TreeSet<String> recorded = new TreeSet<>();
        for (Recorded r : Recorded.load().cases()) {
            if (r.x87() != null) {
                recorded.add(form(r.code()));
            }
        }
        TreeSet<String> missing = new TreeSet<>();
        new X87Cases((kind, code) -> missing.add(form(code))).all();
        missing.removeAll(recorded);
        assertEquals(new TreeSet<>(), missing);
    }

    private static String form(byte[] code) {
        int modrm = code[1] & 0xff;
        return String.format("%02x %02x", code[0], modrm < 0xc0 ? modrm & 0x38 : modrm);
    }
}
