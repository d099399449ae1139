package backplane.firmware.fwcfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciId;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.testkit.TestMachine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FwCfgTest {
    private static final int DESCRIPTOR = 0x1000;
    private static final int BUFFER = 0x2000;

    /** Hands over a ROM. */
    private record RomCard(String name, byte[] image) implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("rom-card", "card with a ROM", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            slot.rom(new OptionRom(name, image));
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    /** The PCI function that says there is power management. */
    private static final class PowerManagement implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("pm", "power management", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            slot.pci(new PciId(0x8086, 0x7113, 0x068000, 3, 0, 0, 1, new PciAddress(0, 1, 3)));
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    private static TestMachine machine() {
        return TestMachine.builder()
                .ram(16)
                .card("fwcfg", new FwCfg(), Map.of())
                .card("rom", new RomCard("extboot.bin", new byte[] {0x55, (byte) 0xaa, 1}), Map.of())
                .build();
    }

    private static byte[] read(TestMachine pc, int key, int count) {
        pc.out16(0x510, key);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) pc.in8(0x511);
        }
        return bytes;
    }

    /** Name to {size, key}. */
    private static Map<String, int[]> directory(TestMachine pc) {
        int count = ByteBuffer.wrap(read(pc, 0x19, 4)).getInt();
        ByteBuffer all = ByteBuffer.wrap(read(pc, 0x19, 4 + 64 * count));
        Map<String, int[]> files = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[56];
            all.position(4 + 64 * i);
            int[] entry = {all.getInt(), all.getShort()};
            all.getShort();
            all.get(name);
            files.put(new String(name, StandardCharsets.US_ASCII).trim(), entry);
        }
        return files;
    }

    /** Runs a DMA descriptor as SeaBIOS does and returns the control word afterwards. */
    private static int dma(TestMachine pc, int control, int length, int address) {
        pc.write32(DESCRIPTOR, Integer.reverseBytes(control));
        pc.write32(DESCRIPTOR + 4, Integer.reverseBytes(length));
        pc.write32(DESCRIPTOR + 8, 0);
        pc.write32(DESCRIPTOR + 12, Integer.reverseBytes(address));
        pc.out32(0x518, Integer.reverseBytes(DESCRIPTOR));
        return Integer.reverseBytes(pc.read32(DESCRIPTOR));
    }

    @Test
    void signatureAndIdAnnounceDma() {
        try (TestMachine pc = machine()) {
            assertArrayEquals("QEMU".getBytes(StandardCharsets.US_ASCII), read(pc, 0, 4));
            assertArrayEquals(new byte[] {3, 0, 0, 0, 0, 0}, read(pc, 1, 6), "zeros behind the end");
            assertEquals(0x554d4551, pc.in32(0x514));
            assertEquals(0x47464320, pc.in32(0x518));
        }
    }

    @Test
    void numericKeysAreLittleEndian() {
        try (TestMachine pc = machine()) {
            assertArrayEquals(new byte[] {0, 0, 0, 1, 0, 0, 0, 0}, read(pc, 3, 8), "16 MiB");
            assertArrayEquals(new byte[] {1, 0}, read(pc, 5, 2));
            assertArrayEquals(new byte[] {1, 0}, read(pc, 15, 2));
            assertArrayEquals(new byte[2], read(pc, 0x8000, 2));
            assertArrayEquals(new byte[2], read(pc, 0x8001, 2));
            assertArrayEquals(new byte[4], read(pc, 0x3777, 4), "no such key");
        }
    }

    @Test
    void theDirectoryIsSortedAndItsKeysLeadToTheFiles() {
        try (TestMachine pc = machine()) {
            Map<String, int[]> files = directory(pc);
            int key = 0x20;
            for (Map.Entry<String, int[]> file : files.entrySet()) {
                assertEquals(key++, file.getValue()[1], file.getKey());
            }
            assertTrue(files.keySet().containsAll(List.of("bootorder", "etc/e820", "etc/smbios/smbios-tables")));
            int[] e820 = files.get("etc/e820");
            assertEquals(20, e820[0]);
            byte[] map = read(pc, e820[1], 20);
            assertEquals(1, map[11], "length 0x01000000");
            assertEquals(1, map[16], "RAM");
            int[] rom = files.get("genroms/extboot.bin");
            assertEquals(3, rom[0]);
            assertArrayEquals(new byte[] {0x55, (byte) 0xaa, 1}, read(pc, rom[1], 3));
        }
    }

    @Test
    void acpiComesWithThePowerManagementAlone() {
        List<String> acpi = List.of("etc/acpi/rsdp", "etc/acpi/tables", "etc/system-states", "etc/table-loader");
        try (TestMachine pc = TestMachine.with(new FwCfg(), new PowerManagement())) {
            assertTrue(directory(pc).keySet().containsAll(acpi));
        }
        try (TestMachine pc = machine()) {
            assertTrue(Collections.disjoint(directory(pc).keySet(), acpi));
        }
    }

    private static String bootOrder(TestMachine pc) {
        int[] file = directory(pc).get("bootorder");
        return new String(read(pc, file[1], file[0]), StandardCharsets.US_ASCII);
    }

    @Test
    void theBootOrderListsPathsByIndexAndLeavesOutMinusOne() {
        try (TestMachine pc = TestMachine.builder()
                .card("fwcfg", new FwCfg(), Map.of())
                .card("a", new RomCard("a.bin", new byte[512]), Map.of("bootindex", "2"))
                .card("b", new RomCard("b.bin", new byte[512]), Map.of("bootindex", "0"))
                .card("c", new RomCard("c.bin", new byte[512]), Map.of("bootindex", "-1"))
                .card("d", new RomCard("d.bin", new byte[512]), Map.of())
                .build()) {
            assertEquals("/rom@genroms/b.bin\n/rom@genroms/a.bin\0", bootOrder(pc));
            pc.unplug("b");
            pc.reset(ResetKind.HARD);
            assertEquals("/rom@genroms/a.bin\0", bootOrder(pc));
        }
    }

    @Test
    void optionsFillMenuStrictAndUserFiles() {
        try (TestMachine pc = TestMachine.builder()
                .option("boot.menu", "on")
                .option("boot.strict", "on")
                .option("boot.splash-time", "500")
                .option("fw_cfg.opt/hello", "string=world")
                .card("fwcfg", new FwCfg(), Map.of())
                .build()) {
            assertEquals("HALT\0", bootOrder(pc));
            assertArrayEquals(new byte[] {1, 0}, read(pc, 0x0e, 2));
            int[] file = directory(pc).get("opt/hello");
            assertEquals("world", new String(read(pc, file[1], file[0]), StandardCharsets.US_ASCII));
            int[] wait = directory(pc).get("etc/boot-menu-wait");
            assertArrayEquals(new byte[] {(byte) 0xf4, 1}, read(pc, wait[1], wait[0]));
        }
    }

    @Test
    void badUserFilesAreNamed() {
        try (TestMachine pc =
                TestMachine.builder().option("fw_cfg.opt/x", "file=/nowhere/x").build()) {
            assertEquals(
                    "-fw_cfg name=opt/x: /nowhere/x cannot be read",
                    pc.plugFails("fwcfg", new FwCfg(), Map.of()).getMessage());
        }
    }

    @Test
    void aByteWriteToTheSelectorDoesNothing() {
        try (TestMachine pc = machine()) {
            pc.out16(0x510, 0);
            assertEquals('Q', pc.in8(0x511));
            pc.out8(0x510, 1);
            pc.out8(0x511, 1);
            assertEquals('E', pc.in8(0x511));
        }
    }

    @Test
    void dmaSelectsReadsSkipsAndZeroFills() {
        try (TestMachine pc = machine()) {
            pc.write32(BUFFER + 4, -1);
            assertEquals(0, dma(pc, 0xa, 8, BUFFER));
            assertEquals(0x554d4551, pc.read32(BUFFER));
            assertEquals(0, pc.read32(BUFFER + 4));
            assertEquals(0, dma(pc, 0xc, 2, 0));
            assertEquals(0, dma(pc, 0x2, 1, BUFFER));
            assertEquals('M', pc.read8(BUFFER));
            assertEquals(0, dma(pc, 0x0019_000a, 4, BUFFER), "select the directory");
            assertTrue(Integer.reverseBytes(pc.read32(BUFFER)) >= 5);
        }
    }

    @Test
    void dmaErrorsAreReportedAndNothingIsTransferred() {
        try (TestMachine pc = machine()) {
            pc.write32(BUFFER, 0x12345678);
            assertEquals(1, dma(pc, 0x10, 4, BUFFER), "no item is writable");
            assertEquals(1, dma(pc, 0xa, -1, BUFFER), "longer than RAM");
            assertEquals(1, dma(pc, 0xa, 0x1000, 0xfffff800), "beyond 4 GiB");
            assertEquals(0x12345678, pc.read32(BUFFER));
            pc.out32(0x514, 0x01000000);
            pc.out32(0x518, Integer.reverseBytes(DESCRIPTOR));
            assertEquals(0, dma(pc, 0xa, 4, BUFFER), "the high half has gone back to 0");
            assertEquals(0x554d4551, pc.read32(BUFFER));
        }
    }

    @Test
    void aDescriptorOutsideRamIsIgnored() {
        try (TestMachine pc = machine()) {
            pc.out32(0x518, Integer.reverseBytes(0x0fff_fff8));
            pc.out32(0x518, -1);
            assertEquals(0, dma(pc, 0xa, 4, BUFFER));
        }
    }

    @Test
    void aLargeReadIsFinishedOverSeveralActivations() {
        try (TestMachine pc = machine()) {
            pc.write8(0x20_0000L, 0xff);
            pc.write8(0xef_ffffL, 0xff);
            dma(pc, 0xa, 0xd0_0000, 0x20_0000);
            for (int i = 0; i < 100 && pc.read32(DESCRIPTOR) != 0; i++) {
                pc.advance(2000);
            }
            assertEquals(0, pc.read32(DESCRIPTOR));
            assertEquals('Q', pc.read8(0x20_0000L));
            assertEquals(0, pc.read8(0xef_ffffL));
        }
    }

    @Test
    void contentsAreComputedAgainAtReset() {
        try (TestMachine pc = machine()) {
            pc.plug("late", new RomCard("late.bin", new byte[512]), Map.of());
            assertEquals(null, directory(pc).get("genroms/late.bin"));
            pc.reset(ResetKind.HARD);
            assertEquals(512, directory(pc).get("genroms/late.bin")[0]);
        }
    }

    @Test
    void aSuccessorKeepsSelectionOffsetAndContents() {
        try (TestMachine pc = machine()) {
            read(pc, 0, 2);
            pc.plug("late", new RomCard("late.bin", new byte[512]), Map.of());
            pc.replace("fwcfg", new FwCfg());
            assertEquals('M', pc.in8(0x511));
            assertEquals(null, directory(pc).get("genroms/late.bin"), "the guest knows the old directory");
        }
    }
}
