package backplane.cpu.x86.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.FlatMemory;
import backplane.cpu.x86.OpenPorts;
import backplane.cpu.x86.X86Cpu;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The guest of {@code system.asm}: built by nasm, run by a processor of ours or by QEMU. */
final class SystemGuest {
    /** The processor that both are asked to be. */
    static final String MODEL = "pentium3";

    private static final int LOAD = 0x100000;
    private static final int ENTER = 32;
    private static final int RAM = 32 << 20;
    private static final int END = 0xf4;
    private static final int CONSOLE = 0xe9;
    private static final long PATIENCE = 2_000_000_000L;

    private final Path file;

    private SystemGuest(Path file) {
        this.file = file;
    }

    /** @param folder a temporary one */
    static SystemGuest build(Path folder) throws IOException, InterruptedException {
        Path binary = folder.resolve("system.elf");
        run("nasm", "nasm", "-f", "bin", "-i", "src/test/system/", "-o", "" + binary, "src/test/system/system.asm");
        return new SystemGuest(binary);
    }

    /** What the guest prints. */
    List<String> on(X86Cpu cpu) throws IOException {
        byte[] image = Files.readAllBytes(file);
        FlatMemory memory = new FlatMemory(RAM);
        System.arraycopy(image, 0, memory.array(), LOAD, image.length);
        Console console = new Console(cpu);
        cpu.connect(memory, console, new Silent());
        CpuState state = cpu.state();
        state.selector(CpuState.CS, 0xffff);
        state.eip(0x10 + ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(ENTER));
        long count = 0;
        while (!console.ended && !cpu.halted() && !cpu.shutdown() && count < PATIENCE) {
            count += cpu.run(100_000);
        }
        List<String> lines =
                console.text.toString(StandardCharsets.US_ASCII).lines().toList();
        if (!console.ended) {
            throw new AssertionError("stopped after " + count + " instructions and " + lines.size() + " lines, "
                    + lines.get(lines.size() - 1) + "\n" + state.dump());
        }
        cpu.disconnect();
        return lines;
    }

    /** The same by QEMU's TCG. */
    List<String> onQemu(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("qemu.txt");
        String command = "qemu-system-i386 -accel tcg -cpu " + MODEL + " -m 64 -display none -serial none -monitor none"
                + " -net none -no-reboot -device isa-debug-exit,iobase=0xf4 -debugcon file:" + output + " -kernel "
                + file;
        run("qemu-system-x86", command.split(" "));
        return Files.readAllLines(output, StandardCharsets.US_ASCII);
    }

    private static void run(String debian, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is missing; install the package " + debian);
            return;
        }
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " has not ended after 300 s");
        }
    }

    private static final class Console extends OpenPorts {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final Cpu cpu;
        private boolean ended;

        Console(Cpu cpu) {
            this.cpu = cpu;
        }

        @Override
        public void out8(int port, int value) {
            if (port == CONSOLE) {
                text.write(value);
            } else if (port == END) {
                ended = true;
                cpu.exit();
            }
        }
    }

    private static final class Silent implements Cpu.Wires {
        @Override
        public int acknowledge() {
            return 0xff;
        }

        @Override
        public long tsc() {
            return 0;
        }

        @Override
        public void trap(CpuState cpu, int number) {}
    }
}
