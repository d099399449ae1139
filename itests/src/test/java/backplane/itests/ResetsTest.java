package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.block.Image;
import backplane.block.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that resets the machine a hundred times while its disks are at work: nothing of that stays. */
class ResetsTest {
    private static final String GUEST = "reset-guest";
    private static final int SECTOR = 512;

    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        byte[] image = new byte[4 << 20];
        new Random(name.hashCode()).nextBytes(image);
        System.arraycopy(Nasm.image(GUEST), 0, image, 0, SECTOR);
        image[2 * SECTOR] = 0x5a;
        image[2 * SECTOR + 1] = (byte) 0xa5;
        return Files.write(folder.resolve(name), image);
    }

    private static LateNode node(String id, Path file) {
        ImageSpec.Cache cache = ImageSpec.Cache.WRITEBACK;
        return new LateNode(
                new Image(new ImageSpec(id, file.toString(), false, false, "", 0, 0, 0, cache, false, false)));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("block") || t.getName().startsWith("machine"))
                .map(t -> t.getName() + " " + t.getId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aHundredResetsInTheMiddleOfReadsLeaveNothingBehind() throws IOException {
        Path[] files = {file("ide.img"), file("scsi.img")};
        byte[][] before = {Files.readAllBytes(files[0]), Files.readAllBytes(files[1])};
        Set<String> threads = threads();
        LateNode ide = node("d0", files[0]);
        LateNode scsi = node("d1", files[1]);
        try (Pc pc = Pc.builder().ram(16).ide(ide, 0).scsi(scsi, false).powerOn()) {
            assertTrue(pc.runUntil(() -> starts(pc) >= 20, 200_000_000), pc::report);
            long early = used();
            assertTrue(pc.runUntil(() -> starts(pc) >= 100, 400_000_000), pc::report);
            long late = used();
            assertTrue(late - early < 4 << 20, () -> (late - early) + " bytes more after 80 resets");
            assertEquals(43, pc.runToEnd(50_000_000), pc::report);
            assertTrue(pc.debug().endsWith("DONEC"), pc::report);
            assertTrue(ide.overtaken() >= 90, () -> "IDE reads overtaken by a reset: " + ide.overtaken());
            assertTrue(scsi.overtaken() >= 90, () -> "LSI reads overtaken by a reset: " + scsi.overtaken());
            int most = Math.max(ide.most(), scsi.most());
            assertTrue(most < 30, () -> "requests pile up: " + most);
        } finally {
            ide.close();
            scsi.close();
        }
        assertEquals(0, ide.pending() + scsi.pending());
        assertEquals(threads, threads());
        assertArrayEquals(before[0], Files.readAllBytes(files[0]));
        assertArrayEquals(before[1], Files.readAllBytes(files[1]));
    }

    private static int starts(Pc pc) {
        return pc.debug().split("Booting", -1).length - 1;
    }

    @Test
    void theGuestIsWhatItsSourceSays() throws Exception {
        Nasm.assertBuiltFromSource(GUEST, folder);
    }
}
