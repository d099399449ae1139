package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.rom.OptionRom;
import backplane.firmware.fwcfg.FwCfg;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels given on the command line, under both firmwares: the option ROM loads and starts them. */
class KernelBootTest {
    private static final long PATIENCE = 60_000_000;

    /** 16 written to isa-debug-exit. */
    private static final int GOOD = 33;

    @TempDir
    Path work;

    @Test
    void guestsAreTheirSourcesAssembled() throws Exception {
        Nasm.assertBuiltFromSource("linux-guest", work);
        Nasm.assertBuiltFromSource("multiboot-guest", work);
    }

    /** A machine that has a disk too: the kernel comes first. */
    private Pc.Builder machine(String guest, String initrd, String append, boolean ours) throws Exception {
        Path kernel = Files.write(work.resolve(guest), Nasm.image(guest));
        return Pc.builder()
                .option("kernel", kernel.toString())
                .option("initrd", initrd)
                .option("append", append)
                .card("fwcfg", new FwCfg(), "bootindex", ours ? "0" : "")
                .scsi(Pc.disk("d", new byte[1 << 20]), true);
    }

    private Pc.Builder linux() throws Exception {
        return linux(true);
    }

    private Pc.Builder linux(boolean ours) throws Exception {
        Path initrd = Files.writeString(work.resolve("initrd"), "what the disk holds");
        return machine("linux-guest", initrd.toString(), "console=ttyS0 quiet", ours);
    }

    private Pc.Builder multiboot() throws Exception {
        Path one = Files.writeString(work.resolve("one"), "first");
        Path two = Files.writeString(work.resolve("two"), "second");
        return machine("multiboot-guest", one + " x=1," + two, "verbose", true);
    }

    private static void says(Pc.Builder builder, String text) {
        try (Pc pc = builder.powerOn()) {
            int status = pc.runToEnd(PATIENCE);
            assertTrue(pc.debug().contains(text), pc::report);
            assertEquals(GOOD, status);
        }
    }

    private static final String LINUX =
            "Hello from the kernel, command line [console=ttyS0 quiet](what the disk holds)";

    private String multibootText() {
        return work.resolve("multiboot-guest") + " verbose(" + work.resolve("one") + " x=1:first)("
                + work.resolve("two") + ":second) map good";
    }

    @Test
    void linuxUnderBuiltin() throws Exception {
        says(linux(), LINUX);
    }

    @Test
    void linuxUnderSeaBios() throws Exception {
        SeaBios.assume();
        says(linux().seabios(), LINUX);
    }

    @Test
    void multibootUnderBuiltin() throws Exception {
        says(multiboot(), multibootText());
    }

    @Test
    void multibootUnderSeaBios() throws Exception {
        SeaBios.assume();
        says(multiboot().seabios(), multibootText());
    }

    /** The keys mean what QEMU's mean: its option ROM loads the same guest. */
    @Test
    void theRomOfQemuReadsTheSameKeys() throws Exception {
        SeaBios.assume();
        says(linux(false).seabios().card("rom", qemu("linuxboot_dma.bin"), "bootindex", "0"), LINUX);
    }

    private static RomCarrier qemu(String name) throws Exception {
        Path file = Path.of("/usr/share/qemu", name);
        assumeTrue(Files.exists(file), name + " is missing; install qemu-system-data");
        return new RomCarrier(0, 0, new OptionRom(name, Files.readAllBytes(file)), false);
    }
}
