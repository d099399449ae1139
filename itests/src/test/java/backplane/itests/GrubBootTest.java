package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.testkit.MemoryDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GRUB 2 reaches its prompt on COM1, lists disks and reads a file, from each controller and with both firmwares. */
class GrubBootTest {
    private static final long PATIENCE = 1_500_000_000;

    @TempDir
    private Path work;

    @Test
    void fromScsiByExtbootUnderBuiltin() throws Exception {
        boots(Pc.builder().scsi(disk(), true));
    }

    @Test
    void fromScsiByExtbootUnderSeaBios() throws Exception {
        SeaBios.assume();
        boots(Pc.builder().seabios().scsi(disk(), true));
    }

    @Test
    void fromScsiByTheDriverOfSeaBios() throws Exception {
        SeaBios.assume();
        boots(Pc.builder().seabios().scsi(disk(), false));
    }

    @Test
    void fromIdeUnderBuiltin() throws Exception {
        boots(Pc.builder().ide(disk(), 0));
    }

    @Test
    void fromIdeUnderSeaBios() throws Exception {
        SeaBios.assume();
        boots(Pc.builder().seabios().ide(disk(), 0));
    }

    private MemoryDisk disk() throws Exception {
        return MemoryDisk.of(GrubDisk.image(work), false);
    }

    private static void boots(Pc.Builder builder) throws Exception {
        try (Pc pc = builder.powerOn()) {
            says(pc, "grub>", 0);
            int prompt = pc.serial().length();
            pc.type("ls\r");
            says(pc, "(hd0) (hd0,msdos1)", prompt);
            prompt = pc.serial().length();
            pc.type("cat (hd0,msdos1)/" + GrubDisk.FILE + "\r");
            says(pc, GrubDisk.TEXT, prompt);
        }
    }

    private static void says(Pc pc, String text, int after) {
        assertTrue(pc.runUntil(() -> pc.serial().indexOf(text, after) >= 0, PATIENCE), () -> text + "\n" + pc.report());
    }
}
