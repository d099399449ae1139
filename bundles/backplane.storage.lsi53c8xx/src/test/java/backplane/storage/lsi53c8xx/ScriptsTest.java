package backplane.storage.lsi53c8xx;

import static backplane.storage.lsi53c8xx.ScriptHost.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.MemoryDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instructions that need no bus, interrupts and resets. */
class ScriptsTest {
    private static final int INT = 0x98080000;
    private static final int SIR = 0x04;

    private ScriptHost host;

    @BeforeEach
    void powerOn() {
        host = new ScriptHost(LsiModel.LSI53C895A, MemoryDisk.ofSectors(64));
    }

    @AfterEach
    void powerOff() {
        host.close();
    }

    @Test
    void identifiesItself() {
        assertEquals(0x00121000, host.pc().pciRead(CARD, 0, 4));
        assertEquals(0x010000, host.pc().pciRead(CARD, 8, 4) >>> 8);
        assertEquals(0x10000000, host.pc().pciRead(CARD, 0x2c, 4));
        assertEquals(0xff, host.pc().pciRead(CARD, 0x0d, 1));
        try (ScriptHost old = new ScriptHost(LsiModel.LSI53C810, MemoryDisk.ofSectors(64))) {
            assertEquals(0x00011000, old.pc().pciRead(CARD, 0, 4));
            assertEquals(0, old.pc().pciRead(CARD, 0x18, 4), "no SCRIPTS RAM");
        }
    }

    @Test
    void powerOnValues() {
        assertEquals(0xc0, host.in(0x00), "SCNTL0");
        assertEquals(0x80, host.in(0x0c), "DSTAT");
        assertEquals(0x02, host.in(0x0f), "SSTAT2");
        assertEquals(0x01, host.in(0x1a), "CTEST2");
        assertEquals(0xe0, host.in(0x52), "STEST4");
        assertEquals(0x7f, host.in(0x07), "GPREG");
    }

    @Test
    void linuxsRegisterTestDoesNotReadBackAllOnes() {
        host.out32(0x0c, -1);
        assertEquals(0x02000080, host.in32(0x0c));
    }

    @Test
    void registersAreTheSameThroughBothBars() {
        host.out32(0x34, 0x12345678);
        assertEquals(0x12345678, host.pc().read32(0xe0000034L));
        host.pc().write32(0xe0000110L, 0xcafe);
        assertEquals(0xcafe, host.in32(0x10), "mirrored in the larger window");
    }

    @Test
    void intStopsBehindItselfWithItsCode() {
        host.script(INT, 0xabcd).run();
        assertEquals(0x01, host.in(0x14), "DIP");
        assertEquals(0x80 | SIR, host.in(0x0c));
        assertEquals(0x80, host.in(0x0c), "clears when read");
        assertEquals(SCRIPT + 8, host.in32(0x2c));
        assertEquals(0xabcd, host.in32(0x30));
        assertEquals(0, host.in(0x14));
    }

    @Test
    void intaIsALevelUnderDien() {
        host.script(INT, 1).run();
        assertFalse(host.pc().irq(IRQ).raised());
        host.out(0x39, SIR);
        assertTrue(host.pc().irq(IRQ).raised());
        host.out(0x3b, 0x02);
        assertFalse(host.pc().irq(IRQ).raised(), "DCNTL.IRQD");
        host.out(0x3b, 0);
        assertTrue(host.pc().irq(IRQ).raised());
        host.in(0x0c);
        assertFalse(host.pc().irq(IRQ).raised());
    }

    @Test
    void interruptOnTheFlyDoesNotStop() {
        host.script(0x98180000, 0, INT, 2).run();
        assertEquals(0x04 | 0x01, host.in(0x14));
        assertTrue(host.pc().irq(IRQ).raised(), "INTF has no mask");
        assertEquals(2, host.in32(0x30));
        host.out(0x14, 0x04);
        assertEquals(0x01, host.in(0x14));
        assertFalse(host.pc().irq(IRQ).raised());
    }

    @Test
    void emptyInstructionsAreSteppedOver() {
        host.script(0, 0, 0, INT, 3).run();
        assertEquals(3, host.in32(0x30));
    }

    @Test
    void loadAndStore() {
        host.pc().write32(DATA, 0x11223344);
        host.out32(0x10, DATA - 0x10);
        host.script(0xe1340004, DATA, 0xe0340004, DATA + 4, 0xf15c0002, 0x12, 0xf05c0001, 0x20, INT, 0)
                .run();
        assertEquals(0x11223344, host.in32(0x34));
        assertEquals(0x11223344, host.pc().read32(DATA + 4));
        assertEquals(0x1122, host.in32(0x5c), "DSA relative, two bytes");
        assertEquals(0x22, host.pc().read8(DATA + 0x10));
    }

    @Test
    void memoryMoveInRamAndToOwnRegisters() {
        for (int i = 0; i < 3000; i++) {
            host.pc().write8(DATA + i, i * 7);
        }
        host.script(0xc0000000 | 3000, DATA, DATA + 0x4000, 0xc0000004, DATA, MMIO + 0x34)
                .append(0xc0000004, MMIO + 0x34, DATA + 0x8000, INT, 0)
                .run();
        for (int i = 0; i < 3000; i++) {
            assertEquals(i * 7 & 0xff, host.pc().read8(DATA + 0x4000 + i));
        }
        assertEquals(host.pc().read32(DATA), host.in32(0x34));
        assertEquals(host.pc().read32(DATA), host.pc().read32(DATA + 0x8000));
    }

    @Test
    void aLargeMemoryMoveGoesOnAfterItsBudget() {
        host.pc().write32(0x500000 + (2 << 20) - 4, 0x5a5a5a5a);
        host.script(0xc0000000 | 2 << 20, 0x500000, 0x800000, INT, 4).run();
        assertEquals(0x02, host.in(0x15) & 0x02, "SRUN");
        host.pc().advance(10_000_000);
        assertEquals(4, host.in32(0x30));
        assertEquals(0x5a5a5a5a, host.pc().read32(0x800000 + (2 << 20) - 4));
    }

    @Test
    void scriptsRunFromTheirRam() {
        host.pc().write32(0xe0002100L, INT);
        host.pc().write32(0xe0002104L, 5);
        host.out32(0x2c, RAM + 0x100);
        assertEquals(5, host.in32(0x30));
        host.out(0x1a, 0x08);
        assertEquals(MMIO, host.in32(0x34), "CTEST2.PCICIE shows BAR1");
        assertEquals(RAM, host.in32(0x5c), "and BAR2");
    }

    @Test
    void registerArithmetic() {
        // SCRATCHA = 0x80, shifted left into carry; SCRATCHA1 = 1 + 2 + carry; SFBR = SCRATCHA1 | 0x10.
        host.script(0x78348000, 0, 0x79340000, 0, 0x78350100, 0, 0x7f350200, 0, 0x72351000, 0, 0x6a363300, 0, INT, 0)
                .run();
        assertEquals(0x00, host.in(0x34));
        assertEquals(0x04, host.in(0x35));
        assertEquals(0x14, host.in(0x08));
        assertEquals(0x37, host.in(0x36), "SFBR | 0x33");
    }

    @Test
    void jumpsOnDataUnderAMask() {
        // SFBR = 0x5a; jump if (SFBR & ~0x0f) == 0x50, relative; else INT 1.
        host.script(0x72340000 | 0x5a00, 0, 0x80840f50, 8, INT, 1, INT, 2);
        host.out(0x34, 0);
        host.run();
        assertEquals(1, host.in32(0x30), "jump if not equal is not taken");
        host.script(0x72340000 | 0x5a00, 0, 0x808c0f50, 8, INT, 1, INT, 2).run();
        assertEquals(2, host.in32(0x30));
    }

    @Test
    void callAndReturn() {
        host.script(0x88080000, SCRIPT + 0x20, INT, 6)
                .append(0, 0, 0, 0)
                .append(0x90080000, 0)
                .run();
        assertEquals(6, host.in32(0x30));
        assertEquals(SCRIPT + 8, host.in32(0x1c), "TEMP");
    }

    @Test
    void aReservedOpcodeIsAnIllegalInstruction() {
        host.script(0xa0080000, 0).run();
        assertEquals(0x81, host.in(0x0c));
    }

    @Test
    void singleStep() {
        host.out(0x3b, 0x10);
        host.script(0x80000000, 0, 0x80000000, 0, INT, 7).run();
        assertEquals(0x88, host.in(0x0c));
        assertEquals(SCRIPT + 8, host.in32(0x2c));
        host.out(0x3b, 0x14);
        assertEquals(0x88, host.in(0x0c));
        assertEquals(SCRIPT + 16, host.in32(0x2c));
    }

    @Test
    void anEndlessScriptLetsTheMachineLiveAndCanBeAborted() {
        host.script(0x80080000, SCRIPT).run();
        host.pc().advance(1_000_000);
        assertEquals(0x02, host.in(0x15) & 0x02, "SRUN");
        host.out(0x14, 0x80);
        assertEquals(0x90, host.in(0x0c));
        assertEquals(0, host.in(0x15) & 0x02);
    }

    @Test
    void sigpEndsWaitReselect() {
        host.script(0x50000000, SCRIPT + 0x20, INT, 1)
                .append(0, 0, 0, 0)
                .append(0x741a0000, 0, INT, 8)
                .run();
        assertEquals(0x02, host.in(0x15) & 0x02, "waits");
        host.out(0x14, 0x20);
        assertEquals(8, host.in32(0x30));
        assertEquals(0, host.in(0x14) & 0x20, "the script read CTEST2");
        host.in(0x0c);
        host.out(0x14, 0x20);
        host.run();
        assertEquals(8, host.in32(0x30), "also when it was there before");
    }

    @Test
    void selectionTimeoutStopsBehindTheNextInstruction() {
        host.script(0x41050000, 0, 0x9e030000, 1, INT, 2).run();
        assertEquals(0x04, host.in(0x43), "STO");
        assertEquals(SCRIPT + 16, host.in32(0x2c));
        assertEquals(0x80, host.in(0x0c), "no INT was taken");
        assertEquals(0, host.in(0x14));
    }

    @Test
    void interruptsAreStackedBehindOneAnother() {
        host.out(0x41, 0x04);
        host.script(0x41050000, 0, 0x9e030000, 1).run();
        host.out(0x01, 0x08);
        host.out(0x01, 0x00);
        assertEquals(0x02, host.in(0x14), "SIP");
        assertEquals(0x00, host.in(0x42), "the reset waits behind the timeout");
        assertEquals(0x04, host.in(0x43));
        assertEquals(0x02, host.in(0x14), "SIP again");
        assertEquals(0x02, host.in(0x42), "RST");
        assertEquals(0, host.in(0x14));
    }

    @Test
    void theGeneralPurposeTimerExpires() {
        host.out(0x49, 4);
        host.pc().advance(1_730_000);
        assertEquals(0, host.in(0x43));
        host.pc().advance(10_000);
        assertEquals(0, host.in(0x14), "masked: no SIP");
        assertEquals(0x02, host.in(0x43));
        host.out(0x41, 0x02);
        host.out(0x03, 0x01); // not divided
        host.out(0x4d, 0x0c); // times 4
        host.out(0x49, 4);
        host.pc().advance(150_000);
        assertEquals(0x02, host.in(0x14));
        assertTrue(host.pc().irq(IRQ).raised());
    }

    @Test
    void softwareResetClearsItselfAndKeepsConfigurationAndRam() {
        host.pc().write32(0xe0002000L, 0x1234);
        host.out32(0x34, -1);
        host.out(0x14, 0x40);
        assertEquals(0, host.in(0x14));
        assertEquals(0, host.in32(0x34));
        assertEquals(0x1234, host.pc().read32(0xe0002000L));
        host.pc().reset(ResetKind.HARD);
        assertEquals(0xff, host.pc().in8(IO), "BARs are gone");
    }

    @Test
    void aSuccessorKeepsRegistersRamAndAWaitingScript() {
        host.out32(0x34, 0x600df00d);
        host.pc().write32(0xe0002010L, 0x42);
        host.script(0x50000000, SCRIPT + 8, INT, 9).run();
        host.pc().replace("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A));
        assertEquals(0x600df00d, host.in32(0x34));
        assertEquals(0x42, host.pc().read32(0xe0002010L));
        host.out(0x14, 0x20);
        assertEquals(9, host.in32(0x30));
    }
}
