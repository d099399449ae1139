package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SYSLINUX boots from a FAT partition to its prompt, runs a COM32 module, and loads a kernel with its initrd. */
class SyslinuxTest {
    private static final long PATIENCE = 300_000_000;
    private static final int MIB = 1 << 20;
    private static final int SIZE = 16 * MIB;
    private static final int SECTOR = 512;
    private static final Path MODULES = Path.of("/usr/lib/syslinux/modules/bios");
    private static final Path MBR = Path.of("/usr/lib/SYSLINUX/mbr.bin");

    private static final String CONFIG = """
            SERIAL 0 115200
            PROMPT 1
            LABEL guest
              LINUX guest
              INITRD what
              APPEND quiet
            """;

    @TempDir
    private Path work;

    @Test
    void fromScsiByExtbootUnderBuiltin() throws Exception {
        boots(Pc.builder().scsi(disk(), true));
    }

    @Test
    void fromIdeUnderSeaBios() throws Exception {
        SeaBios.assume();
        boots(Pc.builder().seabios().ide(disk(), 0));
    }

    private static void boots(Pc.Builder builder) {
        try (Pc pc = builder.powerOn()) {
            says(pc, "boot: ", 0);
            int prompt = pc.serial().length();
            pc.type("meminfo.c32\r");
            says(pc, "usable", prompt);
            says(pc, "boot: ", prompt);
            pc.type("guest x=1\r");
            assertTrue(
                    pc.runUntilDebug("command line [BOOT_IMAGE=guest quiet initrd=what x=1](what it holds)", PATIENCE),
                    pc::report);
            assertEquals(33, pc.runToEnd(PATIENCE));
        }
    }

    private static void says(Pc pc, String text, int after) {
        assertTrue(pc.runUntil(() -> pc.serial().indexOf(text, after) >= 0, PATIENCE), () -> text + "\n" + pc.report());
    }

    /** SYSLINUX's own boot record, and one active FAT partition at 1 MiB. */
    private MemoryDisk disk() throws Exception {
        assumeTrue(Files.exists(MBR) && Files.exists(MODULES), "SYSLINUX is missing; install syslinux-common");
        ByteBuffer record = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        record.put(Files.readAllBytes(MBR));
        record.put(446, new byte[] {(byte) 0x80, 32, 33, 0, 6, (byte) 0xfe, (byte) 0xff, (byte) 0xff});
        record.putInt(454, MIB / SECTOR).putInt(458, (SIZE - MIB) / SECTOR);
        record.putShort(510, (short) 0xaa55);
        Path image = Files.write(work.resolve("disk.img"), record.array());
        String partition = image + "@@1M";
        int sectors = (SIZE - MIB) / SECTOR;
        run("mtools", "mformat", "-i", partition, "-H", "" + MIB / SECTOR, "-T", "" + sectors, "-h", "16", "-s", "63");
        Path config = Files.writeString(work.resolve("syslinux.cfg"), CONFIG);
        Path guest = Files.write(work.resolve("guest"), Nasm.image("linux-guest"));
        Path initrd = Files.writeString(work.resolve("what"), "what it holds");
        run("mtools", "mcopy", "-i", partition, "" + config, "" + guest, "" + initrd, "::");
        for (String module : new String[] {"libcom32.c32", "libutil.c32", "meminfo.c32"}) {
            run("mtools", "mcopy", "-i", partition, "" + MODULES.resolve(module), "::");
        }
        run("syslinux", "syslinux", "--install", "-t", "" + MIB, "" + image);
        return MemoryDisk.of(Files.readAllBytes(image), false);
    }

    private void run(String debianPackage, String... command) throws IOException, InterruptedException {
        Process tool;
        try {
            tool = new ProcessBuilder(command)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is missing; install " + debianPackage);
            throw e;
        }
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tool.waitFor(), () -> String.join(" ", command) + "\n" + said);
    }
}
