package backplane.firmware.fwcfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.PlugException;
import backplane.testkit.TestMachine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What -kernel, -initrd and -append become: read through the device as the option ROM reads it. */
class LinuxKernelTest {
    private static final int SETUP_SECTORS = 3;
    private static final int SETUP = (SETUP_SECTORS + 1) * 512;
    private static final int KERNEL = 1000;

    @TempDir
    Path folder;

    /** A kernel of that protocol whose code is 1000 bytes of 77h; 0 for one from before the first protocol. */
    private static ByteBuffer kernel(int version, boolean high) {
        ByteBuffer image = ByteBuffer.allocate(SETUP + KERNEL).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = SETUP; i < image.capacity(); i++) {
            image.put(i, (byte) 0x77);
        }
        image.put(0x1f1, (byte) SETUP_SECTORS);
        image.putShort(0x1f4, (short) ((KERNEL + 15) / 16)).putShort(0x1fe, (short) 0xaa55);
        if (version > 0) {
            image.putInt(0x202, 0x53726448).putShort(0x206, (short) version);
            image.put(0x211, (byte) (high ? 1 : 0));
        }
        if (version >= 0x203) {
            image.putInt(0x22c, 0x37ffffff);
        }
        if (version >= 0x206) {
            image.putInt(0x238, 2047);
        }
        if (version >= 0x20a) {
            image.putLong(0x258, 0x1000000).putInt(0x260, 0x200000);
        }
        return image;
    }

    private TestMachine machine(ByteBuffer kernel, byte[] initrd, String append, int ram) throws Exception {
        TestMachine.Builder builder = TestMachine.builder()
                .ram(ram)
                .option(
                        "kernel",
                        Files.write(folder.resolve("k"), kernel.array()).toString())
                .option("append", append);
        if (initrd != null) {
            builder.option("initrd", Files.write(folder.resolve("i"), initrd).toString());
        }
        return builder.card("fwcfg", new FwCfg(), Map.of()).build();
    }

    private static int number(TestMachine pc, int key) {
        return ByteBuffer.wrap(read(pc, key, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static byte[] read(TestMachine pc, int key, int count) {
        pc.out16(0x510, key);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) pc.in8(0x511);
        }
        return bytes;
    }

    private static ByteBuffer setup(TestMachine pc) {
        return ByteBuffer.wrap(read(pc, 0x18, number(pc, 0x17))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String commandLine(TestMachine pc) {
        byte[] line = read(pc, 0x15, number(pc, 0x14));
        assertEquals(0, line[line.length - 1]);
        return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
    }

    @Test
    void aModernKernelGoesToOneMebibyteAndItsSetupBelow64KiB() throws Exception {
        try (TestMachine pc = machine(kernel(0x20f, true), new byte[5000], "console=ttyS0 quiet", 64)) {
            assertEquals(0x100000, number(pc, 0x07));
            assertEquals(KERNEL, number(pc, 0x08));
            assertEquals(0x77, read(pc, 0x11, 1)[0]);
            assertEquals(0x10000, number(pc, 0x16));
            assertEquals(SETUP, number(pc, 0x17));
            assertEquals(0x20000, number(pc, 0x13));
            assertEquals("console=ttyS0 quiet", commandLine(pc));
            ByteBuffer setup = setup(pc);
            assertEquals(0xff, setup.get(0x210) & 0xff, "loader without a number of its own");
            assertEquals(0x81, setup.get(0x211) & 0xff, "loaded high, can use heap");
            assertEquals(0xfe00, setup.getShort(0x224) & 0xffff, "heap");
            assertEquals(0x20000, setup.getInt(0x228), "command line");
            assertEquals(5000, setup.getInt(0x21c));
            int at = setup.getInt(0x218);
            assertEquals(0, at & 4095);
            assertTrue(at > 60 << 20 && at + 5000 <= (64 << 20) - 0x28000, Integer.toHexString(at));
            assertEquals(at, number(pc, 0x0a));
            assertEquals(5000, number(pc, 0x0b));
        }
    }

    @Test
    void protocol201HasHeapAndTheOldCommandLine() throws Exception {
        try (TestMachine pc = machine(kernel(0x201, true), null, "mem=16M", 16)) {
            assertEquals(0x100000, number(pc, 0x07));
            assertEquals(0x90000, number(pc, 0x16));
            ByteBuffer setup = setup(pc);
            assertEquals(0xa33f, setup.getShort(0x20) & 0xffff);
            assertEquals(number(pc, 0x13) - 0x90000, setup.getShort(0x22) & 0xffff);
            assertEquals(number(pc, 0x13) - 0x90000 - 0x200, setup.getShort(0x224) & 0xffff);
            assertEquals("mem=16M", commandLine(pc));
            assertEquals(0, number(pc, 0x0b), "no initrd");
        }
    }

    @Test
    void aLowKernelAndOneWithoutAProtocolGoBelow640KiB() throws Exception {
        try (TestMachine pc = machine(kernel(0x202, false), null, "", 16)) {
            assertEquals(0x10000, number(pc, 0x07));
            assertEquals(0x90000, number(pc, 0x16));
            assertEquals(number(pc, 0x13), setup(pc).getInt(0x228));
        }
        try (TestMachine pc = machine(kernel(0, false), null, "", 16)) {
            assertEquals(0x10000, number(pc, 0x07));
            ByteBuffer setup = setup(pc);
            assertEquals(0xa33f, setup.getShort(0x20) & 0xffff);
            assertEquals(0, setup.get(0x210), "no field there");
        }
    }

    @Test
    void theInitrdStaysBelowTheKernelsLimit() throws Exception {
        ByteBuffer kernel = kernel(0x203, true).putInt(0x22c, 0x7fffff);
        try (TestMachine pc = machine(kernel, new byte[5000], "", 64)) {
            assertEquals((0x800000 - 5000) & -4096, number(pc, 0x0a));
        }
    }

    @Test
    void vgaIsForTheLoader() {
        assertEquals((short) 0xffff, LinuxKernel.videoMode("quiet vga=normal", (short) 1));
        assertEquals((short) 0xfffe, LinuxKernel.videoMode("vga=ext", (short) 1));
        assertEquals((short) 0xfffd, LinuxKernel.videoMode("vga=ask", (short) 1));
        assertEquals((short) 0x317, LinuxKernel.videoMode("vga=0x317 quiet", (short) 1));
        assertEquals((short) 788, LinuxKernel.videoMode("vga=788", (short) 1));
        assertEquals((short) 1, LinuxKernel.videoMode("vga=nonsense video=vga", (short) 1));
    }

    private String refused(ByteBuffer kernel, int initrd, String append, int ram) throws Exception {
        Path file = Files.write(folder.resolve("k"), kernel.array());
        Path disk = Files.write(folder.resolve("i"), new byte[Math.max(0, initrd)]);
        TestMachine empty = TestMachine.builder()
                .ram(ram)
                .option("kernel", file.toString())
                .option("append", append)
                .option("initrd", initrd < 0 ? "" : disk.toString())
                .build();
        try (empty) {
            PlugException e = assertThrows(PlugException.class, () -> KernelItems.of(empty.machine()));
            return e.getMessage().replace(folder + "/", "");
        }
    }

    @Test
    void whatCannotWorkIsSaidInOneLine() throws Exception {
        assertEquals(
                "-kernel k: invalid kernel header; it is neither a bzImage nor a multiboot kernel, name one of these",
                refused(ByteBuffer.allocate(4096), -1, "", 16));
        assertEquals(
                "-kernel k: invalid kernel header; the file is cut off",
                refused(kernel(0x20f, true).put(0x1f1, (byte) 60), -1, "", 64));
        assertEquals(
                "-kernel k: it does not fit in 16 MiB of RAM; use -m 19", refused(kernel(0x20f, true), -1, "", 16));
        assertEquals(
                "-initrd i: initrd is too large, cannot support (max: 13467648, need 20000000); use -m 38",
                refused(kernel(0x20f, true), 20_000_000, "", 31));
        assertEquals(
                "-initrd i: initrd is too large, cannot support (max: 0, need 5000); take a smaller one",
                refused(kernel(0x20f, true).putInt(0x22c, 0x1000000), 5000, "", 64));
        assertEquals(
                "-initrd i: linux kernel too old to load a ram disk; leave -initrd out",
                refused(kernel(0, false), 1, "", 64));
        assertEquals(
                "-append: 2048 characters; this kernel takes 2047, make it shorter",
                refused(kernel(0x20f, true), -1, "x".repeat(2048), 64));
    }

    @Test
    void missingFilesAreNamed() {
        TestMachine empty = TestMachine.builder()
                .option("kernel", folder.resolve("none").toString())
                .build();
        try (empty) {
            PlugException e = assertThrows(PlugException.class, () -> KernelItems.of(empty.machine()));
            String file = folder.resolve("none").toString();
            assertEquals(
                    "-kernel " + file + ": could not open kernel file '" + file
                            + "': No such file or directory; name a file that exists and can be read",
                    e.getMessage());
        }
    }

    @Test
    void theCardBringsTheRomOnlyWithAKernel() throws Exception {
        try (TestMachine pc = machine(kernel(0x20f, true), null, "", 64)) {
            assertEquals("kernel.bin", pc.machine().roms().get(0).name());
            assertArrayEquals(
                    KernelItems.rom().image(), pc.machine().roms().get(0).image());
        }
        try (TestMachine pc = TestMachine.with(new FwCfg())) {
            assertTrue(pc.machine().roms().isEmpty());
            assertEquals(0, number(pc, 0x08));
        }
    }
}
