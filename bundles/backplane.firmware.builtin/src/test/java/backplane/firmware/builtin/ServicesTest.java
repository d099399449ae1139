package backplane.firmware.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that need no disk, on a machine without any card: 16 MiB of RAM. */
class ServicesTest {
    private Bench bios;

    @BeforeEach
    void post() {
        bios = Bench.of();
        assertFalse(bios.post());
    }

    @AfterEach
    void close() {
        bios.close();
    }

    @Test
    void nothingToBootFromIsSaid() {
        assertTrue(bios.pc.log().stream().anyMatch(l -> l.endsWith("No bootable device.")), bios.pc.log()::toString);
    }

    @Test
    void dataAreasAreFilled() {
        assertEquals(0x9fc0, bios.pc.read16(BiosMemory.EBDA_SEGMENT));
        bios.interrupt(0x12);
        assertEquals(639, bios.ax());
        bios.interrupt(0x11);
        assertEquals(0x0006, bios.ax());
        assertEquals(0xf000_e3fe, bios.pc.read32(0x13 * 4));
    }

    @Test
    void theMemoryMapCoversRamAndEndsWithZero() {
        long ram = 0;
        int index = 0;
        do {
            bios.ax(0xe820).bx(index).cx(20).dx(0x534d4150).di(0x5000).interrupt(0x15);
            assertFalse(bios.carry());
            assertEquals(0x534d4150, bios.reg(CpuState.EAX));
            assertEquals(20, bios.reg(CpuState.ECX));
            if (bios.pc.read32(0x5010) == MemoryLayout.RAM) {
                ram += bios.pc.read32(0x5008);
            }
            index = bios.reg(CpuState.EBX);
        } while (index != 0);
        assertEquals((639 << 10) + (15 << 20) - (128 << 10), ram);
    }

    @Test
    void theMapFollowsTheMemoryThatAnOptionRomTook() {
        bios.pc.write16(BiosMemory.BASE_KIB, 637);
        bios.ax(0xe820).bx(0).cx(20).dx(0x534d4150).di(0x5000).interrupt(0x15);
        assertEquals(637 << 10, bios.pc.read32(0x5008));
        bios.ax(0xe820).bx(1).cx(20).dx(0x534d4150).di(0x5000).interrupt(0x15);
        assertEquals(637 << 10, bios.pc.read32(0x5000));
        assertEquals(3 << 10, bios.pc.read32(0x5008));
    }

    @Test
    void aWrongMapRequestIsRefused() {
        bios.ax(0xe820).bx(0).cx(20).dx(0).di(0x5000).interrupt(0x15);
        assertTrue(bios.carry());
        assertEquals(0x86, bios.ah());
        bios.ax(0xe820).bx(99).cx(20).dx(0x534d4150).interrupt(0x15);
        assertTrue(bios.carry());
    }

    @Test
    void olderMemorySizesAgree() {
        bios.ax(0xe801).interrupt(0x15);
        assertEquals(15 * 1024 - 128, bios.ax());
        assertEquals(0, bios.reg(CpuState.EBX));
        bios.ax(0x8800).interrupt(0x15);
        assertEquals(15 * 1024 - 128, bios.ax());
    }

    @Test
    void blocksMoveAboveOneMebibyte() {
        bios.pc.write32(0x8000, 0xdeadbeef);
        bios.pc.load(0x5000, new byte[48]);
        bios.pc.write16(0x5012, 0x8000);
        bios.pc.write8(0x501c, 0x20);
        bios.ax(0x8700).cx(2).si(0x5000).interrupt(0x15);
        assertFalse(bios.carry());
        assertEquals(0xdeadbeef, bios.pc.read32(0x200000));
    }

    @Test
    void aWaitEndsInGuestTime() {
        long before = bios.pc.machine().now();
        bios.ax(0x8600).cx(0).dx(5_000).interrupt(0x15);
        assertFalse(bios.carry());
        assertTrue(bios.pc.machine().now() - before >= 5_000_000);
    }

    @Test
    void unknownSystemServicesSaySo() {
        bios.ax(0x5300).interrupt(0x15);
        assertTrue(bios.carry());
        assertEquals(0x86, bios.ah());
    }

    @Test
    void keysComeOutInOrderAndWithShift() {
        key(0x1e);
        key(0x2a);
        key(0x1e);
        key(0xaa);
        bios.ax(0x0100).interrupt(0x16);
        assertFalse(bios.zero());
        assertEquals(0x1e61, bios.ax());
        bios.ax(0).interrupt(0x16);
        assertEquals(0x1e61, bios.ax());
        bios.ax(0).interrupt(0x16);
        assertEquals(0x1e41, bios.ax());
        bios.ax(0x0100).interrupt(0x16);
        assertTrue(bios.zero());
    }

    @Test
    void readingAKeyWaitsForOne() {
        bios.ax(0);
        assertFalse(bios.interruptOnce(0x16));
        key(0x01);
        bios.ax(0);
        assertTrue(bios.again(0x16));
        assertEquals(0x011b, bios.ax());
    }

    @Test
    void greyKeysDifferOnlyForProgramsThatAsk() {
        key(0xe0);
        key(0x48);
        bios.ax(0x1100).interrupt(0x16);
        assertEquals(0x48e0, bios.ax());
        bios.ax(0).interrupt(0x16);
        assertEquals(0x4800, bios.ax());
    }

    @Test
    void functionKeysAndControl() {
        key(0x3b);
        key(0x57);
        key(0x1d);
        key(0x2e);
        bios.ax(0x1000).interrupt(0x16);
        assertEquals(0x3b00, bios.ax());
        bios.ax(0x1000).interrupt(0x16);
        assertEquals(0x8500, bios.ax());
        bios.ax(0x1000).interrupt(0x16);
        assertEquals(0x2e03, bios.ax());
    }

    @Test
    void aFullBufferRefusesKeys() {
        for (int i = 0; i < 15; i++) {
            bios.ax(0x0500).cx(0x1e61).interrupt(0x16);
            assertEquals(0, bios.al());
        }
        bios.ax(0x0500).cx(0x1e61).interrupt(0x16);
        assertEquals(1, bios.al());
    }

    private void key(int scanCode) {
        bios.ax(scanCode);
        bios.cpu.wires().trap(bios.cpu, Rom.TRAP_KEY);
    }

    @Test
    void ticksAreSetAndRead() {
        bios.ax(0x0100).cx(0x12).dx(0x3456).interrupt(0x1a);
        bios.ax(0).interrupt(0x1a);
        assertEquals(0x12, bios.reg(CpuState.ECX));
        assertEquals(0x3456, bios.reg(CpuState.EDX));
    }

    @Test
    void thePciBiosIsThere() {
        bios.ax(0xb101).interrupt(0x1a);
        assertFalse(bios.carry());
        assertEquals(0x20494350, bios.reg(CpuState.EDX));
        bios.ax(0xb102).dx(0x8086).cx(0x1237).si(0).interrupt(0x1a);
        assertTrue(bios.carry());
        assertEquals(0x86, bios.ah());
    }

    @Test
    void disksThatAreNotThereAreAnError() {
        bios.ax(0x0201).bx(0x7c00).cx(1).dx(0x80).interrupt(0x13);
        assertTrue(bios.carry());
        assertEquals(1, bios.ah());
    }

    @Test
    void videoStateIsTextMode3() {
        bios.ax(0x0f00).interrupt(0x10);
        assertEquals(0x5003, bios.ax());
    }
}
