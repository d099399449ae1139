package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.PlugException;
import backplane.api.memory.MemoryDevice;
import backplane.core.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhysicalMemoryTest {
    private static final int RAM = 4 << 20;

    private final PhysicalMemory memory = new PhysicalMemory(
            new byte[RAM + (1 << 20)],
            RAM,
            (target, e) -> {
                throw e;
            },
            new Meter());

    /** Registers that answer with their offset and remember the last write. */
    private static final class Registers implements MemoryDevice {
        private int lastOffset = -1;
        private int lastValue;

        @Override
        public int read8(int offset) {
            return offset & 0xff;
        }

        @Override
        public void write8(int offset, int value) {
            lastOffset = offset;
            lastValue = value;
        }
    }

    private static MemoryRegion registers(long base, long size, MemoryDevice device, boolean exclusive) {
        return new MemoryRegion("card", base, size, device, null, 0, exclusive);
    }

    @Test
    void ramIsThereBelowVideoAndAboveOneMegabyte() {
        memory.write32(0x9fffc, 0x12345678);
        memory.write32(0x100000, 0xcafebabe);
        memory.write32(RAM - 4, 7);
        assertEquals(0x12345678, memory.read32(0x9fffc));
        assertEquals(0xcafebabe, memory.read32(0x100000));
        assertEquals(7, memory.read32(RAM - 4));
    }

    @Test
    void openBusReadsAllOnes() {
        memory.write32(0xa0000, 0);
        memory.write32(RAM, 0);
        assertEquals(-1, memory.read32(0xa0000));
        assertEquals(-1, memory.read32(RAM));
        assertEquals(0xff, memory.read8(0xfffffff0));
        assertEquals(-1, memory.readPage(0xa0));
    }

    @Test
    void accessesAcrossPagesAreSplit() {
        memory.write32(0x1ffe, 0x44332211);
        assertEquals(0x22, memory.read8(0x1fff));
        assertEquals(0x33, memory.read8(0x2000));
        assertEquals(0x3322, memory.read16(0x1fff));
        assertEquals(0x44332211, memory.read32(0x1ffe));
    }

    @Test
    void aWatchedBlockTellsOfItsNextWrite() throws PlugException {
        Block block = new Block(memory, 0x2000, false);
        memory.map(new MemoryRegion("card", 0xe0000000L, 0x2000, block, block, 0, true));
        int page = memory.writePage(0xe0001);
        int[] remapped = new int[1];
        int[] written = new int[1];
        memory.addListener(new MemoryMap.Listener() {
            @Override
            public void remapped() {
                remapped[0]++;
            }

            @Override
            public void codeWritten(int arrayPage, long grains) {}
        });
        int[] seen = new int[1];
        block.watch(() -> {
            written[0]++;
            seen[0] = block.read32(0x1000);
        });
        assertEquals(1, remapped[0]);
        assertEquals(-1, memory.writePage(0xe0001), "what the CPU stores comes by");
        assertEquals(page, memory.readPage(0xe0001), "reads do not");
        assertEquals(0, memory.read32(0xe0001000));
        assertEquals(0, written[0]);
        memory.write32(0xe0001000, 0x12345678);
        assertEquals(0x12345678, memory.read32(0xe0001000));
        assertEquals(1, written[0]);
        assertEquals(0x12345678, seen[0], "behind all of the write");
        assertEquals(2, remapped[0]);
        assertEquals(page, memory.writePage(0xe0001));
        memory.write32(0xe0001000, 0);
        block.watch(() -> written[0] += 10);
        block.write(0, new byte[8], 0, 8);
        assertEquals(11, written[0], "the card's own write");
        block.watch(() -> written[0] += 100);
        block.watch(null);
        memory.write8(0xe0000000, 1);
        assertEquals(11, written[0]);
    }

    @Test
    void pamSendsReadsAndWritesToRamSeparately() throws PlugException {
        Block rom = new Block(memory, 0x10000, true);
        rom.write(0, new byte[] {0x55}, 0, 1);
        memory.map(new MemoryRegion("bios", 0xf0000, 0x10000, rom, rom, 0, true));
        assertEquals(0x55, memory.read8(0xf0000));
        memory.write8(0xf0000, 1);
        assertEquals(0x55, memory.read8(0xf0000), "ROM");
        memory.pam(12, false, true);
        memory.write8(0xf0000, 0x77);
        assertEquals(0x55, memory.read8(0xf0000), "reads still come from ROM");
        memory.pam(12, true, false);
        assertEquals(0x77, memory.read8(0xf0000), "the write went to RAM");
        memory.write8(0xf0000, 1);
        assertEquals(0x77, memory.read8(0xf0000), "shadow is write-protected");
        assertTrue(memory.romPage(rom.start() >>> 12));
    }

    @Test
    void a20WrapsOddMegabytesForTheCpuAlone() {
        memory.write8(0x100000, 0xaa);
        memory.write8(0, 0xbb);
        memory.a20(false);
        assertEquals(0xbb, memory.read8(0x100000));
        assertEquals(0, memory.readPage(0x100));
        assertEquals(0xaa, memory.busRead8(0x100000), "a bus master has no A20 gate");
        memory.a20(true);
        assertEquals(0xaa, memory.read8(0x100000));
    }

    @Test
    void aConflictNamesAddressAndBothOwners() throws PlugException {
        memory.map(registers(0xfed00000L, 0x400, new Registers(), true));
        MemoryRegion second = new MemoryRegion("other", 0xfed00200L, 0x400, new Registers(), null, 0, true);
        PlugException e = assertThrows(PlugException.class, () -> memory.map(second));
        assertEquals("memory 0xfed00200 wanted by other is held by card", e.getMessage());
    }

    @Test
    void registersOfSeveralOwnersShareAPage() throws PlugException {
        Registers a = new Registers();
        Registers b = new Registers();
        memory.map(registers(0xfeb00000L, 0x100, a, true));
        memory.map(registers(0xfeb00100L, 0x100, b, true));
        memory.write8(0xfeb00104, 9);
        assertEquals(4, b.lastOffset);
        assertEquals(9, b.lastValue);
        assertEquals(-1, a.lastOffset);
        assertEquals(0x04030201, memory.read32(0xfeb00001));
        assertEquals(0xff, memory.read8(0xfeb00200), "behind both");
        assertEquals(0xfffffefe & 0xff, memory.read8(0xfeb000fe));
    }

    @Test
    void unmappingLeavesWhatLiesUnder() {
        Registers bar = new Registers();
        MemoryRegion region = registers(0x80000000L, 0x1000, bar, false);
        memory.mapBar(region);
        assertEquals(5, memory.read8(0x80000005));
        memory.unmap(region);
        assertEquals(0xff, memory.read8(0x80000005));
    }

    @Test
    void onlyWritesThatHitCodeGrainsAreAnnounced() {
        List<Long> hits = new ArrayList<>();
        memory.addListener(new MemoryMap.Listener() {
            @Override
            public void remapped() {
                hits.add(-1L);
            }

            @Override
            public void codeWritten(int arrayPage, long grains) {
                hits.add(grains);
            }
        });
        memory.codeGrains()[3] = 0b110;
        memory.write8(0x3000, 1);
        assertEquals(List.of(), hits);
        memory.write8(0x3040, 1);
        memory.touched(3, 0x7f, 2);
        assertEquals(List.of(0b10L, 0b110L), hits);
        memory.a20(false);
        assertEquals(3, hits.size());
        assertFalse(hits.get(2) >= 0, "a remap");
    }
}
