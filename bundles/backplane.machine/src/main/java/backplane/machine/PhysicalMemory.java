package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.memory.MemoryDevice;
import backplane.core.MemoryMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Physical addresses 0 to 0xffffffff. Guest RAM and the cards' RAM and ROM blocks are pages of one array; registers
 * are regions found through a two-level table, one look-up and one interface call per access.
 *
 * <p>Who answers, in this order: guest RAM (the 384 KiB below 1 MiB as PAM says), claims, BARs, open bus.
 */
final class PhysicalMemory implements MemoryMap {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int PAGES = 1 << 20;
    private static final int VIDEO_FIRST = 0xa0;
    private static final int PAM_FIRST = 0xc0;
    private static final int PAM_END = 0x100;
    private static final MemoryDevice OPEN_BUS = new OpenBus();

    private final byte[] array;
    private final int ramPages;
    private final long[] grains;
    private final int[] readPages = new int[PAGES];
    private final int[] writePages = new int[PAGES];
    private final MemoryRegion[][] regions = new MemoryRegion[1024][];
    private final MemoryRegion[] openRegions = new MemoryRegion[1024];
    private final List<MemoryRegion> mapped = new ArrayList<>();
    private final boolean[] pamRead = new boolean[13];
    private final boolean[] pamWrite = new boolean[13];
    private final boolean[] rom;
    private final CardFailures failures;
    private final Meter meter;
    private Listener[] listeners = new Listener[0];
    private int nextPage;
    private int pageMask = -1;

    /**
     * @param array the backing store, zeroed
     * @param ramBytes how much of it is guest RAM; the rest is for blocks
     */
    PhysicalMemory(byte[] array, int ramBytes, CardFailures failures, Meter meter) {
        this.array = array;
        this.failures = failures;
        this.meter = meter;
        ramPages = ramBytes >>> 12;
        nextPage = ramPages;
        grains = new long[array.length >>> 12];
        rom = new boolean[array.length >>> 12];
        Arrays.fill(openRegions, new MemoryRegion("open bus", 0, 1L << 32, OPEN_BUS, null, 0, false));
        Arrays.fill(regions, openRegions);
        Arrays.fill(readPages, -1);
        Arrays.fill(writePages, -1);
        remap(0, 1L << 20);
        for (int page = PAM_END; page < ramPages; page++) {
            readPages[page] = page;
            writePages[page] = page;
        }
    }

    @Override
    public byte[] array() {
        return array;
    }

    int ramBytes() {
        return ramPages << 12;
    }

    @Override
    public int readPage(int page) {
        return readPages[page & pageMask];
    }

    @Override
    public int writePage(int page) {
        return writePages[page & pageMask];
    }

    @Override
    public boolean romPage(int arrayPage) {
        return rom[arrayPage];
    }

    @Override
    public long[] codeGrains() {
        return grains;
    }

    @Override
    public void addListener(Listener listener) {
        listeners = Arrays.copyOf(listeners, listeners.length + 1);
        listeners[listeners.length - 1] = listener;
    }

    @Override
    public void removeListener(Listener listener) {
        listeners = Arrays.stream(listeners).filter(l -> l != listener).toArray(Listener[]::new);
    }

    /** Sets address line A20: false wraps odd megabytes onto even ones, for the CPU only. */
    void a20(boolean on) {
        int mask = on ? -1 : ~0x100;
        if (mask != pageMask) {
            pageMask = mask;
            announce();
        }
    }

    void pam(int segment, boolean readRam, boolean writeRam) {
        if (pamRead[segment] != readRam || pamWrite[segment] != writeRam) {
            pamRead[segment] = readRam;
            pamWrite[segment] = writeRam;
            remap(0xc0000L + segment * 0x4000L, segment == 12 ? 0x10000 : 0x4000);
            announce();
        }
    }

    /** Takes {@code size} bytes of the array for a card's block; the first byte's index. */
    int allocate(int size, boolean readOnly) {
        int pages = size + 4095 >>> 12;
        if (nextPage + pages > array.length >>> 12) {
            throw new IllegalStateException("no room for a block of " + size + " bytes on a card");
        }
        int at = nextPage << 12;
        Arrays.fill(rom, nextPage, nextPage + pages, readOnly);
        nextPage += pages;
        return at;
    }

    /** Maps a region; with {@code exclusive} an overlap with another exclusive region is a conflict. */
    void map(MemoryRegion region) throws PlugException {
        if (region.exclusive()) {
            for (MemoryRegion other : mapped) {
                if (other.exclusive() && other.overlaps(region)) {
                    throw new PlugException(
                            String.format("memory 0x%08x", Math.max(other.base(), region.base())),
                            region.owner(),
                            other.owner());
                }
            }
        }
        mapBar(region);
    }

    /** Maps a region that may lie under others. */
    void mapBar(MemoryRegion region) {
        mapped.add(region);
        mapped.sort((a, b) -> Boolean.compare(b.exclusive(), a.exclusive()));
        remap(region.base(), region.size());
        announce();
    }

    void unmap(MemoryRegion region) {
        if (mapped.remove(region)) {
            remap(region.base(), region.size());
            announce();
        }
    }

    /** A block is watched from now on, or no longer. */
    void remap(Block block) {
        for (MemoryRegion region : mapped) {
            if (region.block() == block) {
                remap(region.base(), region.size());
            }
        }
        announce();
    }

    private void announce() {
        for (Listener listener : listeners) {
            listener.remapped();
        }
    }

    private void remap(long base, long size) {
        int last = (int) (base + size - 1 >>> 12);
        for (int page = (int) (base >>> 12); page <= last; page++) {
            remapPage(page);
        }
    }

    private void remapPage(int page) {
        boolean ram = page < ramPages && (page < VIDEO_FIRST || page >= PAM_END);
        boolean readRam = ram;
        boolean writeRam = ram;
        if (page >= PAM_FIRST && page < PAM_END && page < ramPages) {
            int segment = Math.min(page - PAM_FIRST >>> 2, 12);
            readRam = pamRead[segment];
            writeRam = pamWrite[segment];
        }
        MemoryRegion owner = owner(page);
        int block = owner.arrayPage(page);
        readPages[page] = readRam ? page : block;
        writePages[page] =
                writeRam ? page : block >= 0 && (rom[block] || owner.block().isWatched()) ? -1 : block;
        MemoryRegion[] group = regions[page >>> 10];
        if (group == openRegions) {
            if (owner == openRegions[0]) {
                return;
            }
            group = openRegions.clone();
            regions[page >>> 10] = group;
        }
        group[page & 1023] = owner;
    }

    /** The region that answers for a page; several owners of one page become a region of their own. */
    private MemoryRegion owner(int page) {
        MemoryRegion only = null;
        List<MemoryRegion> several = null;
        long base = (long) page << 12;
        for (MemoryRegion region : mapped) {
            if (region.base() < base + 4096 && region.base() + region.size() > base) {
                if (only == null) {
                    only = region;
                    if (region.base() <= base && region.base() + region.size() >= base + 4096) {
                        return region;
                    }
                } else {
                    if (several == null) {
                        several = new ArrayList<>(List.of(only));
                    }
                    several.add(region);
                }
            }
        }
        if (only == null) {
            return openRegions[0];
        }
        return new MemoryRegion(
                "", base, 4096, new SharedPage(base, several == null ? List.of(only) : several), null, 0, false);
    }

    private MemoryRegion region(int address) {
        return regions[address >>> 22][address >>> 12 & 1023];
    }

    @Override
    public int read8(int address) {
        return busRead8(address & (pageMask << 12 | 0xfff));
    }

    @Override
    public int read16(int address) {
        return (address & 0xfff) == 0xfff
                ? read8(address) | read8(address + 1) << 8
                : busRead16(address & (pageMask << 12 | 0xfff));
    }

    @Override
    public int read32(int address) {
        return (address & 0xfff) > 0xffc
                ? read8(address) | read8(address + 1) << 8 | read8(address + 2) << 16 | read8(address + 3) << 24
                : busRead32(address & (pageMask << 12 | 0xfff));
    }

    @Override
    public void write8(int address, int value) {
        busWrite8(address & (pageMask << 12 | 0xfff), value);
    }

    @Override
    public void write16(int address, int value) {
        if ((address & 0xfff) == 0xfff) {
            write8(address, value & 0xff);
            write8(address + 1, value >>> 8 & 0xff);
        } else {
            busWrite16(address & (pageMask << 12 | 0xfff), value);
        }
    }

    @Override
    public void write32(int address, int value) {
        if ((address & 0xfff) > 0xffc) {
            for (int i = 0; i < 4; i++) {
                write8(address + i, value >>> 8 * i & 0xff);
            }
        } else {
            busWrite32(address & (pageMask << 12 | 0xfff), value);
        }
    }

    /** Without A20, as every bus master but the CPU sees it; so are the methods below. */
    int busRead8(int address) {
        int page = readPages[address >>> 12];
        if (page >= 0) {
            return array[page << 12 | address & 0xfff] & 0xff;
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read8((int) (address - r.base()));
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return 0xff;
        } finally {
            meter.leave(before);
        }
    }

    int busRead16(int address) {
        int page = readPages[address >>> 12];
        if (page >= 0) {
            return (short) SHORT.get(array, page << 12 | address & 0xfff) & 0xffff;
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read16((int) (address - r.base()));
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return 0xffff;
        } finally {
            meter.leave(before);
        }
    }

    int busRead32(int address) {
        int page = readPages[address >>> 12];
        if (page >= 0) {
            return (int) INT.get(array, page << 12 | address & 0xfff);
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read32((int) (address - r.base()));
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return -1;
        } finally {
            meter.leave(before);
        }
    }

    void busWrite8(int address, int value) {
        int page = writePages[address >>> 12];
        if (page >= 0) {
            array[page << 12 | address & 0xfff] = (byte) value;
            touched(page, address & 0xfff, 1);
            return;
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write8((int) (address - r.base()), value & 0xff);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    void busWrite16(int address, int value) {
        int page = writePages[address >>> 12];
        if (page >= 0) {
            SHORT.set(array, page << 12 | address & 0xfff, (short) value);
            touched(page, address & 0xfff, 2);
            return;
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write16((int) (address - r.base()), value & 0xffff);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    void busWrite32(int address, int value) {
        int page = writePages[address >>> 12];
        if (page >= 0) {
            INT.set(array, page << 12 | address & 0xfff, value);
            touched(page, address & 0xfff, 4);
            return;
        }
        MemoryRegion r = region(address);
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write32((int) (address - r.base()), value);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    /** The array page that a bus master reads physical {@code page} from, or -1. */
    int busReadPage(int page) {
        return readPages[page];
    }

    int busWritePage(int page) {
        return writePages[page];
    }

    /** Bytes {@code offset} to {@code offset + count - 1} of an array page have been written by a device. */
    void touched(int page, int offset, int count) {
        long code = grains[page];
        if (code == 0) {
            return;
        }
        long hit = code & -1L << (offset >>> 6) & -1L >>> 63 - (offset + count - 1 >>> 6);
        if (hit != 0) {
            for (Listener listener : listeners) {
                listener.codeWritten(page, hit);
            }
        }
    }

    private static final class OpenBus implements MemoryDevice {
        @Override
        public int read8(int offset) {
            return 0xff;
        }

        @Override
        public void write8(int offset, int value) {}
    }

    /** A page with several owners, or one that does not fill it: cold, so a search will do. */
    private record SharedPage(long base, List<MemoryRegion> owners) implements MemoryDevice {
        private MemoryRegion at(int offset) {
            for (MemoryRegion r : owners) {
                if (base + offset >= r.base() && base + offset < r.base() + r.size()) {
                    return r;
                }
            }
            return null;
        }

        private int offset(MemoryRegion r, int offset) {
            return (int) (base + offset - r.base());
        }

        @Override
        public int read8(int offset) {
            MemoryRegion r = at(offset);
            return r == null ? 0xff : r.device().read8(offset(r, offset));
        }

        @Override
        public void write8(int offset, int value) {
            MemoryRegion r = at(offset);
            if (r != null) {
                r.device().write8(offset(r, offset), value);
            }
        }

        @Override
        public int read16(int offset) {
            MemoryRegion r = at(offset);
            return r != null && r == at(offset + 1)
                    ? r.device().read16(offset(r, offset))
                    : MemoryDevice.super.read16(offset);
        }

        @Override
        public void write16(int offset, int value) {
            MemoryRegion r = at(offset);
            if (r != null && r == at(offset + 1)) {
                r.device().write16(offset(r, offset), value);
            } else {
                MemoryDevice.super.write16(offset, value);
            }
        }

        @Override
        public int read32(int offset) {
            MemoryRegion r = at(offset);
            return r != null && r == at(offset + 3)
                    ? r.device().read32(offset(r, offset))
                    : MemoryDevice.super.read32(offset);
        }

        @Override
        public void write32(int offset, int value) {
            MemoryRegion r = at(offset);
            if (r != null && r == at(offset + 3)) {
                r.device().write32(offset(r, offset), value);
            } else {
                MemoryDevice.super.write32(offset, value);
            }
        }
    }
}
