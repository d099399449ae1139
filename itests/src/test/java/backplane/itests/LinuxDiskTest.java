package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.extboot.Extboot;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import backplane.testkit.MemoryDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Linux boots by GRUB, drives the disk with its own driver, mounts the ext2 partition and writes: what is in the image
 * afterwards is a clean file system with the right files, and the kernel has complained about nothing.
 */
class LinuxDiskTest {
    private static final long PATIENCE = 30_000_000_000L;
    private static final int LINES = 300_000;
    private static final int FILES = 200;
    private static final int DIRECT = 1 << 20;
    private static final String FASTEST = "FAST-40 WIDE SCSI 80.0 MB/s ST (25 ns, offset 31)";

    private static final String SCRIPT = """
            mount -t ext2 /dev/sda1 /mnt || echo FAILED mount
            seq 1 LINES > /mnt/seq
            mkdir /mnt/small
            i=0
            while [ $i -lt FILES ]; do echo "file $i" > /mnt/small/$i; i=$((i+1)); done
            sync
            for p in 0 1 2 3; do dd if=/mnt/seq of=/mnt/direct$p bs=64k count=16 oflag=direct 2>/dev/null & done
            wait
            echo 3 > /proc/sys/vm/drop_caches
            for p in 0 1 2 3; do cat /mnt/direct$p | cmp - /mnt/direct0 & done
            cmp /mnt/boot/initrd /mnt/boot/initrd
            wait
            cat /sys/class/ata_device/*/xfer_mode > /mnt/modes 2>/dev/null
            dmesg > /mnt/dmesg
            """.replace("LINES", "" + LINES).replace("FILES", "" + FILES);

    /** Commands that get lost in mid-I/O: one is aborted, for the next the disk, then the bus must be reset. */
    private static final String RECOVERY = """
            echo 3 > /sys/block/sda/device/timeout
            for lost in 0 1 2; do
                for p in 0 1 2 3; do dd if=/mnt/seq of=/mnt/direct$p bs=64k count=16 oflag=direct 2>/dev/null & done
                dd if=/dev/sda of=/dev/null bs=512 skip=$((LOST+lost)) count=1 iflag=direct || echo FAILED $lost
                wait
            done
            echo 1 > /sys/class/spi_transport/target0:0:0/revalidate
            dd if=/mnt/seq bs=64k count=16 iflag=direct 2>/dev/null | cmp - /mnt/direct3 || echo FAILED cmp
            dmesg > /mnt/recovery
            """.replace("LOST", "" + StubbornDisk.LOST);

    private static final String END = """
            umount /mnt || echo FAILED umount
            echo DONE
            poweroff -f
            """;

    @TempDir
    private Path work;

    @Test
    void onIdeByBusMasterDma() throws Exception {
        drives(Pc.builder());
    }

    @Test
    void onIdeUnderSeaBios() throws Exception {
        SeaBios.assume();
        drives(Pc.builder().seabios());
    }

    private void drives(Pc.Builder pc) throws Exception {
        MemoryDisk disk = disk("ata_piix", SCRIPT + END);
        String dmesg = runs(pc.ide(disk, 0), disk);
        assertTrue(dmesg.contains("PATA max MWDMA2"), dmesg);
        String modes = Files.readString(work.resolve("files/modes"));
        assertTrue(modes.contains("XFER_MW_DMA_2"), modes);
    }

    @Test
    void onThe53c895a() throws Exception {
        drivesAndRecovers(LsiModel.LSI53C895A, FASTEST);
    }

    @Test
    void onThe53c810() throws Exception {
        drivesAndRecovers(LsiModel.LSI53C810, "FAST-10 SCSI 10.0 MB/s ST (100 ns, offset 8)");
    }

    @Test
    void onThe53c895aUnderSeaBios() throws Exception {
        SeaBios.assume();
        MemoryDisk disk = disk("sym53c8xx", SCRIPT + END);
        assertAgreed(runs(Pc.builder().seabios().scsi(disk, true), disk), FASTEST);
    }

    private void drivesAndRecovers(LsiModel model, String agreed) throws Exception {
        MemoryDisk disk = disk("sym53c8xx", SCRIPT + RECOVERY + END);
        Pc.Builder pc = Pc.builder()
                .card("scsi0", new Lsi53c8xx(model), "addr", "4")
                .card("disk", new StubbornDisk(disk, "scsi0.0", 0))
                .card("extboot", new Extboot(disk), "bootindex", "0");
        String dmesg = runs(pc, disk);
        assertAgreed(dmesg, agreed);
        String recovery = Files.readString(work.resolve("files/recovery"));
        for (String operation : List.of("ABORT", "DEVICE RESET", "BUS RESET")) {
            assertTrue(recovery.contains(operation + " operation complete"), recovery);
        }
        assertFalse(recovery.contains("I/O error"), recovery);
    }

    private static void assertAgreed(String dmesg, String agreed) {
        assertTrue(dmesg.contains("tagged command queuing enabled"), dmesg);
        assertTrue(dmesg.contains(agreed), dmesg);
    }

    private MemoryDisk disk(String driver, String script) throws Exception {
        List<String> modules = List.of(driver, "sd_mod", "crc32c_generic", "ext4");
        return MemoryDisk.of(LinuxDisk.image(work, modules, script), false);
    }

    private String runs(Pc.Builder builder, MemoryDisk disk) throws Exception {
        try (Pc pc = builder.ram(128).powerOn()) {
            assertTrue(pc.runUntilSerial("DONE", PATIENCE), pc::report);
            assertFalse(pc.serial().contains("FAILED"), pc::report);
            assertEquals(0, pc.runToEnd(PATIENCE / 10), pc::report);
        }
        Path files = LinuxDisk.files(work, disk.data());
        String dmesg = Files.readString(files.resolve("dmesg"));
        compare(files);
        KernelLog.assertNoTrouble(dmesg);
        return dmesg;
    }

    private static void compare(Path files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            text.append(i).append('\n');
        }
        byte[] seq = text.toString().getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(seq, Files.readAllBytes(files.resolve("seq")));
        for (int p = 0; p < 4; p++) {
            assertArrayEquals(Arrays.copyOf(seq, DIRECT), Files.readAllBytes(files.resolve("direct" + p)));
        }
        for (int i = 0; i < FILES; i++) {
            assertEquals("file " + i + "\n", Files.readString(files.resolve("small/" + i)));
        }
    }
}
