package backplane.chipset.piix4pm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.api.pci.PciAddress;
import backplane.testkit.TestMachine;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class Piix4PmTest {
    private static final PciAddress PM = new PciAddress(0, 1, 3);
    private static final long SECOND = 1_000_000_000L;

    private static TestMachine machine() {
        return TestMachine.builder().ram(16).card("pm", new Piix4Pm(), Map.of()).build();
    }

    /** As SeaBIOS does without a table loader, but at 0x600. */
    private static TestMachine enabled() {
        TestMachine pc = machine();
        pc.pciWrite(PM, 0x40, 4, 0x601);
        pc.pciWrite(PM, 0x80, 1, 1);
        pc.pciWrite(PM, 0x90, 4, 0x701);
        pc.pciWrite(PM, 0xd2, 1, 9);
        return pc;
    }

    @Test
    void powerOnValuesTellFirmwareThatSmmIsDone() {
        try (TestMachine pc = machine()) {
            assertEquals(0x71138086, pc.pciRead(PM, 0, 4));
            assertEquals(0x0680, pc.pciRead(PM, 0x0a, 2));
            assertEquals(3, pc.pciRead(PM, 8, 1));
            assertEquals(2, pc.pciRead(PM, 0x5b, 1));
            assertEquals(1, pc.pciRead(PM, 0x40, 4));
            assertEquals(0, pc.pciRead(PM, 0x80, 1));
            assertEquals(1, pc.pciRead(PM, 0x3d, 1), "INTA");
        }
    }

    @Test
    void theBlockIsClosedUntilFirmwareEnablesIt() {
        try (TestMachine pc = machine()) {
            pc.pciWrite(PM, 0x40, 4, 0x601);
            assertEquals(0xffff, pc.in16(0x604));
            pc.out16(0x604, 0x2000);
            assertEquals(OptionalInt.empty(), pc.powerStatus());
            pc.pciWrite(PM, 0x80, 1, 1);
            assertEquals(0, pc.in16(0x604));
            pc.pciWrite(PM, 0x40, 4, 0xb001);
            assertEquals(0xffff, pc.in16(0x604), "moved away");
            assertEquals(0, pc.in16(0xb004));
            assertEquals(0xb001, pc.pciRead(PM, 0x40, 4));
        }
    }

    @Test
    void aBlockOverOtherPortsStaysClosedAndIsLogged() {
        try (TestMachine pc = machine()) {
            pc.pciWrite(PM, 0x80, 1, 1);
            pc.pciWrite(PM, 0x40, 4, 0x81);
            assertEquals(0xffff, pc.in16(0x84));
            pc.out8(0xb3, 0x5a);
            assertEquals(0x5a, pc.in8(0xb3), "the ports' owner still answers");
        }
    }

    @Test
    void theTimerCounts3579545TicksASecondIn24Bits() {
        try (TestMachine pc = enabled()) {
            int before = pc.in32(0x608);
            pc.advance(SECOND);
            assertEquals(before + 3_579_545 & 0xffffff, pc.in32(0x608), 1);
            pc.advance(100 * SECOND);
            assertEquals(0, pc.in32(0x608) >>> 24);
        }
    }

    @Test
    void theTimerDoesNotBreakAfterAYear() {
        try (TestMachine pc = enabled()) {
            long year = 365L * 86_400;
            pc.advance(year * SECOND);
            assertEquals((int) (year * 3_579_545L & 0xffffff), pc.in32(0x608), 64);
        }
    }

    @Test
    void bit23ChangingSetsTheStatusAndRaisesTheSci() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x602, 1);
            pc.advance(3 * SECOND);
            assertEquals(1, pc.in16(0x600));
            assertFalse(pc.irq(9).raised(), "SCI_EN is off");
            pc.out16(0x604, 1);
            assertTrue(pc.irq(9).raised());
            pc.out16(0x600, 1);
            assertFalse(pc.irq(9).raised());
            assertEquals(0, pc.in16(0x600));
            pc.advance(3 * SECOND);
            assertTrue(pc.irq(9).raised(), "every 2.34 s");
        }
    }

    @Test
    void statusAppearsWithoutTheInterruptBeingEnabled() {
        try (TestMachine pc = enabled()) {
            pc.advance(3 * SECOND);
            assertEquals(1, pc.in8(0x600));
            assertFalse(pc.irq(9).raised());
        }
    }

    @Test
    void thePowerButtonIsAnEvent() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x602, 0x100);
            pc.out16(0x604, 1);
            pc.signal("power-button").set(1);
            assertEquals(0x100, pc.in16(0x600));
            assertTrue(pc.irq(9).raised());
            pc.signal("power-button").set(0);
            pc.out16(0x600, 0x100);
            assertFalse(pc.irq(9).raised());
            assertEquals(0, pc.in16(0x600));
        }
    }

    @Test
    void sleepTypeZeroPowersOff() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x604, 0x2000);
            assertEquals(OptionalInt.of(0), pc.powerStatus());
            assertEquals(0, pc.in16(0x604) & 0x2000, "SUS_EN reads 0");
        }
    }

    @Test
    void otherSleepTypesAreLoggedAndTheGuestGoesOn() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x604, 0x2400);
            assertEquals(OptionalInt.empty(), pc.powerStatus());
        }
    }

    @Test
    void theAcpiCommandsSwitchSciEnable() {
        try (TestMachine pc = enabled()) {
            pc.out8(0xb2, 0xf1);
            assertEquals(1, pc.in16(0x604));
            assertEquals(0xf1, pc.in8(0xb2));
            pc.out8(0xb2, 0xf0);
            assertEquals(0, pc.in16(0x604));
        }
    }

    @Test
    void nobodyIsOnTheSmbus() {
        try (TestMachine pc = enabled()) {
            assertEquals(0, pc.in8(0x700));
            pc.out8(0x704, 0xa1);
            pc.out8(0x702, 0x48);
            assertEquals(4, pc.in8(0x700), "DEV_ERR");
            pc.out8(0x700, 4);
            assertEquals(0, pc.in8(0x700));
        }
    }

    @Test
    void hardResetClosesTheBlocks() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x602, 1);
            pc.reset(ResetKind.HARD);
            assertEquals(0xffff, pc.in16(0x604));
            assertEquals(0xff, pc.in8(0x700));
            assertEquals(2, pc.pciRead(PM, 0x5b, 1));
        }
    }

    @Test
    void aSuccessorGoesOnWithTimerAndInterrupt() {
        try (TestMachine pc = enabled()) {
            pc.out16(0x602, 1);
            pc.out16(0x604, 1);
            pc.advance(SECOND);
            int before = pc.in32(0x608);
            pc.replace("pm", new Piix4Pm());
            assertEquals(before, pc.in32(0x608), 64);
            pc.advance(2 * SECOND);
            assertTrue(pc.irq(9).raised());
        }
    }
}
