package backplane.chipset.ioapic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.LocalApic;
import backplane.testkit.TestMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the chip as Linux does, with a local APIC that writes down what it is told. */
class IoApicTest {
    private static final long BASE = 0xfec00000L;
    private static final int MASKED = 0x10000;
    private static final int LEVEL = 0x8000;
    private static final int REMOTE_IRR = 0x4000;

    private final Around around = new Around();
    private TestMachine pc;

    /** Interrupt lines and the local APIC. */
    private static final class Around implements Device, LocalApic {
        final List<String> messages = new ArrayList<>();
        final IrqLine[] lines = new IrqLine[16];
        boolean takes = true;
        Pins pins;

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("around", "lines and local APIC", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            for (int i = 0; i < 16; i++) {
                lines[i] = slot.irq(i);
            }
            ((CoreSlot) slot).localApic(this);
        }

        @Override
        public void connect(Pins p) {
            pins = p;
        }

        @Override
        public boolean message(int destination, boolean logical, int mode, int vector, boolean level) {
            if (takes) {
                messages.add(Integer.toHexString(vector) + (level ? " level" : " edge") + " to " + destination
                        + (logical ? " logical" : "") + " mode " + mode);
            }
            return takes;
        }

        @Override
        public void lint0(boolean level) {}

        @Override
        public int acknowledge() {
            return 0xff;
        }

        @Override
        public void init() {}

        @Override
        public long base() {
            return 0xfee00900L;
        }

        @Override
        public void base(long value) {}

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    @BeforeEach
    void setUp() {
        pc = TestMachine.builder()
                .card("around", around, Map.of())
                .card("ioapic", new IoApic82093(), Map.of())
                .build();
    }

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private int read(int index) {
        pc.write32(BASE, index);
        return pc.read32(BASE + 0x10);
    }

    private void write(int index, int value) {
        pc.write32(BASE, index);
        pc.write32(BASE + 0x10, value);
    }

    private void route(int pin, int low) {
        write(0x11 + 2 * pin, 0);
        write(0x10 + 2 * pin, low);
    }

    @Test
    void powerOnValuesAndIdentity() {
        assertEquals(0, read(0));
        assertEquals(0x170011, read(1));
        assertEquals(MASKED, read(0x10));
        assertEquals(MASKED, read(0x3e));
        assertEquals(0, read(0x40));
        write(0, 0x05000000);
        assertEquals(0x05000000, read(0));
        assertEquals(0x05000000, read(2));
    }

    @Test
    void anEdgeIsSentOnce() {
        route(4, 0x34);
        around.lines[4].set(true);
        around.lines[4].set(false);
        assertEquals(List.of("34 edge to 0 mode 0"), around.messages);
    }

    @Test
    void anEdgeAtAMaskedInputIsLost() {
        route(4, MASKED | 0x34);
        around.lines[4].set(true);
        route(4, 0x34);
        assertTrue(around.messages.isEmpty());
    }

    @Test
    void theTimerIsAtInputTwo() {
        route(0, 0x30);
        route(2, 0x32);
        around.lines[0].pulse();
        assertEquals(List.of("32 edge to 0 mode 0"), around.messages);
    }

    @Test
    void aLevelIsSentAgainUntilItFalls() {
        route(10, LEVEL | 0x2000 | 0x5a);
        around.lines[10].set(true);
        assertEquals(1, around.messages.size());
        assertEquals(LEVEL | 0x2000 | REMOTE_IRR | 0x5a, read(0x10 + 20));
        around.pins.endOfInterrupt(0x5a);
        assertEquals(List.of("5a level to 0 mode 0", "5a level to 0 mode 0"), around.messages);
        around.lines[10].set(false);
        around.pins.endOfInterrupt(0x5a);
        assertEquals(2, around.messages.size());
        assertEquals(LEVEL | 0x2000 | 0x5a, read(0x10 + 20));
    }

    @Test
    void aLevelWaitsBehindTheMask() {
        around.lines[11].set(true);
        route(11, LEVEL | MASKED | 0x5b);
        assertTrue(around.messages.isEmpty());
        route(11, LEVEL | 0x5b);
        assertEquals(1, around.messages.size());
    }

    @Test
    void destinationAndModeAreTheEntrys() {
        write(0x11 + 2 * 5, 0x03000000);
        write(0x10 + 2 * 5, 0x900 | 0x45);
        around.lines[5].pulse();
        assertEquals(List.of("45 edge to 3 logical mode 1"), around.messages);
    }

    @Test
    void whatNobodyTakesIsTriedAgain() {
        around.takes = false;
        route(10, LEVEL | 0x5a);
        around.lines[10].set(true);
        assertEquals(LEVEL | 0x5a, read(0x10 + 20));
        around.takes = true;
        route(10, LEVEL | 0x5a);
        assertEquals(1, around.messages.size());
    }

    @Test
    void madeEdgeTriggeredAnEntryForgetsRemoteIrr() {
        route(10, LEVEL | 0x5a);
        around.lines[10].set(true);
        route(10, MASKED | 0x5a);
        route(10, LEVEL | 0x5a);
        assertEquals(2, around.messages.size());
    }

    @Test
    void aSuccessorKeepsTheTable() {
        route(10, LEVEL | 0x5a);
        around.lines[10].set(true);
        pc.replace("ioapic", new IoApic82093());
        assertEquals(LEVEL | REMOTE_IRR | 0x5a, read(0x10 + 20));
        around.pins.endOfInterrupt(0x5a);
        assertEquals(2, around.messages.size());
    }

    @Test
    void aHardResetMasksEverything() {
        route(10, LEVEL | 0x5a);
        pc.reset(ResetKind.HARD);
        assertEquals(MASKED, read(0x10 + 20));
    }
}
