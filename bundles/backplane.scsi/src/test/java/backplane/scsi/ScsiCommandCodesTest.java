package backplane.scsi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and operation codes as SPC-3 and SBC-2 list them, transcribed independently of the enum. */
class ScsiCommandCodesTest {
    @ParameterizedTest
    @CsvSource({
        "TEST_UNIT_READY, 00",
        "REQUEST_SENSE, 03",
        "READ_6, 08",
        "WRITE_6, 0A",
        "INQUIRY, 12",
        "MODE_SELECT_6, 15",
        "RESERVE_6, 16",
        "RELEASE_6, 17",
        "MODE_SENSE_6, 1A",
        "START_STOP_UNIT, 1B",
        "SEND_DIAGNOSTIC, 1D",
        "READ_CAPACITY_10, 25",
        "READ_10, 28",
        "WRITE_10, 2A",
        "WRITE_AND_VERIFY_10, 2E",
        "VERIFY_10, 2F",
        "SYNCHRONIZE_CACHE_10, 35",
        "MODE_SELECT_10, 55",
        "MODE_SENSE_10, 5A",
        "READ_16, 88",
        "WRITE_16, 8A",
        "WRITE_AND_VERIFY_16, 8E",
        "VERIFY_16, 8F",
        "SYNCHRONIZE_CACHE_16, 91",
        "SERVICE_ACTION_IN_16, 9E",
        "REPORT_LUNS, A0",
        "READ_12, A8",
        "WRITE_12, AA",
        "WRITE_AND_VERIFY_12, AE",
        "VERIFY_12, AF"
    })
    void nameAndCodeBelongTogether(String name, String code) {
        assertEquals(ScsiCommand.valueOf(name), ScsiCommand.of(Integer.parseInt(code, 16)));
    }

    @ParameterizedTest
    @CsvSource({"00, 6", "12, 6", "28, 10", "5A, 10", "88, 16", "9E, 16", "A0, 12", "A8, 12", "C0, 0"})
    void theGroupCodeGivesTheLength(String code, int length) {
        assertEquals(length, Cdb.length(Integer.parseInt(code, 16)));
    }
}
