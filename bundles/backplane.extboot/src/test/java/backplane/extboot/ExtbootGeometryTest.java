package backplane.extboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.block.BlockInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtbootGeometryTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 16, 63, 1024, 16, 63",
        "1025, 16, 63, 512, 32, 63",
        "2048, 16, 63, 1024, 32, 63",
        "2049, 16, 63, 512, 64, 63",
        "4097, 16, 63, 512, 128, 63",
        "8192, 16, 63, 1024, 128, 63",
        "8193, 15, 63, 512, 240, 63",
        "16383, 16, 63, 1024, 255, 63",
        "0, 0, 0, 0, 0, 0",
    })
    void translatesWhatInt13CannotExpress(int c, int h, int s, int tc, int th, int ts) {
        assertEquals(new ExtbootGeometry(tc, th, ts), new ExtbootGeometry(c, h, s).translated());
    }

    @Test
    void takesTheGeometryThatTheDriveSpecGives() {
        BlockInfo info = new BlockInfo("d", "", 1 << 24, 512, false, "", 100, 5, 17);
        assertEquals(new ExtbootGeometry(100, 5, 17), ExtbootGeometry.of(info, mbr(0, 15, 63, 1000)));
    }

    @Test
    void guessesFromTheFirstUsedPartition() {
        assertEquals(new ExtbootGeometry(240, 8, 17), ExtbootGeometry.of(info(32768), mbr(1, 7, 17, 1000)));
    }

    @ParameterizedTest
    @CsvSource({"0, 15, 63, 0", "0, 0, 63, 1000", "0, 15, 0, 1000", "0, 254, 63, 1000"})
    void emptyOrTranslatedPartitionsTellNothing(int entry, int endHead, int endSector, int sectors) {
        assertEquals(
                new ExtbootGeometry(32, 16, 63),
                ExtbootGeometry.of(info(32768), mbr(entry, endHead, endSector, sectors)));
    }

    @Test
    void needsTheSignature() {
        byte[] mbr = mbr(0, 7, 17, 1000);
        mbr[510] = 0;
        assertEquals(new ExtbootGeometry(32, 16, 63), ExtbootGeometry.of(info(32768), mbr));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2016, 2", "131072, 130", "99999999, 16383"})
    void withoutPartitionsCylindersFollowFromTheSize(long sectors, int cylinders) {
        assertEquals(new ExtbootGeometry(cylinders, 16, 63), ExtbootGeometry.of(info(sectors), null));
    }

    private static BlockInfo info(long sectors) {
        return new BlockInfo("d", "", sectors * 512, 512, false, "", 0, 0, 0);
    }

    private static byte[] mbr(int entry, int endHead, int endSector, int sectors) {
        byte[] mbr = new byte[512];
        int at = 446 + 16 * entry;
        mbr[at + 5] = (byte) endHead;
        mbr[at + 6] = (byte) endSector;
        mbr[at + 12] = (byte) sectors;
        mbr[at + 13] = (byte) (sectors >> 8);
        mbr[510] = 0x55;
        mbr[511] = (byte) 0xaa;
        return mbr;
    }
}
