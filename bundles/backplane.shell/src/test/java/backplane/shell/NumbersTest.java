package backplane.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"7c00, 31744", "0x10, 16", "f000:fff0, 1048560", "ffffffff, -1"})
    void addresses(String text, int address) {
        assertEquals(address, Numbers.address(text));
    }

    @Test
    void whatIsNoNumberIsSaidSo() {
        assertEquals(
                "zz is no address; write 7c00, 0x7c00 or 0000:7c00",
                assertThrows(IllegalArgumentException.class, () -> Numbers.address("zz"))
                        .getMessage());
        assertEquals(
                "0 is no count; use 1 to 9",
                assertThrows(IllegalArgumentException.class, () -> Numbers.count("0", 9))
                        .getMessage());
    }
}
