package backplane.firmware.fwcfg;

import backplane.api.device.PlugException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A Linux kernel, bzImage or zImage of any boot protocol: where its parts go, and what the loader writes into its
 * setup header (Linux, Documentation/x86/boot.rst).
 */
final class LinuxKernel {
    private static final int SETUP_SECTS = 0x1f1;
    private static final int SYSSIZE = 0x1f4;
    private static final int VID_MODE = 0x1fa;
    private static final int BOOT_FLAG = 0x1fe;
    private static final int MAGIC = 0x202;
    private static final int VERSION = 0x206;
    private static final int TYPE_OF_LOADER = 0x210;
    private static final int LOADFLAGS = 0x211;
    private static final int RAMDISK_IMAGE = 0x218;
    private static final int RAMDISK_SIZE = 0x21c;
    private static final int HEAP_END_PTR = 0x224;
    private static final int CMD_LINE_PTR = 0x228;
    private static final int INITRD_ADDR_MAX = 0x22c;
    private static final int CMDLINE_SIZE = 0x238;
    private static final int PREF_ADDRESS = 0x258;
    private static final int INIT_SIZE = 0x260;
    /** The command line's place before protocol 2.02: a magic word, and the offset in the next. */
    private static final int OLD_CMD_LINE = 0x20;

    private static final short OLD_CMD_LINE_MAGIC = (short) 0xa33f;
    private static final int HDRS = 0x53726448;
    private static final int LOADED_HIGH = 1;
    private static final int CAN_USE_HEAP = 0x80;
    private static final int LOADER_WITHOUT_NUMBER = 0xff;

    private static final int SECTOR = 512;
    private static final int PARAGRAPH = 16;
    private static final int DEFAULT_SETUP_SECTS = 4;
    private static final int DEFAULT_CMDLINE = 255;
    private static final long DEFAULT_INITRD_MAX = 0x37ffffffL;
    private static final long MIB = 1 << 20;

    /** Where setup runs; its stack, heap and the command line follow. */
    private static final int SETUP = 0x10000;

    private static final int CMDLINE = 0x20000;
    private static final int OLD_SETUP = 0x90000;
    private static final int OLD_CMDLINE_END = 0x9a000;
    private static final int LOW_KERNEL = 0x10000;

    private final String file;
    private final byte[] image;
    private final ByteBuffer header;
    private final long ram;
    private final int version;
    private final boolean high;

    LinuxKernel(String file, byte[] image, long ram) {
        this.file = file;
        this.image = image;
        this.ram = ram;
        header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        version = header.getInt(MAGIC) == HDRS ? header.getShort(VERSION) & 0xffff : 0;
        high = version >= 0x200 && (image[LOADFLAGS] & LOADED_HIGH) != 0;
    }

    /** By its magic; kernels older than that by sizes that agree with the file's. */
    static boolean recognises(byte[] image) {
        if (image.length < INIT_SIZE + 4) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(MAGIC) == HDRS) {
            return true;
        }
        int kernel = (header.getShort(SYSSIZE) & 0xffff) * PARAGRAPH;
        int expected = setupSize(image) + kernel;
        return (header.getShort(BOOT_FLAG) & 0xffff) == 0xaa55
                && kernel > 0
                && image.length > expected - PARAGRAPH
                && image.length < expected + SECTOR;
    }

    private static int setupSize(byte[] image) {
        int sectors = image[SETUP_SECTS] & 0xff;
        return ((sectors == 0 ? DEFAULT_SETUP_SECTS : sectors) + 1) * SECTOR;
    }

    void items(KernelItems to, String initrd, String append) throws PlugException {
        int setupSize = setupSize(image);
        if (setupSize >= image.length) {
            throw error("invalid kernel header; the file is cut off");
        }
        byte[] setup = Arrays.copyOf(image, setupSize);
        byte[] kernel = Arrays.copyOfRange(image, setupSize, image.length);
        byte[] commandLine = commandLine(append);
        boolean fresh = high && version >= 0x202;
        int setupAt = fresh ? SETUP : OLD_SETUP;
        int commandLineAt = fresh ? CMDLINE : OLD_CMDLINE_END - (commandLine.length + 15 & ~15);
        long kernelAt = high ? MIB : LOW_KERNEL;
        if (!high && kernel.length > OLD_SETUP - LOW_KERNEL || setupSize > commandLineAt - setupAt - 0x1000) {
            throw error("invalid kernel header; it is larger than a kernel of its kind can be");
        }
        long end = end(kernelAt, kernel.length);
        if (end > ram - KernelItems.FIRMWARE_TABLES) {
            throw error("it does not fit in " + (ram >> 20) + " MiB of RAM; use -m " + KernelItems.mebibytes(end));
        }
        ByteBuffer fields = ByteBuffer.wrap(setup).order(ByteOrder.LITTLE_ENDIAN);
        fill(fields, setupAt, commandLineAt, append);
        if (!initrd.isEmpty()) {
            initrd(to, fields, initrd, end);
        }
        to.put(KernelItems.SETUP_ADDR, KernelItems.SETUP_DATA, setupAt, setup);
        to.put(KernelItems.CMDLINE_ADDR, KernelItems.CMDLINE_DATA, commandLineAt, commandLine);
        to.put(KernelItems.KERNEL_ADDR, KernelItems.KERNEL_DATA, kernelAt, kernel);
    }

    private byte[] commandLine(String append) throws PlugException {
        byte[] text = KernelItems.text(append);
        long most = version >= 0x206 ? header.getInt(CMDLINE_SIZE) & 0xffffffffL : DEFAULT_CMDLINE;
        if (text.length - 1 > most) {
            throw new PlugException(
                    "-append: " + (text.length - 1) + " characters; this kernel takes " + most + ", make it shorter");
        }
        return text;
    }

    /** The end of what the kernel overwrites while it unpacks itself. */
    private long end(long at, int size) {
        long end = at + size;
        if (high && version >= 0x20a) {
            long preferred = Math.max(at, header.getLong(PREF_ADDRESS));
            return Math.max(end, preferred + (header.getInt(INIT_SIZE) & 0xffffffffL));
        }
        return end;
    }

    private void fill(ByteBuffer fields, int setupAt, int commandLineAt, String append) {
        fields.putShort(VID_MODE, videoMode(append, fields.getShort(VID_MODE)));
        if (version >= 0x200) {
            fields.put(TYPE_OF_LOADER, (byte) LOADER_WITHOUT_NUMBER);
        }
        if (version >= 0x201) {
            fields.put(LOADFLAGS, (byte) (fields.get(LOADFLAGS) | CAN_USE_HEAP));
            fields.putShort(HEAP_END_PTR, (short) (commandLineAt - setupAt - 0x200));
        }
        if (version >= 0x202) {
            fields.putInt(CMD_LINE_PTR, commandLineAt);
        } else {
            fields.putShort(OLD_CMD_LINE, OLD_CMD_LINE_MAGIC);
            fields.putShort(OLD_CMD_LINE + 2, (short) (commandLineAt - setupAt));
        }
    }

    /** {@code vga=} is for the loader. */
    static short videoMode(String append, short otherwise) {
        short mode = otherwise;
        for (String word : append.split("\\s+")) {
            if (word.startsWith("vga=")) {
                String value = word.substring("vga=".length());
                mode = switch (value) {
                    case "normal" -> (short) 0xffff;
                    case "ext" -> (short) 0xfffe;
                    case "ask" -> (short) 0xfffd;
                    default -> number(value, mode);
                };
            }
        }
        return mode;
    }

    private static short number(String value, short otherwise) {
        try {
            return (short) (int) Integer.decode(value);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private void initrd(KernelItems to, ByteBuffer fields, String initrd, long kernelEnd) throws PlugException {
        String option = "-initrd " + initrd + ": ";
        if (version < 0x200) {
            throw new PlugException(option + "linux kernel too old to load a ram disk; leave -initrd out");
        }
        String failed = option + "error reading initrd " + initrd;
        long size = KernelItems.size(initrd, failed);
        long most = version >= 0x203 ? header.getInt(INITRD_ADDR_MAX) & 0xffffffffL : DEFAULT_INITRD_MAX;
        long end = Math.min(most + 1, ram - KernelItems.FIRMWARE_TABLES);
        long at = (end - size) & -4096L;
        if (at < kernelEnd) {
            String remedy = kernelEnd + size + 4096 > most
                    ? "take a smaller one"
                    : "use -m " + KernelItems.mebibytes(kernelEnd + size);
            throw new PlugException(option + "initrd is too large, cannot support (max: " + Math.max(0, end - kernelEnd)
                    + ", need " + size + "); " + remedy);
        }
        byte[] data = KernelItems.read(initrd, failed);
        fields.putInt(RAMDISK_IMAGE, (int) at).putInt(RAMDISK_SIZE, data.length);
        to.put(KernelItems.INITRD_ADDR, KernelItems.INITRD_DATA, at, data);
    }

    private PlugException error(String text) {
        return new PlugException("-kernel " + file + ": " + text);
    }
}
