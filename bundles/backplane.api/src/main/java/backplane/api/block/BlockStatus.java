package backplane.api.block;

/** How a block request ended. On anything but OK a read buffer's contents are undefined and must not reach a guest. */
public enum BlockStatus {
    OK,
    /** EIO, or a truncated image. */
    IO_ERROR,
    /** ENOSPC. */
    NO_SPACE,
    READ_ONLY,
    /** Offset or length outside the image or no multiple of the block size. */
    OUT_OF_RANGE,
    /** Reset, unplug or power-off came first. */
    CANCELLED
}
