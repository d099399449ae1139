package backplane.firmware.fwcfg;

import backplane.api.device.PlugException;
import backplane.api.rom.OptionRom;
import backplane.core.MachineView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The kernel of {@code -kernel}, {@code -initrd} and {@code -append} as items of the device, QEMU's keys. */
final class KernelItems {
    static final int KERNEL_ADDR = 0x07;
    static final int KERNEL_SIZE = 0x08;
    static final int INITRD_ADDR = 0x0a;
    static final int INITRD_SIZE = 0x0b;
    static final int KERNEL_ENTRY = 0x10;
    static final int KERNEL_DATA = 0x11;
    static final int INITRD_DATA = 0x12;
    static final int CMDLINE_ADDR = 0x13;
    static final int CMDLINE_SIZE = 0x14;
    static final int CMDLINE_DATA = 0x15;
    static final int SETUP_ADDR = 0x16;
    static final int SETUP_SIZE = 0x17;
    static final int SETUP_DATA = 0x18;

    /** What firmware may keep at the end of RAM for its tables; QEMU leaves the same room. */
    static final long FIRMWARE_TABLES = 0x28000;

    private static final String ROM = "kernel.bin";

    private final Map<Integer, byte[]> items = new TreeMap<>();

    /** The items; none without {@code -kernel}. */
    static Map<Integer, byte[]> of(MachineView machine) throws PlugException {
        String file = machine.options().getOrDefault("kernel", "");
        KernelItems made = new KernelItems();
        if (!file.isEmpty()) {
            String initrd = machine.options().getOrDefault("initrd", "");
            String append = machine.options().getOrDefault("append", "");
            made.load(file, initrd, append, machine.ramSize());
        }
        return made.items;
    }

    private void load(String file, String initrd, String append, long ram) throws PlugException {
        String failed = "-kernel " + file + ": could not open kernel file '" + file + "'";
        if (size(file, failed) > ram) {
            throw new PlugException("-kernel " + file + ": it is larger than the RAM, " + (ram >> 20)
                    + " MiB; name a kernel, or use more with -m");
        }
        byte[] image = read(file, failed);
        if (LinuxKernel.recognises(image)) {
            new LinuxKernel(file, image, ram).items(this, initrd, append);
        } else if (MultibootKernel.recognises(image)) {
            new MultibootKernel(file, image, ram).items(this, initrd, append);
        } else {
            throw new PlugException("-kernel " + file
                    + ": invalid kernel header; it is neither a bzImage nor a multiboot kernel, name one of these");
        }
    }

    /** Bytes in a file; {@code failed} begins the message when it cannot be read. */
    static long size(String file, String failed) throws PlugException {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new PlugException(failed + ": Is a directory; name a file in it");
            }
            return Files.size(path);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(failed, e);
        }
    }

    static byte[] read(String file, String failed) throws PlugException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw unreadable(failed, e);
        }
    }

    private static PlugException unreadable(String failed, Exception e) {
        String why = e instanceof NoSuchFileException
                ? "No such file or directory"
                : e instanceof AccessDeniedException ? "Permission denied" : String.valueOf(e.getMessage());
        return new PlugException(failed + ": " + why + "; name a file that exists and can be read");
    }

    /** Data, and under the two keys in front of it where it goes and how long it is. */
    void put(int addressKey, int dataKey, long address, byte[] data) {
        items.put(addressKey, FwCfgItems.le32((int) address));
        items.put(addressKey + 1, FwCfgItems.le32(data.length));
        items.put(dataKey, data);
    }

    void entry(long address) {
        items.put(KERNEL_ENTRY, FwCfgItems.le32((int) address));
    }

    /** Text with its NUL. */
    static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** The smallest {@code -m} for that many bytes of RAM in use. */
    static long mebibytes(long bytes) {
        return bytes + FIRMWARE_TABLES + 4096 + (1 << 20) - 1 >> 20;
    }

    /** A fresh copy of the ROM that loads what is here. */
    static OptionRom rom() {
        try (InputStream in = KernelItems.class.getResourceAsStream(ROM)) {
            return new OptionRom(ROM, in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("the bundle's own resource " + ROM + " cannot be read: " + e.getMessage());
        }
    }
}
