package backplane.example.debugport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.device.Device;
import backplane.api.device.ResetKind;
import backplane.testkit.DeviceContract;
import backplane.testkit.TestMachine;
import org.junit.jupiter.api.Test;

class DebugPortTest extends DeviceContract {
    @Override
    protected Device create() {
        return new DebugPort();
    }

    @Test
    void readsBackWhatWasWritten() {
        try (TestMachine pc = TestMachine.with(new DebugPort())) {
            assertEquals(0, pc.in8(0xe5));
            pc.out8(0xe5, 0x42);
            assertEquals(0x42, pc.in8(0xe5));
            pc.reset(ResetKind.HARD);
            assertEquals(0, pc.in8(0xe5));
        }
    }

    @Test
    void anUpdateKeepsTheByte() {
        try (TestMachine pc = TestMachine.with(new DebugPort())) {
            pc.out8(0xe5, 0x42);
            pc.replace("debugport0", new DebugPort());
            assertEquals(0x42, pc.in8(0xe5));
        }
    }
}
