package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.translate.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The translator does instruction by instruction what the interpreter does, in real firmware and real guests. */
class LockStepTest {
    private static final Path MEMTEST = Path.of("/usr/lib/memtest86+/memtest86+ia32.iso");
    private static final int PAGE = 4096;
    private static final long FIRMWARE = 20_000_000;
    private static final long LOADED = 40_000_000;
    private static final long POST = 100_000_000;
    private static final long LINUX = 500_000_000;
    private static final long TO_ROOT = 4_000_000_000L;
    private static final long TO_PROMPT = 1_500_000_000;

    /**
     * {@code in al, 0xe5; mov [0x9000], al; xor al, al; mov cx, 0x7000; loop $; mov [0x9000], al; cli; hlt}: what was read
     * stays in memory alone, and for three steps.
     */
    private static final String PASSING = "e4e5 a20090 30c0 b90070 e2fe a20090 faf4";

    @TempDir
    private Path work;

    @Test
    void aPassingDifferenceInMemoryIsFoundAndItsInstructionNamed() {
        byte[] disk = Arrays.copyOf(BootSector.program(PASSING), 1 << 20);
        int[] machines = new int[1];
        LockStep.Guest unequal = cpu -> Pc.builder()
                .ram(16)
                .card("cpu", cpu)
                .card("port", new ConstantPort(0xe5, machines[0]++ & 1))
                .scsi(Pc.disk("d", disk), true)
                .powerOn();
        AssertionError e = assertThrows(
                AssertionError.class, () -> LockStep.run(unequal, Engine.JIT, pc -> () -> false, FIRMWARE));
        assertTrue(e.getMessage().contains("; before the last of them"), e.getMessage());
        assertTrue(e.getMessage().contains("\n00007c08  e4e5"), e.getMessage());
    }

    /** A port that always reads the same. */
    private record ConstantPort(int port, int value) implements Device, PortDevice {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("constant", "constant port", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            slot.ports(port, 1, this);
        }

        @Override
        public int read8(int offset) {
            return value;
        }

        @Override
        public void write8(int offset, int written) {}

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

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
        byte[] disk = Arrays.copyOf(iso, (iso.length + 511) / 512 * 512);
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
        long instructions = LockStep.run(LockStepTest::linux, Engine.JIT, pc -> () -> false, LINUX);
        assertTrue(instructions >= LINUX);
    }

    /** Those end in the decompressor. This is what it unpacks: pages mapped and remapped, patched code, interrupts. */
    @Test
    void linuxFromItsFirstLineUntilItUnpacksItsRootFileSystem() throws Exception {
        long instructions = LockStep.run(
                LockStepTest::linux,
                Engine.JIT,
                pc -> () -> pc.serial().contains("Linux version"),
                pc -> () -> pc.serial().contains("Trying to unpack rootfs"),
                TO_ROOT);
        assertTrue(instructions < TO_ROOT, "it was not seen to unpack");
    }

    /** A kernel that has been loaded unpacks itself: whatever changes now, a store of the processor's did. */
    @ParameterizedTest
    @MethodSource("engines")
    void theRecordHasEveryPageThatChanges(Engine engine) {
        try (Pc pc = linux(new RecordedCpu(engine))) {
            pc.machine().run(LOADED);
            byte[] ram = pc.machine().memory().array();
            WrittenPages written = RecordedCpu.written(pc);
            int changed = 0;
            for (int record = 0; record < 10; record++) {
                byte[] before = ram.clone();
                written.forget();
                pc.machine().run(1_000_000);
                for (int at = 0; at < ram.length; at += PAGE) {
                    if (!Arrays.equals(before, at, at + PAGE, ram, at, at + PAGE)) {
                        assertTrue(written.contains(at / PAGE), "page " + at / PAGE);
                        changed++;
                    }
                }
            }
            assertTrue(changed > 50, changed + " pages changed\n" + pc.report());
        }
    }

    static Stream<Engine> engines() {
        return Stream.of(Engine.INTERPRETER, Engine.JIT);
    }

    private static Pc linux(X86Cpu cpu) {
        assumeTrue(
                Files.exists(LinuxDisk.INSTALLER),
                "the installer is missing; install debian-installer-12-netboot-i386");
        return Pc.builder()
                .ram(128)
                .option("kernel", LinuxDisk.INSTALLER.resolve("linux").toString())
                .option("initrd", LinuxDisk.INSTALLER.resolve("initrd.gz").toString())
                .option("append", "console=ttyS0 earlyprintk=serial")
                .card("cpu", cpu)
                .powerOn();
    }
}
