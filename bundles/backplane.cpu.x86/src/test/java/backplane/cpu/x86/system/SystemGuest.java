package backplane.cpu.x86.system;

import backplane.cpu.x86.FlatGuest;
import backplane.cpu.x86.X86Cpu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The guest of {@code system.asm}: built by nasm, run by a processor of ours or by QEMU. */
final class SystemGuest {
    /** The processor that both are asked to be. */
    static final String MODEL = "pentium3,+nx";

    private static final int ENTER = 32;

    private final Path file;

    private SystemGuest(Path file) {
        this.file = file;
    }

    /** @param folder a temporary one */
    static SystemGuest build(Path folder) throws IOException, InterruptedException {
        Path binary = folder.resolve("system.elf");
        FlatGuest.tool(
                "nasm", "nasm", "-f", "bin", "-i", "src/test/system/", "-o", "" + binary, "src/test/system/system.asm");
        return new SystemGuest(binary);
    }

    /** What the guest prints. */
    List<String> on(X86Cpu cpu) throws IOException {
        byte[] image = Files.readAllBytes(file);
        int enter = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(ENTER);
        return FlatGuest.run(image, enter, cpu);
    }

    /** The same by QEMU's TCG. */
    List<String> onQemu(Path folder) throws IOException, InterruptedException {
        return FlatGuest.onQemu(file, MODEL, folder);
    }
}
