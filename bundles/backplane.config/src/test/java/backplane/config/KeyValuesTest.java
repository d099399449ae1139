package backplane.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import backplane.core.PlanException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyValuesTest {
    @Test
    void aCommaWrittenTwiceBelongsToTheValue() throws PlanException {
        assertEquals(
                Map.of("file", "a,b,.img", "if", "scsi"),
                KeyValues.parse("-drive", "file=a,,b,,.img,if=scsi", "").values());
    }

    @Test
    void aValueMayHoldEqualsSigns() throws PlanException {
        assertEquals("a=b", KeyValues.parse("-drive", "file=a=b", "").get("file", ""));
    }

    @Test
    void aWordAloneIsTheFirstKeysValueOrOn() throws PlanException {
        assertEquals(
                Map.of("driver", "scsi-hd", "snapshot", "on"),
                KeyValues.parse("-device", "scsi-hd,snapshot", "driver").values());
    }

    @Test
    void ofAKeyGivenTwiceTheLastCounts() throws PlanException {
        assertEquals("2", KeyValues.parse("-drive", "unit=1,unit=2", "").get("unit", ""));
    }

    @Test
    void anEmptyWordIsAnError() {
        PlanException e = assertThrows(PlanException.class, () -> KeyValues.parse("-drive", "file=a,,,if=scsi,", ""));
        assertEquals(
                "-drive file=a,,,if=scsi,: there is an empty word between commas; a comma inside a value is written"
                        + " twice (,,)",
                e.getMessage());
    }

    @Test
    void numbersMayBeHexadecimal() throws PlanException {
        assertEquals(0x402, KeyValues.parse("-device", "iobase=0x402", "").number("iobase"));
    }
}
