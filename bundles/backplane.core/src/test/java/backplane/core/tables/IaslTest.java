package backplane.core.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ACPICA's own compiler takes the tables apart and puts them together again. Skipped without iasl. */
class IaslTest {
    @TempDir
    private Path folder;

    private String iasl(String... arguments) throws IOException, InterruptedException {
        String[] line = new String[arguments.length + 1];
        line[0] = "iasl";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "iasl is not installed (package acpica-tools)");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    private byte[] placed(Board board, String signature) {
        AcpiTables tables = AcpiTables.of(board.platform());
        byte[] block = tables.place(0x100000);
        int length = tables.table(signature).length;
        int at = new String(block, StandardCharsets.ISO_8859_1).lastIndexOf(signature);
        return java.util.Arrays.copyOfRange(block, at, at + length);
    }

    @Test
    void theDsdtComesBackFromSourceAsItWas() throws Exception {
        byte[] dsdt = placed(Board.full(), "DSDT");
        Files.write(folder.resolve("dsdt.aml"), dsdt);
        String taken = iasl("-d", "dsdt.aml");
        String source = Files.readString(folder.resolve("dsdt.dsl"));
        assertTrue(source.contains("EisaId (\"PNP0A03\")") && source.contains("Device (LNKD)"), taken);
        assertTrue(!source.contains("Warning") && !source.contains("Error"), source);
        String made = iasl("-oa", "-p", "again", "dsdt.dsl");
        assertTrue(made.contains("0 Errors"), made);
        byte[] again = Files.readAllBytes(folder.resolve("again.aml"));
        assertEquals(hex(dsdt), hex(again));
    }

    /** But for creator id and revision, which are the compiler's. */
    private static String hex(byte[] table) {
        byte[] copy = table.clone();
        copy[9] = 0;
        java.util.Arrays.fill(copy, 28, 36, (byte) 0);
        return java.util.HexFormat.of().formatHex(copy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FACP", "APIC", "HPET"})
    void dataTablesAreUnderstood(String signature) throws Exception {
        Files.write(folder.resolve("table.dat"), placed(Board.full(), signature));
        String output = iasl("-d", "table.dat");
        String source = Files.readString(folder.resolve("table.dsl"));
        assertTrue(!output.contains("Invalid") && !output.contains("Error") && !output.contains("Warning"), output);
        assertTrue(!source.contains("**") && !source.contains("Invalid"), source);
    }

    @Test
    void theSmallestDsdtIsUnderstoodToo() throws Exception {
        Files.write(folder.resolve("dsdt.aml"), placed(Board.chipset(), "DSDT"));
        iasl("-d", "dsdt.aml");
        iasl("-oa", "-p", "again", "dsdt.dsl");
    }
}
