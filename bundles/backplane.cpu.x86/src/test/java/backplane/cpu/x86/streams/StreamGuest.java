package backplane.cpu.x86.streams;

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

/** The guest of {@code streams.asm} with its streams: built by nasm, run by a processor of ours or by QEMU. */
final class StreamGuest {
    static final int COUNT = 10_000;
    private static final int LOAD = 0x100000;
    private static final int RAM = 32 << 20;
    private static final long PATIENCE = 3_000_000_000L;

    private final byte[] image;

    private StreamGuest(byte[] image) {
        this.image = image;
    }

    /** @param folder a temporary one */
    static StreamGuest build(Path folder) throws IOException, InterruptedException {
        Path binary = folder.resolve("streams.bin");
        run("nasm", "nasm", "-f", "bin", "-o", "" + binary, "src/test/streams/streams.asm");
        byte[] harness = Files.readAllBytes(binary);
        byte[] image = new byte[Stream.BASE - LOAD + COUNT * Stream.STRIDE];
        System.arraycopy(harness, 0, image, 0, harness.length);
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(Stream.of(i), 0, image, Stream.BASE - LOAD + i * Stream.STRIDE, Stream.STRIDE);
        }
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(32, COUNT);
        return new StreamGuest(image);
    }

    /** The same guest, which runs the first {@code count} streams and prints each value that it hashes in the last. */
    StreamGuest detail(int count) {
        byte[] copy = image.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(32, count).putInt(36, count - 1);
        return new StreamGuest(copy);
    }

    /** What the guest prints, a line per stream. */
    List<String> on(X86Cpu cpu) {
        FlatMemory memory = new FlatMemory(RAM);
        System.arraycopy(image, 0, memory.array(), LOAD, image.length);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        cpu.connect(memory, new Console(text), new Silent());
        CpuState state = cpu.state();
        state.selector(CpuState.CS, 0xffff);
        state.eip(0x10 + ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(40));
        long count = 0;
        while (!cpu.halted() && !cpu.shutdown() && count < PATIENCE) {
            count += cpu.run(100_000);
        }
        if (!cpu.halted()) {
            throw new AssertionError("stopped after " + count + " instructions\n" + text + state.dump());
        }
        cpu.disconnect();
        return lines(text.toString(StandardCharsets.US_ASCII));
    }

    /** The same by QEMU's TCG. */
    List<String> onQemu(Path folder) throws IOException, InterruptedException {
        Path kernel = folder.resolve("streams.elf");
        Path output = folder.resolve("qemu.txt");
        Files.write(kernel, image);
        String command = "qemu-system-i386 -accel tcg -m 64 -display none -serial none -monitor none -net none "
                + "-no-reboot -device isa-debug-exit,iobase=0xf4 -debugcon file:" + output + " -kernel " + kernel;
        run("qemu-system-x86", command.split(" "));
        return lines(Files.readString(output, StandardCharsets.US_ASCII));
    }

    private static List<String> lines(String text) {
        return text.lines().filter(l -> !l.equals(".")).toList();
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
        private final ByteArrayOutputStream text;

        Console(ByteArrayOutputStream text) {
            this.text = text;
        }

        @Override
        public void out8(int port, int value) {
            if (port == 0xe9) {
                text.write(value);
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
