package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.firmware.fwcfg.FwCfg;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's installer comes to its first question on the serial line and on the VGA's text screen, both in one boot: it runs
 * on each console that the kernel has.
 *
 * <p>All six ways: by {@code -kernel}, from an IDE and from a SCSI disk with GRUB, under builtin and under SeaBIOS.
 */
class InstallerTest {
    private static final long PATIENCE = 30_000_000_000L;
    /** Below 466 MiB of MemTotal the installer goes into its low memory mode and says so first. */
    private static final int RAM = 512;
    /** Without nomodeset the kernel's driver for the card goes to a graphics mode. */
    private static final String APPEND = "console=tty0 console=ttyS0 nomodeset cryptomgr.notests=1";

    @TempDir
    private Path work;

    private final MemoryDisplay display = new MemoryDisplay();

    @Test
    void byKernelUnderBuiltin() throws Exception {
        asks(kernel(Pc.builder()));
    }

    @Test
    void byKernelUnderSeaBios() throws Exception {
        SeaBios.assume();
        asks(kernel(Pc.builder().seabios()));
    }

    @Test
    void fromIdeUnderBuiltin() throws Exception {
        asks(Pc.builder().ide(disk(), 0));
    }

    @Test
    void fromIdeUnderSeaBios() throws Exception {
        SeaBios.assume();
        asks(Pc.builder().seabios().ide(disk(), 0));
    }

    @Test
    void fromScsiUnderBuiltin() throws Exception {
        asks(Pc.builder().scsi(disk(), true));
    }

    @Test
    void fromScsiUnderSeaBios() throws Exception {
        SeaBios.assume();
        asks(Pc.builder().seabios().scsi(disk(), true));
    }

    private static Pc.Builder kernel(Pc.Builder builder) {
        return builder.option("kernel", LinuxDisk.kernel().toString())
                .option("initrd", LinuxDisk.installer().toString())
                .option("append", APPEND)
                .card("fwcfg", new FwCfg(), "bootindex", "0");
    }

    private MemoryDisk disk() throws Exception {
        return MemoryDisk.of(LinuxDisk.installer(work, APPEND), false);
    }

    private void asks(Pc.Builder builder) throws Exception {
        Vga vga = new Vga(VgaSettings.of("8", VgaSettings.DEFAULT_ROM, ""), display);
        try (Pc pc = builder.ram(RAM).card("vga", vga, "addr", "2").powerOn()) {
            boolean asked = pc.runUntil(
                    () -> isFirstQuestion(pc.serial()) && isFirstQuestion(display.text()), 10_000_000, PATIENCE);
            assertTrue(asked, () -> display.text() + pc.report());
            KernelLog.assertNoTrouble(pc.serial());
        }
    }

    private static boolean isFirstQuestion(String screen) {
        int title = screen.indexOf("[!!] Select a language");
        int answer = screen.indexOf("English", title);
        return title >= 0 && answer >= 0 && screen.indexOf("<Go Back>", answer) >= 0;
    }
}
