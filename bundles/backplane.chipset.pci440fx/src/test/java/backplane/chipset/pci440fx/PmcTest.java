package backplane.chipset.pci440fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import backplane.api.device.ResetKind;
import backplane.api.pci.PciAddress;
import backplane.testkit.TestMachine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PmcTest {
    private static final PciAddress HOST = new PciAddress(0, 0, 0);

    private static TestMachine machine() {
        return TestMachine.with(new Pmc());
    }

    private static void select(TestMachine pc, int devfn, int reg) {
        pc.out32(0xcf8, 0x80000000 | devfn << 8 | reg & 0xfc);
    }

    private static int read8(TestMachine pc, int reg) {
        select(pc, 0, reg);
        return pc.in8(0xcfc + (reg & 3));
    }

    private static void write8(TestMachine pc, int reg, int value) {
        select(pc, 0, reg);
        pc.out8(0xcfc + (reg & 3), value);
    }

    @Test
    void mechanism1FindsTheBridgeInEachWidth() {
        try (TestMachine pc = machine()) {
            select(pc, 0, 0);
            assertEquals(0x12378086, pc.in32(0xcfc));
            assertEquals(0x1237, pc.in16(0xcfe));
            assertEquals(0x37, pc.in8(0xcfe));
            assertEquals(0x80000000, pc.in32(0xcf8));
            select(pc, 0, 8);
            assertEquals(0x06000002, pc.in32(0xcfc));
        }
    }

    @Test
    void absentFunctionsAndADisabledAddressReadAllOnes() {
        try (TestMachine pc = machine()) {
            select(pc, 9 << 3, 0);
            assertEquals(-1, pc.in32(0xcfc));
            pc.out32(0xcf8, 0);
            assertEquals(-1, pc.in32(0xcfc));
            assertEquals(0xff, pc.in8(0xcfc));
            pc.out32(0xcf8, 0x80010000);
            assertEquals(0xffff, pc.in16(0xcfc));
        }
    }

    @Test
    void narrowWritesDoNotChangeTheAddressLatch() {
        try (TestMachine pc = machine()) {
            select(pc, 0, 0x58);
            pc.out8(0xcf8, 0xff);
            pc.out16(0xcf8, 0xffff);
            pc.out16(0xcfa, 0xffff);
            assertEquals(0x80000058, pc.in32(0xcf8));
        }
    }

    @Test
    void pamSendsWritesAndReadsToRamSegmentBySegment() {
        try (TestMachine pc = machine()) {
            pc.write8(0xc0000L, 0x11);
            assertEquals(0xff, pc.read8(0xc0000L), "nothing claims the segment");
            write8(pc, 0x5a, 0x02);
            pc.write8(0xc0000L, 0x11);
            assertEquals(0xff, pc.read8(0xc0000L), "writes go to RAM, reads still outside");
            write8(pc, 0x5a, 0x01);
            assertEquals(0x11, pc.read8(0xc0000L));
            pc.write8(0xc0000L, 0x22);
            assertEquals(0x11, pc.read8(0xc0000L), "read-only");
            write8(pc, 0x5a, 0x31);
            pc.write8(0xc4000L, 0x33);
            assertEquals(0x33, pc.read8(0xc4000L), "the high nibble is the next 16 KiB");
            assertEquals(0xff, pc.read8(0xc8000L));
        }
    }

    @Test
    void seaBiosUnlocksEverythingWithTwoDwords() {
        try (TestMachine pc = machine()) {
            select(pc, 0, 0x58);
            pc.out32(0xcfc, 0x33333000);
            select(pc, 0, 0x5c);
            pc.out32(0xcfc, 0x33333333);
            for (long at = 0xc0000; at < 0x100000; at += 0x4000) {
                pc.write8(at, (int) (at >>> 14 & 0xff));
                assertEquals(at >>> 14 & 0xff, pc.read8(at), Long.toHexString(at));
            }
            assertEquals(0x30, read8(pc, 0x59));
        }
    }

    @Test
    void hardResetClosesTheShadowAndClearsPam() {
        try (TestMachine pc = machine()) {
            write8(pc, 0x59, 0x30);
            write8(pc, 0x72, 0x0a);
            pc.write8(0xf0000L, 0x55);
            assertEquals(0x55, pc.read8(0xf0000L));
            pc.reset(ResetKind.HARD);
            assertNotEquals(0x55, pc.read8(0xf0000L));
            assertEquals(0, read8(pc, 0x59));
            assertEquals(2, read8(pc, 0x72));
            assertEquals(8, read8(pc, 0x57));
        }
    }

    @Test
    void softResetKeepsTheShadow() {
        try (TestMachine pc = machine()) {
            write8(pc, 0x59, 0x30);
            pc.reset(ResetKind.SOFT);
            assertEquals(0x30, read8(pc, 0x59));
        }
    }

    @Test
    void cf9ResetsHardWithBit1() {
        try (TestMachine pc = machine()) {
            write8(pc, 0x59, 0x30);
            pc.out8(0xcf9, 0x02);
            assertEquals(2, pc.in8(0xcf9));
            assertEquals(0x30, read8(pc, 0x59), "no reset yet");
            pc.out8(0xcf9, 0x06);
            assertEquals(1, pc.signal("reset").get());
        }
    }

    @Test
    void cf9WithoutBit1ResetsTheCpuAlone() {
        try (TestMachine pc = machine()) {
            pc.out8(0xcf9, 0x04);
            assertEquals(2, pc.signal("reset").get());
        }
    }

    @Test
    void aSuccessorKeepsLatchAndShadow() {
        try (TestMachine pc =
                TestMachine.builder().ram(16).card("host", new Pmc(), Map.of()).build()) {
            write8(pc, 0x59, 0x30);
            pc.write8(0xf1234L, 0x77);
            select(pc, 0, 0x58);
            pc.replace("host", new Pmc());
            assertEquals(0x80000058, pc.in32(0xcf8));
            assertEquals(0x77, pc.read8(0xf1234L));
            assertEquals(0x30, pc.pciRead(HOST, 0x59, 1));
        }
    }

    @Test
    void identificationIsReadOnly() {
        try (TestMachine pc = machine()) {
            pc.pciWrite(HOST, 0, 4, -1);
            assertEquals(0x12378086, pc.pciRead(HOST, 0, 4));
        }
    }
}
