package backplane.debugcon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import backplane.testkit.TestMachine;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Not under DeviceContract: its garbage test would end the run, as it must. */
class DebugExitTest {
    private static DebugExit exit(String iobase, String iosize) {
        return new DebugExit(DebugSettings.exit(iobase, iosize));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 3", "0x31, 0x63", "0x80, 1", "0xff, 0xff"})
    void theStatusIsTwiceTheValuePlusOne(String value, String status) {
        try (TestMachine pc = TestMachine.with(exit("0xf4", "4"))) {
            assertEquals(0, pc.in8(0xf4));
            assertEquals(OptionalInt.empty(), pc.powerStatus());
            pc.out32(0xf4, Integer.decode(value));
            assertEquals(OptionalInt.of(Integer.decode(status)), pc.powerStatus());
        }
    }

    @Test
    void anyWidthAndAnyOfItsPortsEndsTheRun() {
        try (TestMachine pc = TestMachine.with(exit("0x501", "2"))) {
            pc.out8(0x503, 1);
            assertEquals(OptionalInt.empty(), pc.powerStatus());
            pc.out8(0x502, 7);
            assertEquals(OptionalInt.of(15), pc.powerStatus());
        }
        try (TestMachine pc = TestMachine.with(exit("0x501", "2"))) {
            pc.out16(0x501, 0x0105);
            assertEquals(OptionalInt.of(11), pc.powerStatus());
        }
    }

    @Test
    void badKeysAreNamed() {
        assertEquals(
                "isa-debug-exit: iosize=3 must be 1, 2 or 4",
                assertThrows(IllegalArgumentException.class, () -> exit("0x501", "3"))
                        .getMessage());
        assertEquals(
                "isa-debug-exit: iobase=0xffff must be a number from 0 to 65534",
                assertThrows(IllegalArgumentException.class, () -> exit("0xffff", "2"))
                        .getMessage());
    }
}
