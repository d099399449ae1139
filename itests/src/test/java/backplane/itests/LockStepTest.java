package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.cpu.x86.translate.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The translator does instruction by instruction what the interpreter does, in real firmware and real guests. */
class LockStepTest {
    private static final Path MEMTEST = Path.of("/usr/lib/memtest86+/memtest86+ia32.iso");
    private static final long POST = 100_000_000;
    private static final long LINUX = 500_000_000;
    private static final long TO_PROMPT = 1_500_000_000;

    @TempDir
    private Path work;

    @Test
    void seaBiosPostWithEveryBlockTranslated() throws Exception {
        SeaBios.assume();
        LockStep.run(
                cpu -> Pc.builder().seabios().ram(16).card("cpu", cpu).powerOn(), Engine.ALL, pc -> () -> false, POST);
    }

    @Test
    void grubWithEveryBlockTranslated() throws Exception {
        byte[] disk = GrubDisk.image(work);
        LockStep.run(
                cpu -> Pc.builder()
                        .ram(16)
                        .card("cpu", cpu)
                        .scsi(Pc.disk("d", disk), true)
                        .powerOn(),
                Engine.ALL,
                pc -> () -> pc.serial().contains("grub>"),
                TO_PROMPT);
    }

    @Test
    void memtest() throws Exception {
        assumeTrue(Files.exists(MEMTEST), "memtest86+ia32.iso is missing; install memtest86+");
        byte[] iso = Files.readAllBytes(MEMTEST);
        byte[] disk = java.util.Arrays.copyOf(iso, (iso.length + 511) / 512 * 512);
        LockStep.run(
                cpu -> Pc.builder()
                        .ram(16)
                        .card("cpu", cpu)
                        .ide(Pc.disk("d", disk), 0)
                        .powerOn(),
                Engine.JIT,
                pc -> () -> false,
                LINUX);
    }

    @Test
    void firstHalfBillionInstructionsOfLinux() throws Exception {
        assumeTrue(
                Files.exists(LinuxDisk.INSTALLER),
                "the installer is missing; install debian-installer-12-netboot-i386");
        long instructions = LockStep.run(
                cpu -> Pc.builder()
                        .ram(128)
                        .option("kernel", LinuxDisk.INSTALLER.resolve("linux").toString())
                        .option(
                                "initrd",
                                LinuxDisk.INSTALLER.resolve("initrd.gz").toString())
                        .option("append", "console=ttyS0 earlyprintk=serial")
                        .card("cpu", cpu)
                        .powerOn(),
                Engine.JIT,
                pc -> () -> false,
                LINUX);
        assertTrue(instructions >= LINUX);
    }
}
