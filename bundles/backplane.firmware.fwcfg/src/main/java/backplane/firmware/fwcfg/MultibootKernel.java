package backplane.firmware.fwcfg;

import backplane.api.device.PlugException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A multiboot kernel (Multiboot Specification 0.6.96): 32-bit ELF, or any format with addresses in its header. Kernel,
 * modules, their list and the strings go to memory in one piece; the information block goes below.
 */
final class MultibootKernel {
    private static final int MAGIC = 0x1badb002;
    private static final int SEARCHED = 8192;
    private static final int ADDRESSES = 1 << 16;
    /** Requirements that we know: modules on pages, memory map, video mode. The last is a wish. */
    private static final int KNOWN = 7;

    private static final int REQUIRED = 0xffff;

    private static final int ELF = 0x464c457f;
    private static final int ELF_386 = 3;
    private static final int PT_LOAD = 1;
    private static final int PROGRAM_HEADER = 32;

    private static final int INFORMATION = 0x9000;
    private static final int INFORMATION_SIZE = 88;
    /** Memory, boot device, command line, modules, memory map, loader's name. */
    private static final int INFORMATION_FLAGS = 0x24f;

    private static final int FIRST_DISK = 0x8000ffff;
    private static final int MODULE_ENTRY = 16;
    private static final int PAGE = 4096;
    /** Below are the information block and the firmware's data; between here and 1 MiB is no RAM. */
    private static final long LOWEST = 0x10000;

    private static final long BASE_END = 0x9f000;
    private static final long MIB = 1 << 20;

    private final String file;
    private final ByteBuffer image;
    private final long ram;
    private final int header;
    private long low;
    private long entry;
    private byte[] memory;

    MultibootKernel(String file, byte[] image, long ram) {
        this.file = file;
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        this.ram = ram;
        header = find(image);
    }

    /** A module: its content, and its file with arguments as given. */
    private record Module(byte[] content, String text) {}

    static boolean recognises(byte[] image) {
        return find(image) >= 0;
    }

    private static int find(byte[] image) {
        ByteBuffer words = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 12 <= Math.min(image.length, SEARCHED); at += 4) {
            if (words.getInt(at) == MAGIC && MAGIC + words.getInt(at + 4) + words.getInt(at + 8) == 0) {
                return at;
            }
        }
        return -1;
    }

    void items(KernelItems to, String initrd, String append) throws PlugException {
        int flags = image.getInt(header + 4);
        if ((flags & REQUIRED & ~KNOWN) != 0) {
            throw error("its multiboot header requires what nobody knows (flags 0x" + Integer.toHexString(flags)
                    + "); build it for version 1");
        }
        try {
            if ((flags & ADDRESSES) != 0) {
                addresses();
            } else {
                elf();
            }
        } catch (IndexOutOfBoundsException e) {
            throw error("invalid kernel header; an address in it lies outside the file");
        }
        byte[] all = together(to, modules(initrd), append);
        fits(low, all.length);
        to.put(KernelItems.KERNEL_ADDR, KernelItems.KERNEL_DATA, low, all);
        to.entry(entry);
    }

    /** The header's own addresses: header, first byte, end of what is in the file, end of memory, entry. */
    private void addresses() throws PlugException {
        long at = word(header + 12);
        low = word(header + 16);
        long loaded = word(header + 20);
        long end = word(header + 24);
        entry = word(header + 28);
        long from = header - (at - low);
        long count = loaded == 0 ? image.capacity() - from : loaded - low;
        if (at < low || from < 0 || count < 0 || from + count > image.capacity()) {
            throw error("invalid kernel header; its addresses do not agree with the file");
        }
        memory = allocate(Math.max(count, end - low));
        image.get((int) from, memory, 0, (int) count);
    }

    private void elf() throws PlugException {
        if (image.getInt(0) != ELF) {
            throw error("invalid kernel header; without addresses in it the file has to be ELF");
        }
        if (image.get(4) != 1 || image.getShort(18) != ELF_386) {
            throw error("Cannot load x86-64 image, give a 32bit one.");
        }
        entry = word(24);
        long first = Long.MAX_VALUE;
        long end = 0;
        for (int at : segments()) {
            first = Math.min(first, word(at + 12));
            end = Math.max(end, word(at + 12) + word(at + 20));
        }
        if (end == 0) {
            throw error("invalid kernel header; the file has nothing to load");
        }
        low = first;
        memory = allocate(end - low);
        for (int at : segments()) {
            int count = Math.min(image.getInt(at + 16), image.getInt(at + 20));
            image.get(image.getInt(at + 4), memory, (int) (word(at + 12) - low), count);
            long offset = word(24) - word(at + 8);
            if (offset >= 0 && offset < word(at + 20)) {
                entry = word(at + 12) + offset;
            }
        }
    }

    /** Offsets of the program headers that load something. */
    private List<Integer> segments() {
        List<Integer> list = new ArrayList<>();
        int at = image.getInt(28);
        for (int n = image.getShort(44) & 0xffff; n > 0; n--, at += PROGRAM_HEADER) {
            if (image.getInt(at) == PT_LOAD && image.getInt(at + 20) != 0) {
                list.add(at);
            }
        }
        return list;
    }

    private byte[] allocate(long size) throws PlugException {
        fits(low, size);
        return new byte[(int) size];
    }

    private void fits(long at, long size) throws PlugException {
        if (at < LOWEST || at < MIB && at + size > BASE_END) {
            throw error(String.format("0x%x to 0x%x: there is no free RAM; link it at 1 MiB or above", at, at + size));
        }
        if (at + size > ram - KernelItems.FIRMWARE_TABLES) {
            throw error("with its modules it does not fit in " + (ram >> 20) + " MiB of RAM; use -m "
                    + KernelItems.mebibytes(at + size));
        }
    }

    /** {@code FILE ARGUMENTS,FILE ARGUMENTS}; two commas are one in a name. */
    private List<Module> modules(String initrd) throws PlugException {
        List<Module> list = new ArrayList<>();
        if (initrd.isEmpty()) {
            return list;
        }
        for (String part : initrd.replace(",,", "\0").split(",")) {
            String text = part.replace('\0', ',').stripLeading();
            int space = text.indexOf(' ');
            String name = space < 0 ? text : text.substring(0, space);
            String failed = "-initrd " + initrd + ": could not open module '" + name + "'";
            fits(low, memory.length + KernelItems.size(name, failed));
            list.add(new Module(KernelItems.read(name, failed), text));
        }
        return list;
    }

    /** The kernel, page by page its modules, then their list and all strings; the information block besides. */
    private byte[] together(KernelItems to, List<Module> modules, String append) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(memory.length + PAGE);
        all.writeBytes(memory);
        List<Long> starts = new ArrayList<>();
        for (Module module : modules) {
            pad(all, PAGE);
            starts.add(low + all.size());
            all.writeBytes(module.content());
        }
        pad(all, PAGE);
        long list = low + all.size();
        ByteBuffer entries = ByteBuffer.allocate(modules.size() * MODULE_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        long text = list + entries.capacity();
        for (int i = 0; i < modules.size(); i++) {
            Module module = modules.get(i);
            entries.putInt((int) (long) starts.get(i));
            entries.putInt((int) (starts.get(i) + module.content().length));
            entries.putInt((int) (text + strings.size())).putInt(0);
            strings.writeBytes(KernelItems.text(module.text()));
        }
        ByteBuffer information = ByteBuffer.allocate(INFORMATION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        information.putInt(0, INFORMATION_FLAGS).putInt(12, FIRST_DISK);
        information.putInt(16, (int) (text + strings.size()));
        strings.writeBytes(KernelItems.text(append.isEmpty() ? file : file + " " + append));
        information.putInt(20, modules.size()).putInt(24, (int) list);
        information.putInt(48, INFORMATION + INFORMATION_SIZE);
        information.putInt(64, (int) (text + strings.size()));
        strings.writeBytes(KernelItems.text("Backplane"));
        all.writeBytes(entries.array());
        all.writeBytes(strings.toByteArray());
        to.put(KernelItems.INITRD_ADDR, KernelItems.INITRD_DATA, INFORMATION, information.array());
        return all.toByteArray();
    }

    private static void pad(ByteArrayOutputStream all, int unit) {
        all.writeBytes(new byte[-all.size() & unit - 1]);
    }

    private long word(int at) {
        return image.getInt(at) & 0xffffffffL;
    }

    private PlugException error(String text) {
        return new PlugException("-kernel " + file + ": " + text);
    }
}
