package backplane.firmware.fwcfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** Multiboot kernels as items of the device. */
class MultibootKernelTest {
    private static final int MAGIC = 0x1badb002;
    private static final int HEADER = 0x80;
    private static final int CODE = 0x100;
    private static final int LINKED = 0x200000;

    @TempDir
    Path folder;

    private static ByteBuffer file(int flags) {
        ByteBuffer image = ByteBuffer.allocate(0x200).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(HEADER, MAGIC).putInt(HEADER + 4, flags).putInt(HEADER + 8, -(MAGIC + flags));
        for (int i = CODE; i < 0x200; i++) {
            image.put(i, (byte) 0x55);
        }
        return image;
    }

    /** One segment: 256 bytes of 55h at 2 MiB, 512 in memory, linked to 3 GiB and more; entered 16 bytes in. */
    private static ByteBuffer elf() {
        ByteBuffer image = file(0);
        image.putInt(0, 0x464c457f).put(4, (byte) 1).put(5, (byte) 1).putShort(16, (short) 2);
        image.putShort(18, (short) 3).putInt(24, 0xc0200010).putInt(28, 0x34).putShort(44, (short) 1);
        image.putInt(0x34, 1).putInt(0x38, CODE).putInt(0x3c, 0xc0200000).putInt(0x40, LINKED);
        return image.putInt(0x44, 0x100).putInt(0x48, 0x200);
    }

    /** The same with addresses in the header. */
    private static ByteBuffer addresses() {
        ByteBuffer image = file(1 << 16);
        image.putInt(HEADER + 12, LINKED - CODE + HEADER).putInt(HEADER + 16, LINKED - CODE + HEADER);
        return image.putInt(HEADER + 20, LINKED + 0x100)
                .putInt(HEADER + 24, LINKED + 0x400)
                .putInt(HEADER + 28, LINKED + 16);
    }

    private Map<Integer, byte[]> items(ByteBuffer kernel, String initrd, String append) throws Exception {
        Path file = Files.write(folder.resolve("k"), kernel.array());
        TestMachine pc = TestMachine.builder()
                .option("kernel", file.toString())
                .option("initrd", initrd)
                .option("append", append)
                .build();
        try (pc) {
            return KernelItems.of(pc.machine());
        }
    }

    private static int number(Map<Integer, byte[]> items, int key) {
        return ByteBuffer.wrap(items.get(key)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static String text(Map<Integer, byte[]> items, int address) {
        byte[] all = items.get(0x11);
        int from = address - number(items, 0x07);
        int to = from;
        while (all[to] != 0) {
            to++;
        }
        return new String(all, from, to - from, StandardCharsets.UTF_8);
    }

    @Test
    void anElfKernelGoesWhereItsSegmentsSay() throws Exception {
        Map<Integer, byte[]> items = items(elf(), "", "a b");
        assertEquals(LINKED, number(items, 0x07));
        assertEquals(LINKED + 16, number(items, 0x10), "the entry is a linked address");
        byte[] all = items.get(0x11);
        assertEquals(0x55, all[0xff]);
        assertEquals(0, all[0x100], "zeros behind what is in the file");
        assertEquals(0x9000, number(items, 0x0a));
        ByteBuffer info = ByteBuffer.wrap(items.get(0x12)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x24f, info.getInt(0));
        assertEquals(folder.resolve("k") + " a b", text(items, info.getInt(16)));
        assertEquals(0, info.getInt(20), "no modules");
        assertEquals("Backplane", text(items, info.getInt(64)));
    }

    @Test
    void addressesInTheHeaderReplaceElf() throws Exception {
        Map<Integer, byte[]> items = items(addresses(), "", "");
        assertEquals(LINKED - CODE + HEADER, number(items, 0x07));
        assertEquals(LINKED + 16, number(items, 0x10));
        byte[] all = items.get(0x11);
        assertEquals(0x55, all[CODE - HEADER]);
        assertEquals(0, all[0x200 - HEADER]);
        assertTrue(all.length >= 0x400, "memory up to the end of bss");
    }

    @Test
    void modulesLieOnPagesWithTheirArguments() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "first module");
        Path two = Files.writeString(folder.resolve("two"), "second");
        Map<Integer, byte[]> items = items(elf(), one + " x=1 y," + two, "");
        ByteBuffer info = ByteBuffer.wrap(items.get(0x12)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer all = ByteBuffer.wrap(items.get(0x11)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, info.getInt(20));
        int list = info.getInt(24) - LINKED;
        assertEquals(0, all.getInt(list) & 4095);
        assertEquals(all.getInt(list) + 12, all.getInt(list + 4));
        assertEquals("first module", text(items, all.getInt(list)));
        assertEquals(one + " x=1 y", text(items, all.getInt(list + 8)));
        assertEquals("second", text(items, all.getInt(list + 16)));
        assertEquals(two.toString(), text(items, all.getInt(list + 24)));
    }

    private String refused(ByteBuffer kernel, String initrd) {
        return assertThrows(PlugException.class, () -> items(kernel, initrd, ""))
                .getMessage()
                .replace(folder + "/", "");
    }

    @Test
    void whatCannotWorkIsSaidInOneLine() {
        assertEquals("-kernel k: Cannot load x86-64 image, give a 32bit one.", refused(elf().put(4, (byte) 2), ""));
        assertEquals(
                "-kernel k: invalid kernel header; without addresses in it the file has to be ELF",
                refused(file(0), ""));
        assertEquals(
                "-kernel k: invalid kernel header; the file has nothing to load", refused(elf().putInt(0x34, 2), ""));
        assertEquals(
                "-kernel k: invalid kernel header; an address in it lies outside the file",
                refused(elf().putInt(0x38, 0x1000), ""));
        assertEquals(
                "-kernel k: 0x8000 to 0x8200: there is no free RAM; link it at 1 MiB or above",
                refused(elf().putInt(0x40, 0x8000), ""));
        assertEquals(
                "-kernel k: with its modules it does not fit in 16 MiB of RAM; use -m 33",
                refused(elf().putInt(0x40, 32 << 20), ""));
        assertEquals(
                "-kernel k: invalid kernel header; its addresses do not agree with the file",
                refused(addresses().putInt(HEADER + 16, LINKED), ""));
        assertEquals(
                "-kernel k: its multiboot header requires what nobody knows (flags 0x8); build it for version 1",
                refused(file(8), ""));
        assertEquals(
                "-initrd nix a: could not open module 'nix': No such file or directory; "
                        + "name a file that exists and can be read",
                refused(elf(), "nix a"));
    }

    @Test
    void aHeaderNeedsItsChecksum() {
        assertTrue(MultibootKernel.recognises(file(3).array()));
        assertFalse(MultibootKernel.recognises(file(3).putInt(HEADER + 8, 0).array()));
        assertFalse(MultibootKernel.recognises(new byte[4]));
    }
}
