package backplane.cpu.x86.streams;

import backplane.cpu.x86.FlatGuest;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.model.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The guest of {@code streams.asm} with its streams: built by nasm, run by a processor of ours or by QEMU. */
final class StreamGuest {
    static final int COUNT = 10_000;
    private static final int ENTER = 40;

    private final byte[] image;

    private StreamGuest(byte[] image) {
        this.image = image;
    }

    /** @param folder a temporary one */
    static StreamGuest build(Path folder) throws IOException, InterruptedException {
        Path binary = folder.resolve("streams.bin");
        FlatGuest.tool("nasm", "nasm", "-f", "bin", "-o", "" + binary, "src/test/streams/streams.asm");
        byte[] harness = Files.readAllBytes(binary);
        byte[] image = new byte[Stream.BASE - FlatGuest.LOAD + COUNT * Stream.STRIDE];
        System.arraycopy(harness, 0, image, 0, harness.length);
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(Stream.of(i), 0, image, Stream.BASE - FlatGuest.LOAD + i * Stream.STRIDE, Stream.STRIDE);
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
        int enter = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(ENTER);
        return withoutEnd(FlatGuest.run(image, enter, cpu));
    }

    /** The same by QEMU's TCG. */
    List<String> onQemu(Path folder) throws IOException, InterruptedException {
        Path kernel = Files.write(folder.resolve("streams.elf"), image);
        return withoutEnd(FlatGuest.onQemu(kernel, Model.DEFAULT, folder));
    }

    private static List<String> withoutEnd(List<String> lines) {
        return lines.stream().filter(l -> !l.equals(".")).toList();
    }
}
