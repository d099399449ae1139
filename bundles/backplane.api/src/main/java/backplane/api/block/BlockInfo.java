package backplane.api.block;

/**
 * What a disk image is.
 *
 * @param id the drive id, for example {@code drive0}
 * @param description for lists: the file and format
 * @param size in bytes
 * @param blockSize in bytes, 512
 * @param readOnly whether writes fail
 * @param serial the serial number from {@code serial=}, or empty
 * @param cylinders the geometry from {@code cyls=}, 0 for none given
 * @param heads the geometry from {@code heads=}, 0 for none given
 * @param sectors the geometry from {@code secs=}, 0 for none given
 */
public record BlockInfo(
        String id,
        String description,
        long size,
        int blockSize,
        boolean readOnly,
        String serial,
        int cylinders,
        int heads,
        int sectors) {
    /** Size in blocks. */
    public long blocks() {
        return size / blockSize;
    }
}
