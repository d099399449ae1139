package backplane.chipset.ps2i8042;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.testkit.MemoryChardev;
import backplane.testkit.TestMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Ps2I8042Test {
    private static final long BYTE = 1_000_000;

    private final MemoryChardev keys = new MemoryChardev();
    private final TestMachine pc =
            TestMachine.builder().card("kbd", new Ps2I8042(keys), Map.of()).build();

    @AfterEach
    void tearDown() {
        pc.close();
    }

    private void command(int value) {
        pc.out8(0x64, value);
    }

    private void mode(int value) {
        command(0x60);
        pc.out8(0x60, value);
    }

    /** All that can be read, waiting for bytes on the cable. */
    private int[] readAll() {
        List<Integer> bytes = new ArrayList<>();
        for (int idle = 0; idle < 3; ) {
            if ((pc.in8(0x64) & 1) != 0) {
                bytes.add(pc.in8(0x60));
                idle = 0;
            } else {
                pc.advance(BYTE);
                idle++;
            }
        }
        return bytes.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] send(int... bytes) {
        for (int b : bytes) {
            pc.out8(0x60, b);
        }
        return readAll();
    }

    private void type(int... codes) {
        StringBuilder text = new StringBuilder();
        for (int code : codes) {
            text.append((char) code);
        }
        keys.type(text.toString());
        pc.settle();
    }

    private static int[] bytes(int... values) {
        return values;
    }

    @Test
    void firmwareBringsItUp() {
        command(0xad);
        command(0xa7);
        command(0xaa);
        assertArrayEquals(bytes(0x55), readAll());
        assertEquals(0x14, pc.in8(0x64) & 0x14, "SYS, not locked");
        command(0xab);
        assertArrayEquals(bytes(0x00), readAll());
        mode(0x30);
        assertArrayEquals(bytes(0xfa, 0xaa), send(0xff));
        assertArrayEquals(bytes(0xfa), send(0xf5));
        assertArrayEquals(bytes(0xfa, 0xfa), send(0xf0, 0x02));
        assertArrayEquals(bytes(0xfa), send(0xf4));
        mode(0x61);
        command(0x20);
        assertArrayEquals(bytes(0x61), readAll());
    }

    @Test
    void statusFollowsTheLastWriteAndTheBuffer() {
        assertEquals(0x10, pc.in8(0x64));
        command(0xab);
        assertEquals(0x19, pc.in8(0x64));
        assertEquals(0, pc.in8(0x60));
        pc.out8(0x60, 0xee);
        assertEquals(0x11, pc.in8(0x64));
        assertEquals(0xee, pc.in8(0x60));
        assertEquals(0x10, pc.in8(0x64));
        assertEquals(0xee, pc.in8(0x60), "the buffer keeps its byte");
    }

    @Test
    void keysArriveInSetTwo() {
        mode(0x00);
        type(0x1e, 0x9e, 0xe0, 0x48, 0xe0, 0xc8);
        assertArrayEquals(bytes(0x1c, 0xf0, 0x1c, 0xe0, 0x75, 0xe0, 0xf0, 0x75), readAll());
    }

    @Test
    void translationGivesSetOneAgain() {
        mode(0x41);
        int[] typed = {0x1e, 0x9e, 0x2a, 0x10, 0x90, 0xaa, 0xe0, 0x48, 0xe0, 0xc8, 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5};
        type(typed);
        assertArrayEquals(typed, readAll());
    }

    @Test
    void theKeyboardCanSpeakSetOneItself() {
        mode(0x00);
        assertArrayEquals(bytes(0xfa, 0xfa), send(0xf0, 0x01));
        assertArrayEquals(bytes(0xfa, 0xfa, 0x01), send(0xf0, 0x00));
        type(0x1e, 0x9e);
        assertArrayEquals(bytes(0x1e, 0x9e), readAll());
        assertArrayEquals(bytes(0xfa, 0xfe), send(0xf0, 0x03));
    }

    @Test
    void aKeyInterruptsAndTheNextOneWaitsForItsTime() {
        mode(0x41);
        type(0x1e, 0x1f);
        assertTrue(pc.irq(1).raised());
        assertEquals(0x1e, pc.in8(0x60));
        assertFalse(pc.irq(1).raised());
        assertEquals(0x1e, pc.in8(0x60), "a second look sees the same code");
        pc.advance(BYTE - 1);
        assertFalse(pc.irq(1).raised());
        pc.advance(1);
        assertTrue(pc.irq(1).raised());
        assertEquals(2, pc.irq(1).edges());
        assertEquals(0x1f, pc.in8(0x60));
    }

    @Test
    void aLongPasteIsNotLost() {
        mode(0x41);
        int[] typed = new int[200];
        for (int i = 0; i < typed.length; i++) {
            typed[i] = 2 + i / 2 % 10 | i % 2 << 7;
        }
        type(typed);
        assertArrayEquals(typed, readAll());
    }

    @Test
    void theDisabledCableHoldsKeysBack() {
        mode(0x41);
        command(0xad);
        type(0x1e);
        assertArrayEquals(bytes(), readAll());
        command(0xae);
        assertArrayEquals(bytes(0x1e), readAll());
        command(0xad);
        assertArrayEquals(bytes(0xee), send(0xee), "sending enables the cable");
        command(0x20);
        assertEquals(0x41, pc.in8(0x60));
    }

    @Test
    void keysWaitWhileScanningIsOff() {
        mode(0x41);
        send(0xf5);
        type(0x1e);
        assertArrayEquals(bytes(), readAll());
        assertArrayEquals(bytes(0xfa, 0x1e), send(0xf4));
    }

    @Test
    void theKeyboardAnswersItsCommands() {
        mode(0x00);
        assertArrayEquals(bytes(0xfa, 0xab, 0x83), send(0xf2));
        assertArrayEquals(bytes(0xfa, 0xfa), send(0xed, 0x07));
        assertArrayEquals(bytes(0xfa, 0xfa), send(0xf3, 0x20));
        assertArrayEquals(bytes(0xee), send(0xee));
        assertArrayEquals(bytes(0xee), send(0xfe), "resend");
        assertArrayEquals(bytes(0xfa), send(0xf6));
        assertArrayEquals(bytes(0xfa), send(0xfa));
        assertArrayEquals(bytes(0xfe), send(0xef));
        assertArrayEquals(bytes(0xfa, 0xfa, 0xaa), send(0xed, 0xff), "a command ends a command");
        mode(0x40);
        assertArrayEquals(bytes(0xfa, 0xab, 0x41), send(0xf2), "the ID is translated like a key");
    }

    @Test
    void a20AndResetGoThroughTheOutputPort() {
        assertEquals(1, pc.signal("a20").get());
        command(0xd1);
        pc.out8(0x60, 0xdd);
        assertEquals(0, pc.signal("a20").get());
        command(0xd0);
        assertEquals(0, pc.in8(0x60) & 0x02);
        command(0xd1);
        pc.out8(0x60, 0xdf);
        assertEquals(1, pc.signal("a20").get());
        command(0xdd);
        assertEquals(0, pc.signal("a20").get());
        command(0xdf);
        assertEquals(1, pc.signal("a20").get());
        command(0xd0);
        assertEquals(0x03, pc.in8(0x60) & 0x03);
        assertEquals(0, pc.signal("reset").get());
        command(0xff);
        assertEquals(0, pc.signal("reset").get());
        command(0xfe);
        assertEquals(2, pc.signal("reset").get());
    }

    @Test
    void thereIsNoMouse() {
        mode(0x43);
        command(0xa9);
        assertEquals(0x01, pc.in8(0x60));
        command(0xd3);
        pc.out8(0x60, 0x5a);
        assertEquals(0, pc.in8(0x64) & 0x20);
        assertEquals(0x5a, pc.in8(0x60));
        command(0xd4);
        pc.out8(0x60, 0xff);
        assertEquals(0x61, pc.in8(0x64) & 0x61);
        assertTrue(pc.irq(12).raised());
        assertEquals(0xfe, pc.in8(0x60));
        assertFalse(pc.irq(12).raised());
        command(0xa7);
        command(0x20);
        assertEquals(0x63, pc.in8(0x60));
        command(0xa8);
        command(0x20);
        assertEquals(0x43, pc.in8(0x60));
    }

    @Test
    void otherControllerCommands() {
        command(0xa4);
        assertEquals(0xf1, pc.in8(0x60));
        command(0xc0);
        assertEquals(0xa0, pc.in8(0x60));
        command(0xd2);
        pc.out8(0x60, 0x77);
        assertTrue(pc.irq(1).raised());
        assertEquals(0x77, pc.in8(0x60));
        command(0x65);
        pc.out8(0x60, 0x99);
        command(0x25);
        assertEquals(0x99, pc.in8(0x60));
        command(0x00);
        assertEquals(0, pc.in8(0x64) & 1);
    }

    @Test
    void aHardResetReturnsTheDefaults() {
        mode(0x61);
        command(0xdd);
        pc.reset(ResetKind.SOFT);
        command(0x20);
        assertEquals(0x61, pc.in8(0x60));
        pc.reset(ResetKind.HARD);
        assertEquals(1, pc.signal("a20").get());
        command(0x20);
        assertEquals(0x03, pc.in8(0x60));
    }

    @Test
    void aSuccessorHasTheKeysNotYetRead() {
        mode(0x41);
        type(0x1e, 0x9e, 0x1f);
        pc.replace("kbd", new Ps2I8042(keys));
        assertTrue(pc.irq(1).raised());
        assertArrayEquals(bytes(0x1e, 0x9e, 0x1f), readAll());
    }
}
