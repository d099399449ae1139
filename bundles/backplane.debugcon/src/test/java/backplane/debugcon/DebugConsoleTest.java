package backplane.debugcon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryChardev;
import backplane.testkit.TestMachine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebugConsoleTest extends DeviceContract {
    private final MemoryChardev log = new MemoryChardev();

    @Override
    protected Device create() {
        return console("0xe9", "0xe9");
    }

    private DebugConsole console(String iobase, String readback) {
        return new DebugConsole(DebugSettings.console(iobase, readback), log);
    }

    @Test
    void seabiosFindsItsPortAndLogs() {
        try (TestMachine pc = TestMachine.with(console("0x402", "0xe9"))) {
            assertEquals(0xe9, pc.in8(0x402));
            assertEquals(0xff, pc.in8(0xe9));
            pc.out8(0x402, 'S');
            byte[] text = "eaBIOS\n".getBytes(StandardCharsets.US_ASCII);
            pc.machine().ports().outs(0x402, 1, text, 0, text.length);
            pc.settle();
            assertEquals("SeaBIOS\n", log.sent());
        }
    }

    @Test
    void twoConsolesOnOnePortAreAConflict() {
        try (TestMachine pc =
                TestMachine.builder().card("log0", create(), Map.of()).build()) {
            String message = pc.plugFails(
                            "log1", new DebugConsole(DebugSettings.console("0xe9", "0"), new MemoryChardev()), Map.of())
                    .getMessage();
            assertTrue(message.contains("0x00e9") && message.contains("log0"), message);
        }
    }

    @Test
    void badKeysAreNamed() {
        assertEquals(
                "isa-debugcon: iobase=serial must be a number from 0 to 65535",
                assertThrows(IllegalArgumentException.class, () -> console("serial", "0"))
                        .getMessage());
        assertEquals(
                "isa-debugcon: readback=256 must be a number from 0 to 255",
                assertThrows(IllegalArgumentException.class, () -> console("0xe9", "256"))
                        .getMessage());
    }
}
