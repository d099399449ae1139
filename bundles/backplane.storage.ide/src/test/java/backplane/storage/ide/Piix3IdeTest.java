package backplane.storage.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.pci.PciAddress;
import backplane.testkit.TestMachine;
import org.junit.jupiter.api.Test;

/** The PCI function and its bus master registers. */
class Piix3IdeTest {
    private static final PciAddress IDE = new PciAddress(0, 1, 1);

    @Test
    void identifiesItselfInCompatibilityMode() {
        try (TestMachine pc = TestMachine.with(new Piix3Ide())) {
            assertEquals(0x70108086, pc.pciRead(IDE, 0, 4));
            assertEquals(0x010180, pc.pciRead(IDE, 8, 4) >>> 8);
            pc.pciWrite(IDE, 0x40, 2, 0x8000);
            pc.pciWrite(IDE, 0x42, 2, 0x8000);
            assertEquals(0x80008000, pc.pciRead(IDE, 0x40, 4));
        }
    }

    @Test
    void busMasterRegistersAreThere() {
        try (TestMachine pc = TestMachine.with(new Piix3Ide())) {
            pc.pciWrite(IDE, 0x20, 4, 0xc000);
            pc.pciWrite(IDE, 0x04, 2, 5);
            assertEquals(0, pc.in8(0xc002));
            pc.out32(0xc004, 0x12345677);
            assertEquals(0x12345674, pc.in32(0xc004));
            pc.out8(0xc00a, 0x66);
            assertEquals(0x60, pc.in8(0xc00a), "error and interrupt are cleared by ones");
        }
    }

    @Test
    void aChannelWithoutDrivesReadsAsZeros() {
        try (TestMachine pc = TestMachine.with(new Piix3Ide())) {
            pc.out8(0x172, 0x55);
            for (int port = 0x170; port < 0x178; port++) {
                assertEquals(0, pc.in8(port));
            }
            assertEquals(0, pc.in8(0x376));
        }
    }
}
