package backplane.machine;

import backplane.api.memory.GuestMemory;
import backplane.api.memory.RamBlock;
import java.util.Arrays;

/**
 * Memory as a bus master sees it: RAM, ROM and card RAM directly; writes to registers are delivered after the
 * activation, reads of registers give all ones.
 */
final class BusMemory implements GuestMemory {
    private final CardSlot slot;
    private final Machine machine;
    private final PhysicalMemory memory;
    private final PciCard function;
    private final byte[] array;
    private boolean warned;

    /** @param function whose COMMAND.MASTER decides, or null for an ISA card or the chipset */
    BusMemory(CardSlot slot, Machine machine, PciCard function) {
        this.slot = slot;
        this.machine = machine;
        this.function = function;
        memory = machine.physical();
        array = memory.array();
    }

    @Override
    public long size() {
        return memory.ramBytes();
    }

    @Override
    public boolean isRam(long address, long count) {
        if (address < 0 || count < 0 || address + count > size()) {
            return false;
        }
        for (long page = address >>> 12; page <= address + Math.max(count, 1) - 1 >>> 12; page++) {
            if (memory.busWritePage((int) page) != page) {
                return false;
            }
        }
        return true;
    }

    private boolean granted(int bytes) {
        return (function == null || function.master()) && slot.busCycle(bytes);
    }

    /** The index in the array that a read of {@code n} bytes within a page comes from, or -1. */
    private int readable(long address) {
        int page = memory.busReadPage((int) (address >>> 12) & 0xfffff);
        return page < 0 ? -1 : page << 12 | (int) address & 0xfff;
    }

    private void registersRead(long address) {
        if (!warned) {
            warned = true;
            slot.log(
                    System.Logger.Level.WARNING,
                    String.format("bus master read at 0x%08x, which is no memory: all ones", address));
        }
    }

    @Override
    public int read8(long address) {
        if (!granted(1)) {
            return 0xff;
        }
        int at = readable(address);
        if (at < 0) {
            registersRead(address);
            return 0xff;
        }
        return array[at] & 0xff;
    }

    @Override
    public int read16(long address) {
        if ((address & 0xfff) == 0xfff) {
            return read8(address) | read8(address + 1) << 8;
        }
        if (!granted(2)) {
            return 0xffff;
        }
        int at = readable(address);
        if (at < 0) {
            registersRead(address);
            return 0xffff;
        }
        return (short) PhysicalMemory.SHORT.get(array, at) & 0xffff;
    }

    @Override
    public int read32(long address) {
        if ((address & 0xfff) > 0xffc) {
            return read16(address) | read16(address + 2) << 16;
        }
        if (!granted(4)) {
            return -1;
        }
        int at = readable(address);
        if (at < 0) {
            registersRead(address);
            return -1;
        }
        return (int) PhysicalMemory.INT.get(array, at);
    }

    @Override
    public void write8(long address, int value) {
        if (granted(1)) {
            int page = memory.busWritePage((int) (address >>> 12) & 0xfffff);
            if (page < 0) {
                machine.writeLater((int) address, value, 1);
            } else {
                memory.busWrite8((int) address, value);
            }
        }
    }

    @Override
    public void write16(long address, int value) {
        if ((address & 0xfff) == 0xfff) {
            write8(address, value & 0xff);
            write8(address + 1, value >>> 8 & 0xff);
        } else if (granted(2)) {
            int page = memory.busWritePage((int) (address >>> 12) & 0xfffff);
            if (page < 0) {
                machine.writeLater((int) address, value, 2);
            } else {
                memory.busWrite16((int) address, value);
            }
        }
    }

    @Override
    public void write32(long address, int value) {
        if ((address & 0xfff) > 0xffc) {
            write16(address, value & 0xffff);
            write16(address + 2, value >>> 16);
        } else if (granted(4)) {
            int page = memory.busWritePage((int) (address >>> 12) & 0xfffff);
            if (page < 0) {
                machine.writeLater((int) address, value, 4);
            } else {
                memory.busWrite32((int) address, value);
            }
        }
    }

    @Override
    public void read(long address, byte[] to, int at, int count) {
        if (!granted(count)) {
            Arrays.fill(to, at, at + count, (byte) 0xff);
            return;
        }
        for (int done = 0; done < count; ) {
            long from = address + done;
            int n = Math.min(count - done, 4096 - (int) (from & 0xfff));
            int index = readable(from);
            if (index < 0) {
                registersRead(from);
                Arrays.fill(to, at + done, at + done + n, (byte) 0xff);
            } else {
                System.arraycopy(array, index, to, at + done, n);
            }
            done += n;
        }
    }

    @Override
    public void write(long address, byte[] from, int at, int count) {
        if (!granted(count)) {
            return;
        }
        for (int done = 0; done < count; ) {
            long to = address + done;
            int offset = (int) (to & 0xfff);
            int n = Math.min(count - done, 4096 - offset);
            int page = memory.busWritePage((int) (to >>> 12) & 0xfffff);
            if (page < 0) {
                for (int i = 0; i < n; i++) {
                    machine.writeLater((int) to + i, from[at + done + i] & 0xff, 1);
                }
            } else {
                System.arraycopy(from, at + done, array, page << 12 | offset, n);
                memory.touched(page, offset, n);
            }
            done += n;
        }
    }

    @Override
    public RamBlock allocate(int size, boolean readOnly) {
        if (size < 1 || size > 16 << 20) {
            throw new IllegalArgumentException("a block has 1 byte to 16 MiB, not " + size);
        }
        return new Block(memory, size, readOnly);
    }
}
