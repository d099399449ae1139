package backplane.core.rom;

import java.util.Set;

/**
 * What a firmware does with option ROMs.
 *
 * @param firmware its name, for messages
 * @param ceiling the first address that ROMs may not reach
 * @param ownDrivers {@code vendor << 16 | device} of functions that the firmware drives itself: their ROMs never run
 */
public record RomRules(String firmware, int ceiling, Set<Integer> ownDrivers) {
    /** Where the ROM area begins. */
    public static final int FIRST = 0xc0000;
    /** ROMs begin on 2 KiB boundaries. */
    public static final int STEP = 0x800;

    private static final int LSI_53C895A = 0x1000_0012;
    private static final int AM53C974 = 0x1022_2020;
    private static final int PIIX3_IDE = 0x8086_7010;
    private static final int PVSCSI = 0x15ad_07c0;
    private static final int NVME = 0x1b36_0010;
    private static final int VIRTIO_BLK = 0x1af4_1001;
    private static final int VIRTIO_SCSI = 0x1af4_1004;
    private static final int VIRTIO_BLK_1 = 0x1af4_1042;
    private static final int VIRTIO_SCSI_1 = 0x1af4_1048;

    public RomRules {
        ownDrivers = Set.copyOf(ownDrivers);
    }

    /** Debian's bios-256k.bin, SeaBIOS 1.16. */
    public static RomRules seabios256() {
        return new RomRules(
                "SeaBIOS (bios-256k.bin)",
                0xe8800,
                Set.of(
                        LSI_53C895A,
                        AM53C974,
                        PIIX3_IDE,
                        PVSCSI,
                        NVME,
                        VIRTIO_BLK,
                        VIRTIO_SCSI,
                        VIRTIO_BLK_1,
                        VIRTIO_SCSI_1));
    }

    /** Debian's bios.bin: fewer drivers. */
    public static RomRules seabios128() {
        return new RomRules(
                "SeaBIOS (bios.bin)",
                0xee800,
                Set.of(LSI_53C895A, PIIX3_IDE, VIRTIO_BLK, VIRTIO_SCSI, VIRTIO_BLK_1, VIRTIO_SCSI_1));
    }

    /** Debian's bios-microvm.bin: virtio alone. */
    public static RomRules microvm() {
        return new RomRules(
                "SeaBIOS (bios-microvm.bin)", 0xef000, Set.of(VIRTIO_BLK, VIRTIO_SCSI, VIRTIO_BLK_1, VIRTIO_SCSI_1));
    }

    /** Backplane's own BIOS: it drives disks only where no ROM has done so. */
    public static RomRules builtin() {
        return plain("the builtin BIOS", 0xe8000);
    }

    /** A firmware without drivers that could stand in a ROM's way. */
    public static RomRules plain(String firmware, int ceiling) {
        return new RomRules(firmware, ceiling, Set.of());
    }
}
