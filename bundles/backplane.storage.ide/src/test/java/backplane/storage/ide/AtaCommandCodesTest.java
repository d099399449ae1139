package backplane.storage.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command names and codes as the standard's table gives them, transcribed independently of the enum. */
class AtaCommandCodesTest {
    @ParameterizedTest
    @CsvSource({
        "NOP, 00",
        "READ_SECTORS, 20",
        "READ_SECTORS_EXT, 24",
        "READ_DMA_EXT, 25",
        "READ_MULTIPLE_EXT, 29",
        "WRITE_SECTORS, 30",
        "WRITE_SECTORS_EXT, 34",
        "WRITE_DMA_EXT, 35",
        "WRITE_MULTIPLE_EXT, 39",
        "READ_VERIFY_SECTORS, 40",
        "READ_VERIFY_SECTORS_EXT, 42",
        "SEEK, 70",
        "EXECUTE_DEVICE_DIAGNOSTIC, 90",
        "INITIALIZE_DEVICE_PARAMETERS, 91",
        "IDENTIFY_PACKET_DEVICE, A1",
        "READ_MULTIPLE, C4",
        "WRITE_MULTIPLE, C5",
        "SET_MULTIPLE_MODE, C6",
        "READ_DMA, C8",
        "WRITE_DMA, CA",
        "STANDBY_IMMEDIATE, E0",
        "IDLE_IMMEDIATE, E1",
        "STANDBY, E2",
        "IDLE, E3",
        "CHECK_POWER_MODE, E5",
        "SLEEP, E6",
        "FLUSH_CACHE, E7",
        "FLUSH_CACHE_EXT, EA",
        "IDENTIFY_DEVICE, EC",
        "SET_FEATURES, EF",
        "RECALIBRATE, 10"
    })
    void nameAndCodeBelongTogether(String name, String code) {
        assertEquals(AtaCommand.valueOf(name), AtaCommand.of(Integer.parseInt(code, 16)));
    }
}
