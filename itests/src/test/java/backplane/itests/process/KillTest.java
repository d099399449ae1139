package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.itests.BootSector;
import backplane.itests.Nasm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while the guest writes: what it was told is written is in the image, and at most one block is half of each. */
class KillTest {
    private static final int BLOCKS = 200;
    private static final int FIRST_SECTOR = 64;
    private static final int SECTORS = 8;

    @TempDir
    Path base;

    @Test
    void theGuestIsItsCommittedSource() throws Exception {
        Nasm.assertBuiltFromSource("writing-guest", base);
    }

    @Test
    void anImageIsNeverWorseThanTorn() throws Exception {
        Path image = BootSector.image(base.resolve("disk.img"), Nasm.image("writing-guest"));
        for (int dots : new int[] {3, 50, BLOCKS + 20}) {
            try (Backplane backplane = start()) {
                backplane.awaitOutput(".".repeat(dots));
                backplane.kill();
                Backplane.Result result = backplane.await();
                assertEquals(137, result.status());
                String said = String.join("", result.out());
                assertFalse(said.contains("F"), said);
                check(image, said.lastIndexOf('.') + 1 - said.indexOf('.'));
            }
            Files.write(image, new byte[1 << 20]);
            BootSector.image(image, Nasm.image("writing-guest"));
        }
    }

    private Backplane start() {
        return Backplane.start(
                base,
                base,
                List.of(
                        "run",
                        "-m",
                        "16",
                        "-display",
                        "none",
                        "-debugcon",
                        "stdio",
                        "-drive",
                        "file=disk.img,if=scsi,boot=on"));
    }

    /** Block number n of the guest's is at n modulo the blocks; zeros are from before the first. */
    private static void check(Path image, int told) throws IOException {
        ByteBuffer disk = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
        int last = 0;
        for (int sector = 0; sector < BLOCKS * SECTORS; sector++) {
            last = Math.max(last, number(disk, sector));
        }
        assertTrue(last >= told, "the guest was told of " + told + ", there are " + last);
        for (int sector = 0; sector < BLOCKS * SECTORS; sector++) {
            int found = number(disk, sector);
            int block = sector / SECTORS + 1;
            int expected = last - Math.floorMod(last - block, BLOCKS);
            boolean torn = expected == last && last > told && found == Math.max(0, last - BLOCKS);
            assertTrue(found == Math.max(0, expected) || torn, "sector " + sector + " has " + found + ", last " + last);
        }
    }

    /** What all of that sector is filled with. */
    private static int number(ByteBuffer disk, int sector) {
        int at = (FIRST_SECTOR + sector) * 512;
        int number = disk.getInt(at);
        for (int i = 4; i < 512; i += 4) {
            assertEquals(number, disk.getInt(at + i), "sector " + sector + " is torn within");
        }
        return number;
    }
}
