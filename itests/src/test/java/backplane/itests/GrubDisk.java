package backplane.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk with GRUB 2 on COM1 and one partition, a tar archive with one file. Made without mounting anything. */
final class GrubDisk {
    /** The file in the partition. */
    static final String FILE = "hello.txt";

    static final String TEXT = "Hello from the tar archive";

    private static final Path GRUB = Path.of("/usr/lib/grub/i386-pc");
    private static final int SECTOR = 512;
    private static final int SECTORS = 32 * 16 * 63;
    private static final int PARTITION = 2048;
    private static final String CONFIG = """
            serial --unit=0 --speed=115200
            terminal_input serial
            terminal_output serial
            """;

    private GrubDisk() {}

    /** Skips the test when GRUB is not installed. */
    static byte[] image(Path work) throws IOException, InterruptedException {
        byte[] core = core(work, CONFIG, "biosdisk", "part_msdos", "tar", "serial", "terminal", "normal", "ls", "cat");
        ByteBuffer disk = ByteBuffer.allocate(SECTORS * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        putBoot(disk, core, PARTITION, SECTORS - PARTITION);
        disk.put(PARTITION * SECTOR, tar());
        return disk.array();
    }

    /** Puts GRUB and a partition table with one entry into a little-endian image. */
    static void putBoot(ByteBuffer disk, byte[] core, int partition, int sectors) throws IOException {
        // Both images are made for a core image that starts in sector 1.
        disk.put(Files.readAllBytes(GRUB.resolve("boot.img")), 0, 440);
        disk.put(SECTOR, core);
        disk.put(446, new byte[] {(byte) 0x80, 0, 33, 2, (byte) 0xda, 15, 63, 31});
        disk.putInt(454, partition).putInt(458, sectors);
        disk.putShort(510, (short) 0xaa55);
    }

    /** GRUB's core image with those modules, which runs {@code script} first. Skips the test without GRUB. */
    static byte[] core(Path work, String script, String... modules) throws IOException, InterruptedException {
        assumeTrue(Files.exists(GRUB.resolve("boot.img")), "GRUB's images are missing; install grub-pc-bin");
        Path config = Files.writeString(work.resolve("early.cfg"), script);
        Path core = work.resolve("core.img");
        Process tool;
        try {
            List<String> command = new ArrayList<>(List.of("grub-mkimage", "-O", "i386-pc", "-p", "(hd0,msdos1)/"));
            command.addAll(List.of("-c", config.toString(), "-o", core.toString()));
            command.addAll(List.of(modules));
            tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "grub-mkimage is missing; install grub-common");
            throw e;
        }
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException("grub-mkimage: " + said);
        }
        return Files.readAllBytes(core);
    }

    /** One member in ustar format, and the two empty blocks at the end. */
    private static byte[] tar() {
        ByteBuffer tar = ByteBuffer.allocate(4 * SECTOR);
        put(tar, 0, FILE);
        put(tar, 100, "0000644");
        put(tar, 108, "0000000");
        put(tar, 116, "0000000");
        put(tar, 124, String.format("%011o", TEXT.length() + 1));
        put(tar, 136, "00000000000");
        put(tar, 148, "        ");
        tar.put(156, (byte) '0');
        put(tar, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < SECTOR; i++) {
            sum += tar.get(i) & 0xff;
        }
        put(tar, 148, String.format("%06o\0", sum));
        put(tar, SECTOR, TEXT + "\n");
        return tar.array();
    }

    private static void put(ByteBuffer to, int at, String text) {
        to.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }
}
