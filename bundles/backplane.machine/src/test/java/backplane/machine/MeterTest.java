package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.device.PlugException;
import backplane.api.port.PortDevice;
import backplane.core.MachineView.Activity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sampler is told what the machine thread is at. */
class MeterTest {
    private final Meter meter = new Meter();
    private final List<Activity> seen = new ArrayList<>();

    private final PortDevice card = new PortDevice() {
        @Override
        public int read8(int offset) {
            seen.add(meter.activity(null));
            return 0;
        }

        @Override
        public void write8(int offset, int value) {
            seen.add(meter.activity(null));
            throw new IllegalStateException("broken card");
        }
    };

    @Test
    void aPortAccessIsTheCardsTimeAndThenTheProcessorsAgain() throws PlugException {
        PortSpace ports = new PortSpace((target, e) -> {}, meter);
        ports.claim(new PortSpace.PortRange("card", 0x80, 4, card, false));
        meter.enter(Meter.CPU);
        ports.in8(0x80);
        assertEquals(Activity.INTERPRETER, meter.activity(null));
        ports.out8(0x81, 1);
        assertEquals(Activity.INTERPRETER, meter.activity(null), "after a card that throws");
        assertEquals(List.of(Activity.DEVICE, Activity.DEVICE), seen);
    }

    @Test
    void aSleepIsIdleOnlyWhileItLasts() {
        meter.enter(Meter.DEVICE);
        Thread.currentThread().interrupt();
        meter.sleep(this, 1_000_000_000L);
        assertEquals(true, Thread.interrupted());
        assertEquals(Activity.DEVICE, meter.activity(null));
    }
}
