package backplane.video.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.clock.Clock;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.display.Frame;
import backplane.api.pci.PciAddress;
import backplane.testkit.MemoryDisplay;
import backplane.testkit.TestMachine;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VgaTest {
    private static final PciAddress AT = new PciAddress(0, 2, 0);
    private static final long FRAME = 40_000_000;

    private final MemoryDisplay display = new MemoryDisplay();

    private Vga card() {
        return new Vga(new VgaSettings(1 << 20, null), display);
    }

    private TestMachine machine() {
        return TestMachine.builder()
                .ram(16)
                .card("vga", card(), Map.of("addr", "2"))
                .build();
    }

    private static void index(TestMachine pc, int port, int register, int value) {
        pc.out16(port, register | value << 8);
    }

    private static void dispi(TestMachine pc, int register, int value) {
        pc.out16(0x1ce, register);
        pc.out16(0x1cf, value);
    }

    /** 320 by 240 in true colour, at 0xe0000000. */
    private static void linear(TestMachine pc) {
        pc.pciWrite(AT, 0x10, 4, 0xe0000000);
        pc.pciWrite(AT, 4, 2, 3);
        dispi(pc, 1, 320);
        dispi(pc, 2, 240);
        dispi(pc, 3, 32);
        dispi(pc, 4, 0x41);
    }

    private static void planar(TestMachine pc) {
        index(pc, 0x3c4, 2, 0x0f);
        index(pc, 0x3c4, 4, 0x06);
        index(pc, 0x3ce, 5, 0x00);
        index(pc, 0x3ce, 6, 0x05);
    }

    @Test
    void textWrittenAfterResetIsShownOnceAFrameLater() {
        try (TestMachine pc = machine()) {
            pc.write16(0xb8000L, 0x0748);
            pc.write16(0xb8002L, 0x1f69);
            pc.write16(0xb8000L + 160, 0x0721);
            pc.advance(FRAME);
            Frame frame = display.frame();
            assertEquals(80, frame.columns());
            assertEquals(25, frame.rows());
            assertEquals("Hi", display.row(0).substring(0, 2));
            assertEquals(0x1f, frame.cells()[3]);
            assertEquals('!', frame.cells()[160]);
            int frames = display.frames();
            pc.write16(0xb8000L, 0x0748);
            pc.advance(10 * FRAME);
            assertEquals(frames, display.frames(), "nothing changed");
        }
    }

    @Test
    void whatIsShownStirsTheMachine() {
        int[] stirred = new int[1];
        Vga card = new Vga(new VgaSettings(1 << 20, null), display) {
            @Override
            public void plug(Slot slot) throws PlugException {
                Clock clock = over(Clock.class, slot.clock(), "stir", () -> stirred[0]++);
                super.plug(over(Slot.class, slot, "clock", () -> clock));
            }
        };
        try (TestMachine pc = TestMachine.builder()
                .ram(16)
                .card("vga", card, Map.of("addr", "2"))
                .build()) {
            pc.advance(FRAME);
            int before = stirred[0];
            pc.write16(0xb8000L, 0x0748);
            pc.advance(FRAME);
            assertEquals(before + 1, stirred[0]);
            pc.write16(0xb8000L, 0x0748);
            pc.advance(FRAME);
            assertEquals(before + 1, stirred[0], "nothing to be seen");
        }
    }

    /** {@code of}, with one method of our own. */
    private static <T> T over(Class<T> type, T of, String name, Supplier<Object> method) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, arguments) ->
                        called.getName().equals(name) ? method.get() : called.invoke(of, arguments)));
    }

    @Test
    void theCursorFollowsTheCrtc() {
        try (TestMachine pc = machine()) {
            index(pc, 0x3d4, 0x0e, 0);
            index(pc, 0x3d4, 0x0f, 85);
            pc.advance(FRAME);
            assertEquals(85, display.frame().cursor());
            index(pc, 0x3d4, 0x0a, 0x20);
            pc.advance(FRAME);
            assertEquals(-1, display.frame().cursor());
        }
    }

    @Test
    void theStartAddressScrolls() {
        try (TestMachine pc = machine()) {
            pc.write16(0xb8000L + 160, 0x0741);
            index(pc, 0x3d4, 0x0d, 80);
            pc.advance(FRAME);
            assertEquals('A', display.frame().cells()[0]);
        }
    }

    @Test
    void aFontGoesToPlane2AndComesBack() {
        try (TestMachine pc = machine()) {
            index(pc, 0x3c4, 2, 0x04);
            index(pc, 0x3c4, 4, 0x06);
            index(pc, 0x3ce, 4, 0x02);
            index(pc, 0x3ce, 5, 0x00);
            index(pc, 0x3ce, 6, 0x04);
            pc.write8(0xa0123L, 0x5a);
            assertEquals(0x5a, pc.read8(0xa0123L));
            index(pc, 0x3ce, 4, 0x00);
            assertEquals(0, pc.read8(0xa0123L), "plane 0 is untouched");
        }
    }

    @Test
    void writeMode0UsesSetResetRotateFunctionAndBitMask() {
        try (TestMachine pc = machine()) {
            planar(pc);
            index(pc, 0x3ce, 8, 0xff);
            index(pc, 0x3ce, 0, 0x05);
            index(pc, 0x3ce, 1, 0x0f);
            pc.write8(0xa0000L, 0);
            assertPlanes(pc, 0xff, 0, 0xff, 0);
            index(pc, 0x3ce, 1, 0);
            index(pc, 0x3ce, 3, 0x1a);
            pc.read8(0xa0000L);
            pc.write8(0xa0000L, 0x0f);
            assertPlanes(pc, 0xff ^ 0xc3, 0xc3, 0xff ^ 0xc3, 0xc3);
            index(pc, 0x3ce, 3, 0);
            index(pc, 0x3ce, 8, 0x80);
            pc.read8(0xa0000L);
            pc.write8(0xa0000L, 0xff);
            assertPlanes(pc, 0xbc, 0xc3, 0xbc, 0xc3);
        }
    }

    private static void assertPlanes(TestMachine pc, int... expected) {
        for (int plane = 0; plane < 4; plane++) {
            index(pc, 0x3ce, 4, plane);
            assertEquals(expected[plane], pc.read8(0xa0000L), "plane " + plane);
        }
    }

    @Test
    void writeModes1To3() {
        try (TestMachine pc = machine()) {
            planar(pc);
            index(pc, 0x3ce, 5, 2);
            pc.write8(0xa0000L, 0x0a);
            pc.read8(0xa0000L);
            index(pc, 0x3ce, 5, 1);
            pc.write8(0xa0001L, 0x55);
            index(pc, 0x3ce, 5, 0);
            index(pc, 0x3ce, 4, 1);
            assertEquals(0xff, pc.read8(0xa0001L), "copied through the latches");
            index(pc, 0x3ce, 4, 2);
            assertEquals(0, pc.read8(0xa0001L));
            index(pc, 0x3ce, 5, 3);
            index(pc, 0x3ce, 0, 0x04);
            pc.read8(0xa0000L);
            pc.write8(0xa0000L, 0x3c);
            index(pc, 0x3ce, 5, 0);
            assertPlanes(pc, 0, 0xc3, 0x3c, 0xc3);
        }
    }

    @Test
    void readMode1ComparesColours() {
        try (TestMachine pc = machine()) {
            planar(pc);
            index(pc, 0x3ce, 5, 2);
            index(pc, 0x3ce, 8, 0xf0);
            pc.read8(0xa0000L);
            pc.write8(0xa0000L, 0x09);
            index(pc, 0x3ce, 5, 8);
            index(pc, 0x3ce, 2, 0x09);
            index(pc, 0x3ce, 7, 0x0f);
            assertEquals(0xf0, pc.read8(0xa0000L));
            index(pc, 0x3ce, 7, 0x00);
            assertEquals(0xff, pc.read8(0xa0000L), "no plane cared for");
        }
    }

    @Test
    void mode13hIsBytesAndPalette() {
        try (TestMachine pc = machine()) {
            index(pc, 0x3c4, 4, 0x0e);
            index(pc, 0x3c4, 2, 0x0f);
            index(pc, 0x3ce, 5, 0x40);
            index(pc, 0x3ce, 6, 0x05);
            index(pc, 0x3d4, 0x11, 0x0e);
            index(pc, 0x3d4, 9, 0x41);
            pc.out8(0x3c8, 7);
            pc.out8(0x3c9, 63);
            pc.out8(0x3c9, 0);
            pc.out8(0x3c9, 32);
            pc.write8(0xa0000L + 320 * 2 + 5, 7);
            assertEquals(7, pc.read8(0xa0000L + 320 * 2 + 5));
            pc.advance(FRAME);
            Frame frame = display.frame();
            assertEquals(320, frame.width());
            assertEquals(200, frame.height());
            assertEquals(0xff0082, frame.pixels()[320 * 2 + 5]);
        }
    }

    @Test
    void mode12hIsFourPlanes() {
        try (TestMachine pc = machine()) {
            planar(pc);
            index(pc, 0x3d4, 0x11, 0x0e);
            index(pc, 0x3d4, 9, 0x40);
            index(pc, 0x3d4, 7, 0x3e);
            index(pc, 0x3d4, 0x12, 0xdf);
            index(pc, 0x3d4, 0x17, 0xe3);
            index(pc, 0x3c4, 2, 0x02);
            pc.write8(0xa0000L + 80, 0x40);
            pc.advance(FRAME);
            Frame frame = display.frame();
            assertEquals(640, frame.width());
            assertEquals(480, frame.height());
            assertEquals(0x00aa00, frame.pixels()[641]);
            assertEquals(0, frame.pixels()[640]);
        }
    }

    @Test
    void theDisplayInterfaceGivesALinearFrameBuffer() {
        try (TestMachine pc = machine()) {
            pc.out16(0x1ce, 0);
            assertEquals(0xb0c5, pc.in16(0x1cf));
            pc.out16(0x1ce, 10);
            assertEquals(16, pc.in16(0x1cf), "1 MiB");
            linear(pc);
            pc.write32(0xe0000000L + (320 + 3) * 4, 0x123456);
            pc.advance(FRAME);
            Frame frame = display.frame();
            assertEquals(320, frame.width());
            assertEquals(240, frame.height());
            assertEquals(0x123456, frame.pixels()[323]);
            pc.write32(0xe0000000L, 0xffffff);
            pc.advance(FRAME);
            assertEquals(0xffffff, display.frame().pixels()[0], "seen without any register access");
            dispi(pc, 4, 0);
            pc.advance(FRAME);
            assertEquals(80, display.frame().columns());
        }
    }

    @Test
    void aStillLinearFrameBufferCostsNothingUntilItIsWrittenTo() {
        try (TestMachine pc = machine()) {
            linear(pc);
            for (int i = 1; i <= 3; i++) {
                pc.advance(10 * FRAME);
                assertEquals(-1, pc.untilNext(), "no timer");
                pc.read32(0xe0000000L);
                assertEquals(-1, pc.untilNext(), "no timer");
                pc.write32(0xe0000000L, i);
                pc.write32(0xe0000004L, i + 1);
                pc.advance(FRAME);
                assertEquals(i, display.frame().pixels()[0]);
                assertEquals(i + 1, display.frame().pixels()[1]);
            }
        }
    }

    @Test
    void nonsenseModesAreMadeToFitTheMemory() {
        try (TestMachine pc = machine()) {
            dispi(pc, 1, 0xffff);
            dispi(pc, 2, 0xffff);
            dispi(pc, 3, 77);
            dispi(pc, 4, 1);
            dispi(pc, 6, 0xffff);
            dispi(pc, 8, 0xffff);
            dispi(pc, 9, 0xffff);
            dispi(pc, 5, 0xffff);
            pc.write8(0xa0000L, 1);
            pc.advance(FRAME);
            assertEquals(2560, display.frame().width());
        }
    }

    @Test
    void theBankedWindowReachesAllMemory() {
        try (TestMachine pc = machine()) {
            index(pc, 0x3ce, 6, 0x05);
            dispi(pc, 1, 640);
            dispi(pc, 2, 480);
            dispi(pc, 3, 8);
            dispi(pc, 4, 1);
            dispi(pc, 5, 3);
            pc.write8(0xa0010L, 0x42);
            dispi(pc, 5, 0);
            assertEquals(0, pc.read8(0xa0010L));
            dispi(pc, 5, 3);
            assertEquals(0x42, pc.read8(0xa0010L));
        }
    }

    @Test
    void theCrtcAnswersWhereMiscSaysAndProtectsItsTimings() {
        try (TestMachine pc = machine()) {
            pc.out8(0x3d4, 0x0f);
            assertEquals(0x0f, pc.in8(0x3d4));
            assertEquals(0xff, pc.in8(0x3b4));
            pc.out8(0x3c2, 0x66);
            assertEquals(0x0f, pc.in8(0x3b4));
            assertEquals(0xff, pc.in8(0x3d4));
            pc.out8(0x3c2, 0x67);
            index(pc, 0x3d4, 0, 0x11);
            pc.out8(0x3d4, 0);
            assertEquals(0x5f, pc.in8(0x3d5), "bit 7 of register 0x11 is set after reset");
            index(pc, 0x3d4, 0x11, 0x0e);
            index(pc, 0x3d4, 0, 0x11);
            pc.out8(0x3d4, 0);
            assertEquals(0x11, pc.in8(0x3d5));
        }
    }

    @Test
    void theAttributeControllerTakesIndexAndDataInTurn() {
        try (TestMachine pc = machine()) {
            pc.in8(0x3da);
            pc.out8(0x3c0, 0x31);
            pc.out8(0x3c0, 0x2a);
            assertEquals(0x2a, pc.in8(0x3c1));
            pc.out8(0x3c0, 0x05);
            pc.in8(0x3da);
            pc.out8(0x3c0, 0x31);
            assertEquals(0x2a, pc.in8(0x3c1), "the status read made it an index again");
        }
    }

    @Test
    void retraceComesAndGoesWithGuestTime() {
        try (TestMachine pc = machine()) {
            int seen = 0;
            for (int i = 0; i < 600; i++) {
                seen |= 1 << (pc.in8(0x3da) >> 3 & 1);
                pc.advance(30_000);
            }
            assertEquals(3, seen, "both levels of bit 3 in 18 ms");
        }
    }

    @Test
    void resetGoesBackToTextMode() {
        try (TestMachine pc = machine()) {
            dispi(pc, 1, 640);
            dispi(pc, 2, 480);
            dispi(pc, 3, 8);
            dispi(pc, 4, 1);
            pc.reset(ResetKind.HARD);
            pc.advance(FRAME);
            assertEquals(80, display.frame().columns());
        }
    }

    @Test
    void powerOnForgetsTimersButNotTheScreen() {
        try (TestMachine pc = machine()) {
            pc.machine().powerOn();
            pc.write16(0xb8000L, 0x0750);
            pc.advance(FRAME);
            assertEquals('P', display.frame().cells()[0]);
        }
    }

    @Test
    void theLastWordsAreShownWhenTheGuestPowersOff() {
        try (TestMachine pc = machine()) {
            pc.write16(0xb8000L, 0x0742);
            pc.signal("power").set(0);
            assertEquals('B', display.frame().cells()[0]);
        }
    }

    @Test
    void aSuccessorShowsTheSameScreen() {
        try (TestMachine pc = machine()) {
            pc.write16(0xb8000L, 0x0758);
            pc.advance(FRAME);
            int frames = display.frames();
            pc.replace("vga", card());
            pc.advance(FRAME);
            assertTrue(display.frames() > frames);
            assertEquals('X', display.frame().cells()[0]);
        }
    }

    @Test
    void settingsNameTheKeyAndTheRemedy(@TempDir Path folder) throws Exception {
        assertEquals(
                "-device VGA: vgamem_mb=3 must be 1, 2, 4, 8 or 16",
                assertThrows(PlugException.class, () -> VgaSettings.of("3", "", ""))
                        .getMessage());
        assertEquals(
                "-device VGA: romfile=none.bin: no such file; give a path, or its folder with -L DIR",
                assertThrows(PlugException.class, () -> VgaSettings.of("8", "none.bin", ""))
                        .getMessage());
        assertNull(VgaSettings.of("8", "", "").rom());
        Path mine = Files.write(folder.resolve("mine.bin"), new byte[512]);
        assertEquals(
                "-device VGA: romfile=" + mine + ": no option ROM: it does not start with 55 AA",
                assertThrows(PlugException.class, () -> VgaSettings.of("8", mine.toString(), ""))
                        .getMessage());
        byte[] rom = new byte[512];
        rom[0] = 0x55;
        rom[1] = (byte) 0xaa;
        Files.write(mine, rom);
        assertEquals(
                "mine.bin",
                VgaSettings.of("8", "mine.bin", folder.toString()).rom().name());
    }
}
