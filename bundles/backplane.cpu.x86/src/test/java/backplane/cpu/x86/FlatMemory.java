package backplane.cpu.x86;

import backplane.core.MemoryMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RAM from address 0, optionally a ROM page range, everything else open bus. */
public class FlatMemory implements MemoryMap {
    private final byte[] array;
    private final int ramPages;
    private final long[] grains;
    private final boolean[] rom;
    private final List<Listener> listeners = new ArrayList<>();

    /** Device registers at this page, or -1. */
    private int devicePage = -1;

    private MemoryMap device;

    public FlatMemory(int bytes) {
        array = new byte[bytes];
        ramPages = bytes >>> 12;
        grains = new long[ramPages];
        rom = new boolean[ramPages];
    }

    /** Makes pages of RAM read-only. */
    public void rom(int firstPage, int count) {
        Arrays.fill(rom, firstPage, firstPage + count, true);
    }

    /** Sends accesses of one page to another map. */
    public void device(int page, MemoryMap to) {
        devicePage = page;
        device = to;
    }

    /** Stores bytes as a bus master does. */
    public void load(int address, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            dma(address + i, bytes[i]);
        }
    }

    private void dma(int address, int value) {
        array[address] = (byte) value;
        int page = address >>> 12;
        long bit = 1L << (address >>> 6 & 63);
        if ((grains[page] & bit) != 0) {
            listeners.forEach(l -> l.codeWritten(page, bit));
        }
    }

    @Override
    public byte[] array() {
        return array;
    }

    @Override
    public int readPage(int page) {
        return page < ramPages && page != devicePage ? page : -1;
    }

    @Override
    public int writePage(int page) {
        return page < ramPages && page != devicePage && !rom[page] ? page : -1;
    }

    @Override
    public boolean romPage(int arrayPage) {
        return rom[arrayPage];
    }

    @Override
    public int read8(int address) {
        if (device != null && address >>> 12 == devicePage) {
            return device.read8(address);
        }
        int page = address >>> 12;
        return page < ramPages ? array[address] & 0xff : 0xff;
    }

    @Override
    public int read16(int address) {
        return read8(address) | read8(address + 1) << 8;
    }

    @Override
    public int read32(int address) {
        return read16(address) | read16(address + 2) << 16;
    }

    @Override
    public void write8(int address, int value) {
        int page = address >>> 12;
        if (device != null && page == devicePage) {
            device.write8(address, value);
        } else if (page < ramPages && !rom[page]) {
            dma(address, value);
        }
    }

    @Override
    public void write16(int address, int value) {
        write8(address, value & 0xff);
        write8(address + 1, value >>> 8 & 0xff);
    }

    @Override
    public void write32(int address, int value) {
        write16(address, value & 0xffff);
        write16(address + 2, value >>> 16);
    }

    @Override
    public long[] codeGrains() {
        return grains;
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }
}
