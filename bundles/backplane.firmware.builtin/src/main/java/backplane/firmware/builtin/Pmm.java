package backplane.firmware.builtin;

import backplane.core.CpuState;
import java.util.ArrayList;
import java.util.List;

/**
 * POST Memory Manager 1.01: memory for option ROMs while POST lasts. What they leave above 1 MiB stays untouched until
 * an operating system takes it: network boot ROMs keep the bulk of their code there.
 */
final class Pmm {
    static final int ALLOCATE = 0;
    static final int FIND = 1;
    static final int FREE = 2;

    static final int LOW = 1;
    static final int EXTENDED = 2;
    static final int ALIGNED = 4;

    private static final int NO_HANDLE = -1;
    private static final int UNSUPPORTED = -1;
    private static final long LOW_START = 0x20000;
    private static final long LOW_END = 0x90000;
    private static final long MIB = 1 << 20;
    private static final int PARAGRAPH = 16;

    /** What lies between a far call's return address and its arguments. */
    private static final int ARGUMENTS = 4;

    private record Block(long address, long size, int handle) {}

    private final BiosMemory memory;
    private final long end;
    private final List<Block> blocks = new ArrayList<>();
    private boolean open;

    /** @param end of usable RAM */
    Pmm(BiosMemory memory, long end) {
        this.memory = memory;
        this.end = end;
    }

    void open() {
        blocks.clear();
        open = true;
    }

    void close() {
        open = false;
    }

    /** A far call: function and arguments on the stack, as C pushes them; the result in DX:AX. */
    void call(CpuState cpu) {
        int at = cpu.base(CpuState.SS) + cpu.get16(CpuState.ESP) + ARGUMENTS;
        int first = memory.read32(at + 2);
        int result = switch (memory.read16(at)) {
            case ALLOCATE -> (int) allocate(first & 0xffffffffL, memory.read32(at + 6), memory.read16(at + 10));
            case FIND -> (int) find(first);
            case FREE -> free(first & 0xffffffffL);
            default -> UNSUPPORTED;
        };
        cpu.set16(CpuState.EAX, result & 0xffff);
        cpu.set16(CpuState.EDX, result >>> 16);
    }

    /**
     * Returns the address, or 0 when there is no room; for length 0 the paragraphs of the largest block there is.
     *
     * @param paragraphs the length in units of 16 bytes
     */
    long allocate(long paragraphs, int handle, int flags) {
        if (!open || handle != NO_HANDLE && find(handle) != 0) {
            return 0;
        }
        long size = paragraphs * PARAGRAPH;
        long alignment = (flags & ALIGNED) != 0 && size != 0 ? Long.lowestOneBit(size) : PARAGRAPH;
        long address = (flags & EXTENDED) != 0 ? place(MIB, end, size, alignment) : 0;
        if (address == 0 && (flags & LOW) != 0) {
            address = place(LOW_START, LOW_END, size, alignment);
        }
        if (size != 0 && address != 0) {
            blocks.add(new Block(address, size, handle));
        }
        return address;
    }

    /** As high as there is room; with size 0 the room there is. */
    private long place(long from, long to, long size, long alignment) {
        long top = to;
        long largest = 0;
        while (top > from) {
            long floor = from;
            Block below = null;
            for (Block b : blocks) {
                if (b.address < top && b.address + b.size > floor) {
                    floor = b.address + b.size;
                    below = b;
                }
            }
            long address = top - size & -alignment;
            if (size != 0 && address >= floor) {
                return address;
            }
            largest = Math.max(largest, top - floor);
            top = below == null ? from : below.address;
        }
        return size == 0 ? largest / PARAGRAPH : 0;
    }

    long find(int handle) {
        for (Block b : blocks) {
            if (open && b.handle == handle && handle != NO_HANDLE) {
                return b.address;
            }
        }
        return 0;
    }

    /** 0, or 1 for an address that begins no block. */
    int free(long address) {
        return open && blocks.removeIf(b -> b.address == address) ? 0 : 1;
    }
}
