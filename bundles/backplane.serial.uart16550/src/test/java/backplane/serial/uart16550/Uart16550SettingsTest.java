package backplane.serial.uart16550;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Uart16550SettingsTest {
    @ParameterizedTest
    @CsvSource({"0, 0x3f8, 4", "1, 0x2f8, 3", "2, 0x3e8, 4", "3, 0x2e8, 3"})
    void theIndexGivesPortsAndInterrupt(String index, String base, int irq) {
        assertEquals(new Uart16550Settings(Integer.decode(base), irq), Uart16550Settings.parse(index, "", ""));
    }

    @Test
    void keysOverrideTheIndex() {
        assertEquals(new Uart16550Settings(0x2a0, 5), Uart16550Settings.parse("0", "0x2a0", "5"));
    }

    @ParameterizedTest
    @CsvSource({"4, '', '', index", "x, '', '', index", "0, 0x10000, '', iobase", "0, '', 16, irq"})
    void aBadKeyIsNamed(String index, String iobase, String irq, String key) {
        String message = assertThrows(IllegalArgumentException.class, () -> Uart16550Settings.parse(index, iobase, irq))
                .getMessage();
        assertEquals("isa-serial: " + key, message.substring(0, message.indexOf('=')));
    }
}
