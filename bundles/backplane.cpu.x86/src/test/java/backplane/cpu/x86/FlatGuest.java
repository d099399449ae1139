package backplane.cpu.x86;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.core.Cpu;
import backplane.core.CpuState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A guest that is loaded at 1 MiB, prints lines through port E9 and ends by a write to port F4: run by a processor of
 * ours, which enters it in real mode, or by QEMU as a multiboot kernel.
 */
public final class FlatGuest {
    public static final int LOAD = 0x100000;
    private static final int RAM = 32 << 20;
    private static final int CONSOLE = 0xe9;
    private static final int END = 0xf4;
    private static final long PATIENCE = 3_000_000_000L;

    private FlatGuest() {}

    /**
     * What the guest prints.
     *
     * @param enter where in the image its real-mode entry is
     */
    public static List<String> run(byte[] image, int enter, X86Cpu cpu) {
        FlatMemory memory = new FlatMemory(RAM);
        System.arraycopy(image, 0, memory.array(), LOAD, image.length);
        Console console = new Console(cpu);
        cpu.connect(memory, console, new Silent());
        CpuState state = cpu.state();
        state.selector(CpuState.CS, 0xffff);
        state.eip(0x10 + enter);
        long count = 0;
        while (!console.ended && !cpu.halted() && !cpu.shutdown() && count < PATIENCE) {
            count += cpu.run(100_000);
        }
        List<String> lines =
                console.text.toString(StandardCharsets.US_ASCII).lines().toList();
        if (!console.ended) {
            throw new AssertionError("stopped after " + count + " instructions and " + lines.size() + " lines\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 1), lines.size())) + "\n"
                    + state.dump());
        }
        cpu.disconnect();
        return lines;
    }

    /**
     * The same by QEMU's TCG.
     *
     * @param folder a temporary one
     */
    public static List<String> onQemu(Path image, String model, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("qemu.txt");
        String command = "qemu-system-i386 -accel tcg -cpu " + model + " -m 64 -display none -serial none -monitor none"
                + " -net none -no-reboot -device isa-debug-exit,iobase=0xf4 -debugcon file:" + output + " -kernel "
                + image;
        tool("qemu-system-x86", command.split(" "));
        return Files.readAllLines(output, StandardCharsets.US_ASCII);
    }

    /** Runs a program; skips the test when its Debian package is missing. */
    public static void tool(String debian, String... command) throws IOException, InterruptedException {
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
