package backplane.launcher.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes disk images of the guests with gcc, binutils and nasm. */
final class GuestBuilder {
    private static final Path KERNEL =
            Path.of("/usr/lib/debian-installer/images/12/i386/text/debian-installer/i386/linux");
    private static final int SECTOR = 512;
    /** 20 cylinders of 16 heads and 63 sectors, as the boot sector's partition entry says. */
    private static final int SMALL = 20 * 16 * 63 * SECTOR;

    private static final int DISK_SECTORS = 140 * 16 * 63;
    private static final int WORK = 0x1b0;
    private static final int DATA_AT = 64;

    private static final List<String> COMPILE = List.of(
            "gcc",
            "-m32",
            "-march=i686",
            "-mno-mmx",
            "-mno-sse",
            "-mfpmath=387",
            "-O2",
            "-ffreestanding",
            "-fno-pic",
            "-fno-pie",
            "-fno-stack-protector",
            "-fno-asynchronous-unwind-tables",
            "-fcf-protection=none",
            // What the guests do in loops is to stay loops, and calls calls.
            "-fno-tree-loop-distribute-patterns",
            "-fno-tree-vectorize",
            "-fno-optimize-sibling-calls");

    private final Path folder;

    /** @param folder an empty one */
    GuestBuilder(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of(
                "sector.asm", "guest.ld", "pc.h", "cpu.c", "rep.c", "disk.asm", "linux.asm", "init.c", "v86.mjs")) {
            try (InputStream in = GuestBuilder.class.getResourceAsStream("/backplane/launcher/bench/" + name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    /** The image of a guest; work is in 1/256 of the full amount. */
    Path build(Guest guest, int work) throws IOException, InterruptedException, Missing {
        Path image = folder.resolve(guest.word + "-" + work + ".img");
        if (Files.exists(image)) {
            return image;
        }
        byte[] bytes = switch (guest) {
            case CPU, REP -> flat(guest.word);
            case DISK -> disk();
            case LINUX -> linux();
        };
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(WORK, work);
        Files.write(image, bytes);
        return image;
    }

    private byte[] flat(String name) throws IOException, InterruptedException, Missing {
        List<String> compile = new ArrayList<>(COMPILE);
        compile.addAll(List.of("-c", name + ".c", "-o", name + ".o"));
        run(compile);
        run(List.of(
                "ld", "-m", "elf_i386", "--no-warn-rwx-segments", "-T", "guest.ld", "-o", name + ".elf", name + ".o"));
        run(List.of("objcopy", "-O", "binary", "--set-section-flags", ".bss=alloc,load,contents", name + ".elf", name));
        byte[] program = Files.readAllBytes(folder.resolve(name));
        return numbered(image(SMALL, program, "-DSECTORS=" + sectors(program.length)));
    }

    private byte[] image(int size, byte[] program, String... defines)
            throws IOException, InterruptedException, Missing {
        List<String> assemble = new ArrayList<>(List.of("nasm", "-f", "bin", "sector.asm", "-o", "sector"));
        assemble.addAll(List.of(defines));
        run(assemble);
        byte[] image = new byte[size];
        byte[] sector = Files.readAllBytes(folder.resolve("sector"));
        System.arraycopy(sector, 0, image, 0, SECTOR);
        System.arraycopy(program, 0, image, SECTOR, program.length);
        return image;
    }

    private byte[] assembled(String name) throws IOException, InterruptedException, Missing {
        run(List.of("nasm", "-f", "bin", name + ".asm", "-o", name));
        return Files.readAllBytes(folder.resolve(name));
    }

    private byte[] disk() throws IOException, InterruptedException, Missing {
        return numbered(image(DISK_SECTORS * SECTOR, assembled("disk"), "-DSECTORS=2", "-DREAL"));
    }

    /** Each sector that is not the program's begins with its number. */
    private static byte[] numbered(byte[] image) {
        ByteBuffer sectors = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = DATA_AT; n < image.length / SECTOR; n++) {
            sectors.putInt(n * SECTOR, n);
        }
        return image;
    }

    private byte[] linux() throws IOException, InterruptedException, Missing {
        if (!Files.isReadable(KERNEL)) {
            throw new Missing("there is no " + KERNEL + " (Debian's package debian-installer-12-netboot-i386)");
        }
        List<String> compile = new ArrayList<>(COMPILE);
        compile.addAll(List.of("-static", "-nostdlib", "-Wl,--build-id=none,-e,start", "-s", "-o", "init", "init.c"));
        run(compile);
        byte[] archive = archive(Files.readAllBytes(folder.resolve("init")));
        byte[] kernel = Files.readAllBytes(KERNEL);
        byte[] loader = assembled("linux");
        int archiveAt = DATA_AT + sectors(kernel.length);
        int block = indexOf(loader, "LINUXIMG") + 8;
        ByteBuffer fields =
                ByteBuffer.wrap(loader).order(ByteOrder.LITTLE_ENDIAN).position(block);
        fields.putInt(DATA_AT).putInt(sectors(kernel.length));
        fields.putInt(archiveAt).putInt(sectors(archive.length)).putInt(archive.length);
        fields.put("console=ttyS0".getBytes(StandardCharsets.US_ASCII));
        int size = Math.max(SMALL, (archiveAt + sectors(archive.length) + 1) * SECTOR);
        byte[] image = image(size, loader, "-DSECTORS=" + sectors(loader.length), "-DREAL");
        System.arraycopy(kernel, 0, image, DATA_AT * SECTOR, kernel.length);
        System.arraycopy(archive, 0, image, archiveAt * SECTOR, archive.length);
        return image;
    }

    /** An initramfs: the console's device and the program. */
    private static byte[] archive(byte[] init) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, "dev", 0040755, new byte[0], 0, 0);
        entry(out, "dev/console", 0020600, new byte[0], 5, 1);
        entry(out, "init", 0100755, init, 0, 0);
        entry(out, "TRAILER!!!", 0, new byte[0], 0, 0);
        return Arrays.copyOf(out.toByteArray(), sectors(out.size()) * SECTOR);
    }

    private static void entry(ByteArrayOutputStream out, String name, int mode, byte[] data, int major, int minor)
            throws IOException {
        int[] fields = {out.size() + 1, mode, 0, 0, 1, 0, data.length, 0, 0, major, minor, name.length() + 1, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format("%08x", field));
        }
        out.write(header.append(name).append('\0').toString().getBytes(StandardCharsets.US_ASCII));
        pad(out);
        out.write(data);
        pad(out);
    }

    private static void pad(ByteArrayOutputStream out) {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
    }

    private static int sectors(int bytes) {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    private static int indexOf(byte[] bytes, String word) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
    }

    private void run(List<String> command) throws IOException, InterruptedException, Missing {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new Missing("the guests are built with gcc, binutils and nasm, and there is no " + command.get(0)
                    + " on the PATH");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Missing(String.join(" ", command) + " failed (32-bit code wanted): "
                    + said.lines().findFirst().orElse("no message"));
        }
    }
}
