package backplane.firmware.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PmmTest {
    private static final long END = 16 << 20;

    private final Pmm pmm = new Pmm(null, END);

    private Pmm open() {
        pmm.open();
        return pmm;
    }

    @Test
    void blocksAboveOneMebibyteComeFromTheTop() {
        assertEquals(END - 0x1000, open().allocate(0x100, -1, Pmm.EXTENDED));
        assertEquals(END - 0x3000, pmm.allocate(0x200, -1, Pmm.EXTENDED));
        assertEquals(0, pmm.free(END - 0x1000));
        assertEquals(END - 0x800, pmm.allocate(0x80, -1, Pmm.EXTENDED), "the gap is used again");
    }

    @Test
    void alignedBlocksLieOnAMultipleOfTheirSize() {
        open().allocate(1, -1, Pmm.EXTENDED);
        long address = pmm.allocate(0x10000, -1, Pmm.EXTENDED | Pmm.ALIGNED);
        assertEquals(0, address % 0x100000);
        assertNotEquals(0, address);
    }

    @Test
    void lowBlocksLieBelow640KiB() {
        assertEquals(0x90000 - 16, open().allocate(1, -1, Pmm.LOW));
        assertEquals(0, pmm.allocate(0x10000, -1, Pmm.LOW), "1 MiB does not fit");
        assertTrue(pmm.allocate(0x10000, -1, Pmm.LOW | Pmm.EXTENDED) > 0x100000);
    }

    @Test
    void lengthZeroAsksForTheLargest() {
        assertEquals((END - 0x100000) / 16, open().allocate(0, -1, Pmm.EXTENDED));
        pmm.allocate(0x100, -1, Pmm.EXTENDED);
        assertEquals((END - 0x100000) / 16 - 0x100, pmm.allocate(0, -1, Pmm.EXTENDED));
    }

    @Test
    void handlesFindBlocksAndAreNotGivenTwice() {
        long address = open().allocate(0x100, 0x1234, Pmm.EXTENDED);
        assertEquals(address, pmm.find(0x1234));
        assertEquals(0, pmm.allocate(0x100, 0x1234, Pmm.EXTENDED));
        assertEquals(0, pmm.free(address));
        assertEquals(0, pmm.find(0x1234));
        assertEquals(1, pmm.free(address));
    }

    @Test
    void afterPostThereIsNothing() {
        open().allocate(0x100, 0x1234, Pmm.EXTENDED);
        pmm.close();
        assertEquals(0, pmm.allocate(0x100, -1, Pmm.EXTENDED));
        assertEquals(0, pmm.find(0x1234));
    }
}
