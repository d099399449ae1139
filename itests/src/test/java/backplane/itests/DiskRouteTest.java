package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.block.BlockStatus;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A boot sector reads, writes and meets a bad sector, by each firmware's drivers for each adapter. */
class DiskRouteTest {
    private static final String GUEST = "disk-guest";
    private static final int SUM = 0x1f0;

    @ParameterizedTest
    @CsvSource({"builtin, lsi", "builtin, ide", "builtin, extboot", "seabios, lsi", "seabios, ide", "seabios, extboot"})
    void aLoaderUsesItsDrive(String firmware, String adapter) throws IOException {
        MemoryDisk disk = Pc.disk("d0", image());
        FailingDisk drive = new FailingDisk(disk).failReads(400 * 512, 512, BlockStatus.IO_ERROR);
        Pc.Builder builder = Pc.builder();
        if (firmware.equals("seabios")) {
            SeaBios.assume();
            builder.seabios();
        }
        if (adapter.equals("ide")) {
            builder.ide(drive, 0);
        } else {
            builder.scsi(drive, adapter.equals("extboot"));
        }
        try (Pc pc = builder.powerOn()) {
            assertEquals(43, pc.runToEnd(600_000_000), pc::report);
            assertArrayEquals(
                    Arrays.copyOfRange(disk.data(), 100 * 512, 160 * 512),
                    Arrays.copyOfRange(disk.data(), 301 * 512, 361 * 512),
                    "what the guest wrote");
        }
    }

    private static byte[] image() throws IOException {
        byte[] image = new byte[8 << 20];
        new Random(7).nextBytes(image);
        System.arraycopy(Nasm.image(GUEST), 0, image, 0, 512);
        int sum = 0;
        for (int i = 100 * 512; i < 160 * 512; i += 2) {
            sum = (sum << 1 | sum >> 15 & 1) + (image[i] & 0xff | (image[i + 1] & 0xff) << 8) & 0xffff;
        }
        image[SUM] = (byte) sum;
        image[SUM + 1] = (byte) (sum >> 8);
        return image;
    }

    @Test
    void theGuestIsWhatItsSourceSays(@TempDir Path folder) throws Exception {
        Nasm.assertBuiltFromSource(GUEST, folder);
    }
}
