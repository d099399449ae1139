package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests of the table's system rows, one each; system-rows.txt says how. */
public class SystemRowsTest {
    private static final List<String> REGISTERS = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi");
    private static final String ELSEWHERE = "test=";

    /** One line of the list; code is null when the test is a method elsewhere. */
    record Line(String title, String expectation, byte[] code) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = SystemRowsTest.class.getResourceAsStream("system-rows.txt")) {
            for (String text : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!text.startsWith("#")) {
                    String[] fields = text.split(" \\| ");
                    byte[] code = fields.length < 4 ? null : HexFormat.of().parseHex(fields[3]);
                    lines.add(new Line(fields[0], fields[1], code));
                }
            }
        }
        return lines;
    }

    /** The titles of the rows that have a test here or name one. */
    public static List<String> tested() throws IOException {
        return lines().stream().map(Line::title).collect(Collectors.toList());
    }

    static Stream<Line> programs() throws IOException {
        return lines().stream().filter(l -> l.code() != null);
    }

    static Stream<Line> references() throws IOException {
        return lines().stream().filter(l -> l.code() == null);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programShowsWhatTheInstructionDoes(Line line) {
        assertTrue(contains(line), "the program lacks its instruction");
        Bench b =
                Bench.flat(line.title(), HexFormat.of().formatHex(line.code())).run();
        assertTrue(b.cpu.halted(), b.cpu.state().dump());
        String[] expected = line.expectation().split(" ");
        if (!expected[0].startsWith("vector=")) {
            assertEquals(-1, b.vector(), "exception");
        }
        for (String e : expected) {
            int equals = e.indexOf('=');
            assertEquals(e.substring(equals + 1), value(b, e.substring(0, equals)), e);
        }
    }

    private static String value(Bench b, String name) {
        if (name.equals("io")) {
            return b.io.stream()
                    .map(s -> s.substring(0, s.indexOf(" at ")).replace(' ', '_'))
                    .collect(Collectors.joining(","));
        }
        if (name.equals("vector")) {
            return Integer.toHexString(b.vector());
        }
        if (name.startsWith("[")) {
            return Integer.toHexString(b.read32(Integer.parseInt(name, 1, name.length() - 1, 16)));
        }
        int register = REGISTERS.indexOf(name);
        assertTrue(register >= 0, name);
        return Integer.toHexString(b.reg(CpuState.EAX + register));
    }

    private static boolean contains(Line line) {
        Decoder decoder = new Decoder();
        Instruction i = new Instruction();
        byte[] code = line.code();
        for (int start = 0; start < code.length; start += i.length) {
            int from = start;
            decoder.decode(at -> from + at < code.length ? code[from + at] & 0xff : 0, true, i);
            if (i.row != null && i.row.title().equals(line.title())) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @MethodSource("references")
    void namedTestExists(Line line) throws ReflectiveOperationException {
        assertTrue(line.expectation().startsWith(ELSEWHERE), line.expectation());
        String[] name = line.expectation().substring(ELSEWHERE.length()).split("#");
        Class<?> type = Class.forName(SystemRowsTest.class.getPackageName() + "." + name[0]);
        assertTrue(type.getDeclaredMethod(name[1]).isAnnotationPresent(Test.class), line.expectation());
    }
}
