package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A disk that boots Debian's i386 installer kernel by GRUB from an ext2 partition, with the installer's initramfs or a
 * small one of our own: a shell from the installer's, the kernel modules of the disk's driver, and a script. Made without
 * mounting anything.
 */
public final class LinuxDisk {
    static final Path INSTALLER = Path.of("/usr/lib/debian-installer/images/12/i386/text/debian-installer/i386");
    private static final Path MODULES = Path.of("../.cache/linux-modules");
    private static final int SECTOR = 512;
    private static final int PARTITION = 2048;
    private static final int PARTITION_MIB = 48;
    private static final String GRUB_CONFIG = """
            serial --unit=0 --speed=115200
            terminal_output serial
            set root=(hd0,msdos1)
            linux /boot/linux APPEND
            initrd /boot/initrd
            boot
            """;
    private static final String INIT = """
            #!/bin/sh
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            for m in $(cat /modules); do insmod /lib/modules/$m || echo "no $m"; done
            i=0
            while [ ! -b /dev/sda1 -a $i -lt 60 ]; do sleep 1; i=$((i+1)); done
            """;

    private LinuxDisk() {}

    /** The kernel, for a machine without this disk. */
    public static Path kernel() {
        return installed("linux");
    }

    /** The installer's initramfs, for a machine without this disk. */
    static Path installer() {
        return installed("initrd.gz");
    }

    private static Path installed(String name) {
        Path file = INSTALLER.resolve(name);
        assumeTrue(Files.exists(file), "the installer is missing; install debian-installer-12-netboot-i386");
        return file;
    }

    /** An initramfs that runs a script and loads no modules. */
    public static Path initramfs(Path work, String script) throws IOException {
        String init = "#!/bin/sh\nmount -t proc proc /proc\nmount -t sysfs sys /sys\n";
        return Files.write(work.resolve("initrd"), initramfs(Map.of(), init, script));
    }

    /**
     * A disk with the installer.
     *
     * @param append the kernel's command line
     */
    static byte[] installer(Path work, String append) throws IOException, InterruptedException {
        return image(work, append, Files.readAllBytes(installer()));
    }

    /**
     * A disk with an initramfs of our own.
     *
     * @param drivers the modules to load before the script runs, their dependencies excepted
     * @param script what the guest does, in the installer's shell
     */
    static byte[] image(Path work, List<String> drivers, String script) throws IOException, InterruptedException {
        String release = release(Files.readAllBytes(kernel()));
        byte[] initramfs = initramfs(modules(release, drivers), INIT, script);
        return image(work, "console=ttyS0 quiet cryptomgr.notests=1", initramfs);
    }

    private static byte[] image(Path work, String append, byte[] initramfs) throws IOException, InterruptedException {
        Path root = Files.createDirectories(work.resolve("root"));
        Path boot = Files.createDirectories(root.resolve("boot"));
        Files.copy(kernel(), boot.resolve("linux"));
        Files.write(boot.resolve("initrd"), initramfs);
        Path partition = work.resolve("partition");
        tool(
                work,
                "/sbin/mke2fs",
                "-q",
                "-t",
                "ext2",
                "-F",
                "-E",
                "root_owner=0:0",
                "-d",
                root.toString(),
                partition.toString(),
                PARTITION_MIB + "M");
        byte[] core = GrubDisk.core(
                work,
                GRUB_CONFIG.replace("APPEND", append),
                "biosdisk",
                "part_msdos",
                "ext2",
                "serial",
                "terminal",
                "linux");
        int sectors = PARTITION_MIB << 11;
        ByteBuffer disk = ByteBuffer.allocate((PARTITION + sectors) * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        GrubDisk.putBoot(disk, core, PARTITION, sectors);
        disk.put(PARTITION * SECTOR, Files.readAllBytes(partition));
        return disk.array();
    }

    /** Checks the partition with e2fsck and takes its files out into a new folder. */
    static Path files(Path work, byte[] disk) throws IOException, InterruptedException {
        Path partition = work.resolve("after");
        int from = PARTITION * SECTOR;
        Files.write(partition, java.util.Arrays.copyOfRange(disk, from, from + (PARTITION_MIB << 20)));
        String said = tool(work, "/sbin/e2fsck", "-fn", partition.toString());
        assertTrue(!said.contains("ERROR") && !said.contains("Fix"), said);
        Path out = Files.createDirectories(work.resolve("files"));
        tool(work, "/sbin/debugfs", "-R", "rdump / " + out, partition.toString());
        return out;
    }

    private static String tool(Path work, String... command) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of(command[0])), command[0] + " is missing; install e2fsprogs");
        Process tool = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tool.waitFor(), () -> String.join(" ", command) + "\n" + said);
        return said;
    }

    /** The first word of the kernel's version text (Linux boot protocol, offset 20E). */
    private static String release(byte[] kernel) {
        int at = 0x200 + (kernel[0x20e] & 0xff | (kernel[0x20f] & 0xff) << 8);
        int end = at;
        while (kernel[end] > ' ') {
            end++;
        }
        return new String(kernel, at, end - at, StandardCharsets.US_ASCII);
    }

    // ---- Modules ---------------------------------------------------------------------------------------------------

    private static Map<String, byte[]> modules(String release, List<String> wanted) throws IOException {
        Path folder = MODULES.resolve(release);
        assumeTrue(
                Files.isDirectory(folder),
                "modules of Linux " + release + " are missing; run .ci/linux-modules, which takes them from Debian's"
                        + " linux-image-" + release);
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(p -> p.toString().endsWith(".ko"))
                    .forEach(p -> files.put(name(p.getFileName().toString()), p));
        }
        Map<String, byte[]> inOrder = new LinkedHashMap<>();
        for (String module : wanted) {
            add(module, files, inOrder);
        }
        return inOrder;
    }

    private static String name(String file) {
        return file.replace(".ko", "").replace('-', '_');
    }

    private static void add(String module, Map<String, Path> files, Map<String, byte[]> to) throws IOException {
        String name = name(module);
        if (!to.containsKey(name)) {
            byte[] content = Files.readAllBytes(files.get(name));
            String text = new String(content, StandardCharsets.ISO_8859_1);
            int at = text.indexOf("\0depends=") + 9;
            for (String other : text.substring(at, text.indexOf('\0', at)).split(",")) {
                if (!other.isEmpty()) {
                    add(other, files, to);
                }
            }
            to.put(name, content);
        }
    }

    // ---- The initramfs ---------------------------------------------------------------------------------------------

    private static byte[] initramfs(Map<String, byte[]> modules, String init, String script) throws IOException {
        Cpio cpio = new Cpio();
        for (String folder : List.of("bin", "dev", "proc", "sys", "mnt", "lib", "lib/modules", "lib/i386-linux-gnu")) {
            cpio.add(folder, 0040755, new byte[0]);
        }
        shell().forEach((name, content) -> cpio.add(name, 0100755, content));
        for (String command :
                "sh mount umount insmod cat sleep seq dd mkdir sync md5sum cp cmp dmesg ls poweroff reboot grep"
                        .split(" ")) {
            cpio.add("bin/" + command, 0120777, "busybox".getBytes(StandardCharsets.US_ASCII));
        }
        cpio.add("lib/ld-linux.so.2", 0120777, "i386-linux-gnu/ld-linux.so.2".getBytes(StandardCharsets.US_ASCII));
        modules.forEach((name, content) -> cpio.add("lib/modules/" + name + ".ko", 0100644, content));
        List<String> order = new ArrayList<>();
        modules.keySet().forEach(name -> order.add(name + ".ko"));
        cpio.add("modules", 0100644, (String.join("\n", order) + "\n").getBytes(StandardCharsets.US_ASCII));
        cpio.add("init", 0100755, (init + script).getBytes(StandardCharsets.US_ASCII));
        return cpio.finish();
    }

    /** The installer's shell and the libraries it needs. */
    private static Map<String, byte[]> shell() throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        List<String> wanted =
                List.of("bin/busybox", "lib/i386-linux-gnu/libc.so.6", "lib/i386-linux-gnu/ld-linux.so.2");
        try (InputStream file = Files.newInputStream(INSTALLER.resolve("initrd.gz"));
                DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
            while (found.size() < wanted.size()) {
                byte[] header = new byte[110];
                in.readFully(header);
                int size = field(header, 6);
                byte[] name = new byte[field(header, 11)];
                in.readFully(name);
                in.skipNBytes(-(110 + name.length) & 3);
                String path = new String(name, 0, name.length - 1, StandardCharsets.US_ASCII);
                if (wanted.contains(path.replaceFirst("^\\./", ""))) {
                    found.put(path.replaceFirst("^\\./", ""), in.readNBytes(size));
                } else {
                    in.skipNBytes(size);
                }
                in.skipNBytes(-size & 3);
            }
        }
        return found;
    }

    private static int field(byte[] header, int index) {
        return Integer.parseInt(new String(header, 6 + 8 * index, 8, StandardCharsets.US_ASCII), 16);
    }

    /** An archive in the kernel's format, "newc". */
    private static final class Cpio {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int number;

        void add(String name, int mode, byte[] content) {
            byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
            int[] fields = {++number, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length, 0};
            StringBuilder header = new StringBuilder("070701");
            for (int f : fields) {
                header.append(String.format("%08x", f));
            }
            out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(path);
            pad();
            out.writeBytes(content);
            pad();
        }

        private void pad() {
            out.writeBytes(new byte[-out.size() & 3]);
        }

        byte[] finish() {
            add("TRAILER!!!", 0, new byte[0]);
            return out.toByteArray();
        }
    }
}
