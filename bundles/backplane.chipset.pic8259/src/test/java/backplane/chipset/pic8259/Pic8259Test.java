package backplane.chipset.pic8259;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.TestMachine;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the pair as a PC's firmware sets it up: vectors 0x08 and 0x70. */
class Pic8259Test {
    private static final int EOI = 0x20;

    private final Pic8259 pic = new Pic8259();
    private final LinesCard lines = new LinesCard();
    private TestMachine pc;

    @BeforeEach
    void setUp() {
        pc = TestMachine.builder()
                .card("pic", pic, Map.of())
                .card("lines", lines, Map.of())
                .build();
        initialise(0x01, 0x01);
    }

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private void initialise(int masterIcw4, int slaveIcw4) {
        pc.out8(0x20, 0x11);
        pc.out8(0xa0, 0x11);
        pc.out8(0x21, 0x08);
        pc.out8(0xa1, 0x70);
        pc.out8(0x21, 0x04);
        pc.out8(0xa1, 0x02);
        pc.out8(0x21, masterIcw4);
        pc.out8(0xa1, slaveIcw4);
    }

    private int isr(int port) {
        pc.out8(port, 0x0b);
        return pc.in8(port);
    }

    private int irr(int port) {
        pc.out8(port, 0x0a);
        return pc.in8(port);
    }

    @Test
    void initialisationClearsTheMasksAndCommandOneSetsThem() {
        assertEquals(0, pc.in8(0x21));
        pc.out8(0x21, 0xfb);
        pc.out8(0xa1, 0x3f);
        assertEquals(0xfb, pc.in8(0x21));
        assertEquals(0x3f, pc.in8(0xa1));
        pc.out8(0x20, 0x11);
        assertEquals(0, pc.in8(0x21));
    }

    @Test
    void anEdgeAsksOnceAndIsServedWithItsVector() {
        assertFalse(pic.intr());
        lines.raise(1);
        assertTrue(pic.intr());
        assertEquals(0x02, irr(0x20));
        assertEquals(0x09, pic.acknowledge());
        assertFalse(pic.intr());
        assertEquals(0x02, isr(0x20));
        assertEquals(0, irr(0x20));
        pc.out8(0x20, EOI);
        assertEquals(0, isr(0x20));
        assertFalse(pic.intr(), "a line that stays high is no second edge");
        lines.drop(1);
        lines.raise(1);
        assertTrue(pic.intr());
    }

    @Test
    void aPulseIsNotLost() {
        lines.pulse(0);
        assertEquals(0x08, pic.acknowledge());
    }

    @Test
    void aMaskedLineWaits() {
        pc.out8(0x21, 0x08);
        lines.raise(3);
        assertFalse(pic.intr());
        pc.out8(0x21, 0);
        assertEquals(0x0b, pic.acknowledge());
    }

    @Test
    void theLowerNumberInterruptsAndTheHigherWaits() {
        lines.raise(4);
        assertEquals(0x0c, pic.acknowledge());
        lines.raise(5);
        assertFalse(pic.intr());
        lines.raise(3);
        assertEquals(0x0b, pic.acknowledge());
        assertEquals(0x18, isr(0x20));
        pc.out8(0x20, EOI);
        assertEquals(0x10, isr(0x20), "a non-specific EOI ends the one of highest priority");
        pc.out8(0x20, EOI);
        assertEquals(0x0d, pic.acknowledge());
    }

    @Test
    void theSlaveAnswersThroughTheCascade() {
        lines.raise(14);
        assertEquals(0x76, pic.acknowledge());
        assertEquals(0x04, isr(0x20));
        assertEquals(0x40, isr(0xa0));
        lines.raise(8);
        assertFalse(pic.intr(), "the master's input 2 is in service");
        pc.out8(0xa0, EOI);
        pc.out8(0x20, EOI);
        assertEquals(0x70, pic.acknowledge());
    }

    @Test
    void specialFullyNestedModeLetsTheSlaveNest() {
        initialise(0x11, 0x01);
        lines.raise(14);
        assertEquals(0x76, pic.acknowledge());
        lines.raise(8);
        assertEquals(0x70, pic.acknowledge());
    }

    @Test
    void lineTwoOfACardLeadsNowhere() {
        lines.raise(2);
        assertFalse(pic.intr());
    }

    @Test
    void aRequestWithdrawnInTimeGivesSpuriousSeven() {
        pc.out8(0x4d0, 0x08);
        lines.raise(3);
        lines.drop(3);
        assertFalse(pic.intr());
        assertEquals(0x0f, pic.acknowledge());
        assertEquals(0, isr(0x20), "no bit in service");
    }

    @Test
    void aRequestOfTheSlaveWithdrawnInTimeGivesSpuriousFifteen() {
        pc.out8(0x4d1, 0x08);
        lines.raise(11);
        lines.drop(11);
        assertEquals(0x77, pic.acknowledge());
        assertEquals(0, isr(0xa0));
        assertEquals(0x04, isr(0x20), "the master was interrupted and wants its EOI");
    }

    @Test
    void aLevelAsksAgainUntilItFalls() {
        pc.out8(0x4d1, 0x0c);
        assertEquals(0x0c, pc.in8(0x4d1));
        lines.raise(10);
        assertEquals(0x72, pic.acknowledge());
        pc.out8(0xa0, EOI);
        pc.out8(0x20, EOI);
        assertTrue(pic.intr());
        assertEquals(0x72, pic.acknowledge());
        lines.drop(10);
        pc.out8(0xa0, EOI);
        pc.out8(0x20, EOI);
        assertFalse(pic.intr());
    }

    @Test
    void elcrKeepsTheFixedLinesEdgeTriggered() {
        pc.out8(0x4d0, 0xff);
        pc.out8(0x4d1, 0xff);
        assertEquals(0xf8, pc.in8(0x4d0));
        assertEquals(0xde, pc.in8(0x4d1));
    }

    @Test
    void automaticEndOfInterruptLeavesNothingInService() {
        initialise(0x03, 0x01);
        lines.raise(5);
        assertEquals(0x0d, pic.acknowledge());
        assertEquals(0, isr(0x20));
    }

    @Test
    void rotationInAutomaticModeMovesTheServedToTheEnd() {
        initialise(0x03, 0x01);
        pc.out8(0x20, 0x80);
        lines.raise(0);
        assertEquals(0x08, pic.acknowledge());
        lines.drop(0);
        lines.raise(0);
        lines.raise(5);
        assertEquals(0x0d, pic.acknowledge());
        assertEquals(0x08, pic.acknowledge());
    }

    @Test
    void specificEoiAndRotation() {
        lines.raise(4);
        pic.acknowledge();
        lines.raise(1);
        pic.acknowledge();
        pc.out8(0x20, 0x64); // specific EOI, level 4
        assertEquals(0x02, isr(0x20));
        pc.out8(0x20, 0xa0); // rotate on non-specific EOI: 1 is last now, 2 first
        lines.drop(1);
        lines.raise(1);
        lines.drop(4);
        lines.raise(4);
        assertEquals(0x0c, pic.acknowledge());
        pc.out8(0x20, 0xe4); // rotate on specific EOI
        pc.out8(0x20, 0xc7); // set priority: 7 is last again
        assertEquals(0x09, pic.acknowledge());
    }

    @Test
    void specialMaskModeLetsLowerPrioritiesThrough() {
        lines.raise(1);
        pic.acknowledge();
        lines.raise(4);
        assertFalse(pic.intr());
        pc.out8(0x21, 0x02);
        assertFalse(pic.intr());
        pc.out8(0x20, 0x68);
        assertTrue(pic.intr());
        assertEquals(0x0c, pic.acknowledge());
        pc.out8(0x20, EOI);
        assertEquals(0x02, isr(0x20), "a masked level is not ended by a non-specific EOI");
        pc.out8(0x20, 0x48);
        pc.out8(0x21, 0);
        assertFalse(pic.intr());
    }

    @Test
    void pollingReplacesTheAcknowledge() {
        pc.out8(0x20, 0x0c);
        assertEquals(0, pc.in8(0x20));
        lines.raise(6);
        pc.out8(0x20, 0x0c);
        assertEquals(0x86, pc.in8(0x20));
        assertFalse(pic.intr());
        assertEquals(0x40, isr(0x20));
    }

    @Test
    void aSingleChipWithoutCommandFourIsReadyAfterTwoWords() {
        pc.out8(0x20, 0x12);
        pc.out8(0x21, 0x20);
        pc.out8(0x21, 0xfe);
        assertEquals(0xfe, pc.in8(0x21));
        lines.raise(0);
        assertEquals(0x20, pic.acknowledge());
    }

    @Test
    void initialisationForgetsEdges() {
        lines.raise(1);
        initialise(0x01, 0x01);
        assertFalse(pic.intr());
    }

    @Test
    void aHardResetClearsBothAndACpuResetNeither() {
        pc.out8(0x21, 0x55);
        pc.out8(0x4d0, 0x20);
        pc.reset(ResetKind.SOFT);
        assertEquals(0x55, pc.in8(0x21));
        pc.reset(ResetKind.HARD);
        assertEquals(0, pc.in8(0x21));
        assertEquals(0, pc.in8(0x4d0));
    }

    @Test
    void aSuccessorGoesOnWithWhatIsInService() {
        lines.raise(4);
        pic.acknowledge();
        lines.raise(6);
        Pic8259 next = new Pic8259();
        pc.replace("pic", next);
        assertEquals(0x10, isr(0x20));
        assertFalse(next.intr());
        pc.out8(0x20, EOI);
        assertEquals(0x0e, next.acknowledge());
        lines.drop(4);
        lines.raise(4);
        assertTrue(next.intr());
    }
}
