package backplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyboardTest {
    @ParameterizedTest
    @CsvSource({
        "a, 1e9e",
        "Q, 2a1090aa",
        "1, 0282",
        "'!', 2a0282aa",
        "'\\', 2bab",
        "'/', 35b5",
        "'`', 29a9",
    })
    void charactersArePressedAndReleased(String typed, String codes) {
        assertEquals(codes, type(typed));
    }

    @ParameterizedTest
    @CsvSource({"13, 1c9c", "10, 1c9c", "127, 0e8e", "9, 0f8f", "27, 0181", "3, 1d2eae9d", "32, 39b9"})
    void controlCharacters(int code, String codes) {
        assertEquals(codes, type(String.valueOf((char) code)));
    }

    @ParameterizedTest
    @CsvSource({"[A, e048e0c8", "OB, e050e0d0", "[3~, e053e0d3", "OP, 3bbb", "[15~, 3fbf", "[24~, 58d8", "x, 382dadb8"})
    void escapeSequences(String afterEscape, String codes) {
        assertEquals(codes, type("\033" + afterEscape));
    }

    private static String type(String text) {
        StringBuilder codes = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        new Keyboard((from, at, count) -> codes.append(HexFormat.of().formatHex(from, at, at + count)))
                .type(bytes, 0, bytes.length);
        return codes.toString();
    }
}
