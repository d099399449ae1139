package backplane.chipset.piix3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.irq.IrqLine;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciId;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.testkit.TestMachine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Piix3Test {
    private static final PciAddress BRIDGE = new PciAddress(0, 1, 0);

    /** A card in slot 4 whose INTA the test drives: PIRQ D by the board's wiring. */
    private static final class Source implements Device {
        IrqLine line;

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("irq-source", "interrupt source", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            line = slot.pci(new PciId(0x1234, 1, 0xff0000, 0, 0, 0, 1, new PciAddress(0, 4, 0)))
                    .intx();
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    private static TestMachine machine(Source source) {
        return TestMachine.builder()
                .ram(16)
                .card("bridge", new Piix3(), Map.of())
                .card("source", source, Map.of())
                .build();
    }

    @Test
    void powerOnValuesAreTheDatasheets() {
        try (TestMachine pc = TestMachine.with(new Piix3())) {
            assertEquals(0x70008086, pc.pciRead(BRIDGE, 0, 4));
            assertEquals(0x0601, pc.pciRead(BRIDGE, 0x0a, 2));
            assertEquals(0x80, pc.pciRead(BRIDGE, 0x0e, 1), "multifunction");
            assertEquals(0x80808080, pc.pciRead(BRIDGE, 0x60, 4));
            assertEquals(0x4d, pc.pciRead(BRIDGE, 0x4c, 1));
            assertEquals(0x03, pc.pciRead(BRIDGE, 0x4e, 1));
            assertEquals(0x02, pc.pciRead(BRIDGE, 0x69, 1));
        }
    }

    @Test
    void aPciInterruptGoesWhereItsRouteRegisterSays() {
        Source source = new Source();
        try (TestMachine pc = machine(source)) {
            source.line.set(true);
            assertFalse(pc.irq(11).raised(), "not routed after reset");
            pc.pciWrite(BRIDGE, 0x60, 4, 0x0b0b0a0a);
            assertTrue(pc.irq(11).raised());
            assertFalse(pc.irq(10).raised());
            pc.pciWrite(BRIDGE, 0x63, 1, 5);
            assertFalse(pc.irq(11).raised());
            assertTrue(pc.irq(5).raised());
            pc.pciWrite(BRIDGE, 0x63, 1, 0x85);
            assertFalse(pc.irq(5).raised());
        }
    }

    @Test
    void reservedLinesAreNotRouted() {
        Source source = new Source();
        try (TestMachine pc = machine(source)) {
            source.line.set(true);
            for (int reserved : new int[] {0, 1, 2, 8, 13}) {
                pc.pciWrite(BRIDGE, 0x63, 1, reserved);
                assertFalse(pc.irq(reserved).raised(), "line " + reserved);
            }
        }
    }

    @Test
    void hardResetTakesRoutesAway() {
        Source source = new Source();
        try (TestMachine pc = machine(source)) {
            pc.pciWrite(BRIDGE, 0x63, 1, 5);
            source.line.set(true);
            pc.reset(ResetKind.HARD);
            assertEquals(0x80, pc.pciRead(BRIDGE, 0x63, 1));
            assertFalse(pc.irq(5).raised());
        }
    }

    @Test
    void port92DrivesA20() {
        try (TestMachine pc = TestMachine.with(new Piix3())) {
            pc.out8(0x92, 0);
            assertEquals(0, pc.signal("a20").get());
            assertEquals(0, pc.in8(0x92));
            pc.out8(0x92, 2);
            assertEquals(1, pc.signal("a20").get());
            assertEquals(2, pc.in8(0x92));
        }
    }

    @Test
    void port92ResetsTheCpuOnARisingEdgeOnly() {
        try (TestMachine pc = TestMachine.with(new Piix3())) {
            pc.out8(0x92, 2);
            assertEquals(0, pc.signal("reset").get());
            pc.out8(0x92, 3);
            assertEquals(2, pc.signal("reset").get(), "the CPU alone");
        }
    }

    @Test
    void aSuccessorKeepsTheRoutes() {
        Source source = new Source();
        try (TestMachine pc = machine(source)) {
            pc.pciWrite(BRIDGE, 0x63, 1, 5);
            source.line.set(true);
            pc.replace("bridge", new Piix3());
            assertTrue(pc.irq(5).raised());
            assertEquals(5, pc.pciRead(BRIDGE, 0x63, 1));
        }
    }

    @Test
    void aCoprocessorErrorIsIrq13UntilPortF0IsWritten() {
        try (TestMachine pc = TestMachine.with(new Piix3())) {
            pc.out8(0xf0, 0);
            assertEquals(0, pc.signal("ignne").get(), "no error, nothing to ignore");
            pc.signal("ferr").set(1);
            assertTrue(pc.irq(13).raised());
            pc.out8(0xf0, 0);
            assertFalse(pc.irq(13).raised());
            assertEquals(1, pc.signal("ignne").get());
            pc.signal("ferr").set(1);
            assertFalse(pc.irq(13).raised(), "ignored while its handler is at work");
            pc.signal("ferr").set(0);
            assertEquals(0, pc.signal("ignne").get());
            pc.signal("ferr").set(1);
            assertTrue(pc.irq(13).raised());
            pc.reset(ResetKind.HARD);
            assertFalse(pc.irq(13).raised());
        }
    }
}
