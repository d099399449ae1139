package backplane.cpu.x86.silicon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.cpu.x86.X86Cpu;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** FSIN, FCOS and so on: flags as on silicon, results at most one unit in the last place away. */
class TranscendentalTest {
    private static final int C1 = 0x200;
    private static final int PE = 0x20;
    private static final int AT_STATUS = 1;
    private static final int AT_REGISTERS = 4;
    private static final int REGISTER = 10;

    static Stream<Arguments> instructions() {
        return IntStream.range(0, Transcendentals.MODRM.length)
                .mapToObj(n -> Arguments.of(Transcendentals.NAMES[n], n));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("instructions")
    void isAsOnSiliconToOneUnit(String name, int number) throws IOException {
        ByteBuffer silicon = recorded(name);
        ByteBuffer ours = replayed(number);
        List<String> wrong = new ArrayList<>();
        int exact = 0;
        for (int set = 0; set < Transcendentals.CASES; set++) {
            int at = set * Transcendentals.SIZE;
            String difference = difference(silicon, ours, at);
            if (!difference.isEmpty()) {
                wrong.add(set + ":" + difference);
            }
            exact += silicon.slice(at, Transcendentals.SIZE).equals(ours.slice(at, Transcendentals.SIZE)) ? 1 : 0;
        }
        assertEquals(List.of(), wrong);
        int bits = exact;
        assertTrue(exact > Transcendentals.CASES * 9 / 10, () -> "only " + bits + " have all bits right");
    }

    private static String difference(ByteBuffer silicon, ByteBuffer ours, int at) {
        int theirStatus = silicon.getShort(at + AT_STATUS) & 0xffff;
        int ourStatus = ours.getShort(at + AT_STATUS) & 0xffff;
        // C1 says how an inexact result was rounded; that may differ with its last place.
        int compared = (theirStatus & PE) != 0 ? 0xffff & ~C1 : 0xffff;
        if (silicon.get(at) != ours.get(at)
                || ((theirStatus ^ ourStatus) & compared) != 0
                || silicon.get(at + 3) != ours.get(at + 3)) {
            return String.format(" sw %x, is %x", theirStatus, ourStatus);
        }
        for (int i = at + AT_REGISTERS; i < at + Transcendentals.SIZE; i += REGISTER) {
            if (distance(silicon, ours, i) > 1) {
                return String.format(
                        " %04x %016x, is %04x %016x",
                        silicon.getShort(i + 8), silicon.getLong(i), ours.getShort(i + 8), ours.getLong(i));
            }
        }
        return "";
    }

    private static long distance(ByteBuffer a, ByteBuffer b, int at) {
        long am = a.getLong(at);
        long bm = b.getLong(at);
        int exponents = a.getShort(at + 8) - b.getShort(at + 8);
        if (exponents == 0) {
            return Math.abs(am - bm);
        }
        boolean neighbours = exponents == 1 && am == Long.MIN_VALUE && bm == -1
                || exponents == -1 && bm == Long.MIN_VALUE && am == -1;
        return neighbours ? 1 : Long.MAX_VALUE;
    }

    private static ByteBuffer replayed(int number) {
        ByteBuffer results = Transcendentals.buffer();
        Engine engine = new CpuEngine(X86Cpu::new, CpuEngine.Scope.PROTECTED_32);
        Case c = new Case();
        c.encoding(Transcendentals.encoding(number));
        engine.load(c.encoding);
        Words words = new Words();
        for (int set = 0; set < Transcendentals.CASES; set++) {
            c.set(Transcendentals.seed(number, set));
            engine.run(c, words);
            Transcendentals.keep(words.words, results);
        }
        return results;
    }

    private static ByteBuffer recorded(String name) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                TranscendentalTest.class.getResourceAsStream("transcendental.txt"), StandardCharsets.US_ASCII))) {
            String line = in.lines()
                    .filter(l -> l.startsWith(name + "\t"))
                    .findFirst()
                    .orElseThrow();
            return ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(name.length() + 1)))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
